"""No change without the session's own token, on every route that changes something."""

from flask import Flask

from tests.unit.appliance.web.house import PASSWORD, House
from tests.unit.appliance.web.test_access import LOGINS, addresses


def changes(app: Flask) -> list[str]:
    return [path for _, method, path in addresses(app) if method != "GET"]


def test_no_change_happens_without_the_token_of_this_session(house: House) -> None:
    foreign = house.visitor("anna").token()
    for role, login in LOGINS.items():
        visitor = house.visitor(login)
        for path in changes(house.app):
            # Programs have no cookie that another site could use: see test_programs_allowed.py.
            if path == "/sign-in" or path.startswith("/v1/"):
                continue
            for token in ("", "wrong", foreign, visitor.token()[:-1], "\u00e9"):
                answer = visitor.post(path, {"text": "x"}, token=token)
                assert answer.status_code == 403, (role, path)


def test_the_sign_in_form_needs_the_token_of_its_own_cookie(house: House) -> None:
    other = house.visitor().token()
    visitor = house.visitor()
    visitor.token()
    for token in ("", "wrong", other):
        form = {"login": "anna", "password": PASSWORD}
        answer = visitor.post("/sign-in", form, token=token)
        assert answer.status_code == 403
        assert visitor.cookie() == ""


def test_a_token_in_the_address_does_not_count(house: House) -> None:
    visitor = house.visitor("anna")
    path = f"/sign-out?csrf_token={visitor.token()}"
    assert visitor.post(path, token="").status_code == 403


def test_a_wrong_token_leaves_a_record_and_keeps_what_was_typed(house: House) -> None:
    visitor = house.visitor("anna")
    form = {"purpose": "reply-draft", "text": "Grüße an <b>alle</b>"}
    answer = visitor.post("/exchanges", form, token="wrong")
    assert "Grüße an &lt;b&gt;alle&lt;/b&gt;</textarea>" in answer.text
    assert house.ledger.kinds()[-1] == "access.refused"


def test_nothing_changes_by_reading(house: House) -> None:
    visitor = house.visitor("anna")
    for path in changes(house.app):
        # A search changes nothing; it is a form so that its words are in no address.
        has_page = path.startswith(
            (
                *("/reviews/", "/purposes/", "/evaluations", "/ratings", "/halts"),
                *("/tokens", "/bulk/", "/appeals/"),
            )
        )
        if path not in {"/sign-in", "/history"} and not has_page:
            assert visitor.get(path).status_code in (404, 405), path
