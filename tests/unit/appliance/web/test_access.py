"""Who may ask for what, over every route there is."""

import pytest
from flask import Flask

from appliance.domain.caller import Role
from appliance.errors import SettingsError
from appliance.web.access import PROGRAMS, PUBLIC, Pages, check_declared, declared
from appliance.web.room import ROOMS, build
from tests.unit.appliance.web.house import House

LOGINS = {
    Role.STAFF: "ben",
    Role.REVIEWER: "rita",
    Role.COMPLIANCE: "carl",
    Role.AUDITOR: "audrey",
    Role.ADMIN: "adam",
}
OTHERS = {
    "exchange": "f" * 32,
    "purpose": "reply-draft",
    "int:number": "1",
    "token": "a" * 32,
    "bulk": "b" * 32,
    "model": "reply-draft",
    "filename": "nothing",
}
# Who may is asked of the policy, purpose by purpose: test_purposes.py and others.
BY_PURPOSE = (
    "purposes.",
    "purpose_versions.",
    "purpose_edit.",
    "purpose_feedback.",
    "appeals.",
    "release_acts.",
    "evaluations.",
    "rollouts.",
    "rollout_steps.",
    "halts.",
    "figures.",
    "tokens.",
)
PUBLIC_PAGES = {
    "static",
    "sign_in.form",
    "sign_in.enter",
    "sign_in.session",
    "languages.choose",
    "health.live",
    "health.ready",
    # It asks for a token of its own: test_metrics.py.
    "metrics.metrics",
}


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """List (endpoint, method, path) of every route but the files."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name, value in OTHERS.items():
            path = path.replace(f"<{name}>", value)
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        found += [(rule.endpoint, method, path) for method in methods]
    return found


def test_exactly_these_pages_are_public() -> None:
    public = {name for name, roles in declared(ROOMS).items() if roles is PUBLIC}
    assert public == PUBLIC_PAGES


def test_a_route_that_does_not_say_who_it_is_for_stops_the_start(house: House) -> None:
    app = build(house.parts)
    app.add_url_rule("/forgotten", "forgotten", lambda: "hello")
    with pytest.raises(SettingsError, match=r"route /forgotten does not say"):
        check_declared(app, declared(ROOMS))


def test_pages_cannot_be_added_without_saying_who_they_are_for() -> None:
    with pytest.raises(TypeError):
        Pages("x", __name__).route("/x")  # type: ignore[call-arg]


def test_a_stranger_reaches_no_page_that_is_not_public(house: House) -> None:
    stranger = house.visitor()
    for endpoint, method, path in addresses(house.app):
        if endpoint in PUBLIC_PAGES:
            continue
        answer = (
            stranger.get(path, "application/json")
            if method == "GET"
            else stranger.post(path, {"text": "x"}, accept="application/json")
        )
        assert answer.status_code == 401, (method, path, answer.status_code)


@pytest.mark.parametrize("login", LOGINS.values())
def test_no_session_opens_what_is_for_programs(house: House, login: str) -> None:
    visitor, allowed = house.visitor(login), declared(ROOMS)
    tried = 0
    for endpoint, method, path in addresses(house.app):
        if allowed[endpoint] is PROGRAMS:
            answer = visitor.get(path) if method == "GET" else visitor.post(path, {})
            assert answer.status_code == 401, (method, path)
            tried += 1
    assert tried == 4


def test_a_stranger_is_led_to_the_door_and_no_words_of_the_address_with_them(
    house: House,
) -> None:
    answer = house.visitor().get("/history?q=fee")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Fhistory"


@pytest.mark.parametrize("role", list(Role))
def test_every_role_reaches_its_own_pages_and_no_others(
    house: House, role: Role
) -> None:
    visitor, allowed = house.visitor(LOGINS[role]), declared(ROOMS)
    for endpoint, method, path in addresses(house.app):
        roles = allowed[endpoint]
        if endpoint == "sign_in.leave" or roles is PUBLIC:
            continue
        if endpoint.startswith(BY_PURPOSE) or roles is PROGRAMS:
            continue
        if method == "GET":
            answer = visitor.get(path, "application/json")
        else:
            answer = visitor.post(path, {"text": "x"}, accept="application/json")
        if role in roles:
            assert answer.status_code != 403, (role, method, path)
        else:
            assert answer.status_code == 403, (role, method, path, answer.status_code)


def test_another_persons_exchange_looks_like_none_on_every_route(house: House) -> None:
    exchange = house.visitor("anna").ask()
    ben, missing = house.visitor("ben"), "0" * 32
    for endpoint, method, path in addresses(house.app):
        if OTHERS["exchange"] not in path or endpoint.startswith("reviews."):
            continue
        if endpoint.startswith("api."):  # test_programs_allowed.py
            continue
        answers = []
        for id_ in (exchange, missing):
            here = path.replace(OTHERS["exchange"], id_)
            answer = (
                ben.get(here) if method == "GET" else ben.post(here, {"thumb": "up"})
            )
            # What was sent is given back, to the address that it was sent to.
            page = answer.text.replace(ben.token(), "").replace(id_, "")
            answers.append((answer.status_code, page))
        assert answers[0][0] == 404, (method, path)
        assert answers[0] == answers[1], (method, path)


def test_another_persons_case_cannot_be_worked_on(house: House) -> None:
    anna = house.visitor("anna")
    case = anna.get(f"/exchanges/{anna.ask()}", "application/json").get_json()["case"]
    ben = house.visitor("ben")
    for path in ("/exchanges", "/preview/reply-draft"):
        answer = ben.post(path, {"purpose": "reply-draft", "text": "x", "case": case})
        assert answer.status_code == 404


def test_another_persons_history_is_not_shown(house: House) -> None:
    house.visitor("anna").ask()
    found = house.visitor("ben").get("/history", "application/json").get_json()
    assert found["exchanges"] == []
