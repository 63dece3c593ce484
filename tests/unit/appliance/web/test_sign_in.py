"""Signing in, and how long that lasts."""

import re

import pytest

from appliance.domain.caller import Role
from appliance.web.sign_in import local_address
from tests import fakes
from tests.unit.appliance.web.house import HOST, House, open_house

FAILED = "Sign-in failed. Check your user name and password, then try again."


def test_the_cookie_is_for_this_host_over_tls_and_no_script(house: House) -> None:
    answer = house.visitor().sign_in("anna")
    cookies = [
        c for c in answer.headers.getlist("Set-Cookie") if "__Host-cloister=" in c
    ]
    assert len(cookies) == 1
    parts = {part.strip() for part in cookies[0].split(";")[1:]}
    assert parts == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_signing_in_always_makes_a_new_session(house: House) -> None:
    visitor = house.visitor()
    visitor.client.set_cookie("__Host-cloister", "A" * 43, domain=HOST, secure=True)
    visitor.sign_in("anna")
    first = visitor.cookie()
    assert first not in ("", "A" * 43)
    visitor.sign_in("anna")
    second = visitor.cookie()
    assert second != first
    visitor.client.set_cookie("__Host-cloister", first, domain=HOST, secure=True)
    assert visitor.get("/history").status_code == 303


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    visitor = house.visitor("anna")
    kept = visitor.cookie()
    assert visitor.post("/sign-out").status_code == 303
    visitor.client.set_cookie("__Host-cloister", kept, domain=HOST, secure=True)
    assert visitor.get("/history").status_code == 303
    assert house.ledger.kinds()[-1] == "session.closed"


def test_a_session_ends_when_it_is_not_used(house: House) -> None:
    visitor = house.visitor("anna")
    house.clock.advance(house.parts.settings.web.session_idle_s + 1)
    assert visitor.get("/history").status_code == 303


def test_a_session_ends_when_it_is_too_old_even_if_used(house: House) -> None:
    visitor, web = house.visitor("anna"), house.parts.settings.web
    for _ in range(web.session_absolute_s // 1_200):
        house.clock.advance(1_200)
        assert visitor.get("/history").status_code == 200
    house.clock.advance(1_200)
    assert visitor.get("/history").status_code == 303


def test_a_person_is_looked_up_again_after_minutes(house: House) -> None:
    visitor = house.visitor("anna")
    visitor.get("/history")
    assert house.directory.asked == []
    house.clock.advance(301)
    visitor.get("/history")
    assert house.directory.asked == ["anna"]


def test_who_left_the_directory_loses_every_session(house: House) -> None:
    first, second = house.visitor("anna"), house.visitor("anna")
    house.directory.revoke("anna")
    house.clock.advance(301)
    answer = first.post("/exchanges", {"purpose": "reply-draft", "text": "kept words"})
    assert answer.status_code == 401
    assert "kept words" in answer.text
    assert house.ledger.kinds()[-1] == "session.revoked"
    assert second.get("/history").status_code == 303


def test_a_role_that_was_taken_away_is_gone_within_minutes(house: House) -> None:
    visitor = house.visitor("rita")
    assert visitor.get("/reviews").status_code == 200
    house.directory.people["rita"] = fakes.make_caller("rita", Role.STAFF)
    house.clock.advance(301)
    assert visitor.get("/reviews").status_code == 403


def test_no_directory_means_nobody_is_let_on(house: House) -> None:
    visitor = house.visitor("anna")
    house.directory.down = True
    house.clock.advance(301)
    assert visitor.get("/history").status_code == 503
    assert house.visitor().sign_in("anna").status_code == 503


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", "wrong"),
        ("nobody", "correct horse"),
        ("", ""),
        ("anna", ""),
        ("*)(uid=*", "correct horse"),
        ("an\u0000na", "correct horse"),
    ],
)
def test_every_failed_sign_in_reads_the_same(
    house: House, login: str, password: str
) -> None:
    answer = house.visitor().sign_in(login, password)
    assert answer.status_code == 401
    assert FAILED in answer.text
    shown = re.sub(r'value="[^"]*"', "", answer.text)
    other = house.visitor().sign_in("carl", "also wrong").text
    assert shown == re.sub(r'value="[^"]*"', "", other)


def test_an_account_waits_after_repeated_failures_and_nobody_is_told(
    house: House,
) -> None:
    for _ in range(house.parts.settings.web.max_failed_sign_ins):
        house.visitor().sign_in("anna", "wrong")
    answer = house.visitor().sign_in("anna")
    assert (answer.status_code, FAILED in answer.text) == (401, True)
    assert "session.locked" in house.ledger.kinds()
    house.clock.advance(house.parts.settings.web.lock_out_s + 1)
    assert house.visitor().sign_in("anna").status_code == 303


def test_a_lock_is_recorded_once_and_tries_after_it_are_not(house: House) -> None:
    web = house.parts.settings.web
    for _ in range(2):
        before = house.ledger.size()
        for _ in range(web.max_failed_sign_ins + 5):
            house.visitor().sign_in("anna", "wrong")
        refused = ["session.refused"] * web.max_failed_sign_ins
        assert house.ledger.kinds()[before:] == [*refused, "session.locked"]
        house.clock.advance(web.lock_out_s + 1)


def test_an_address_that_is_locked_is_in_the_log(house: House) -> None:
    tries = 10 * house.parts.settings.web.max_failed_sign_ins
    for number in range(tries + 5):
        house.visitor().sign_in(f"nobody{number}", "wrong")
    assert house.ledger.kinds() == ["session.refused"] * tries + ["session.locked"]


def test_a_failed_sign_in_leaves_a_record_that_names_nobody(house: House) -> None:
    house.visitor().sign_in("anna", "wrong")
    entry = house.ledger.records[-1]
    assert (str(entry.kind), entry.actor, entry.body) == ("session.refused", None, {})


def test_no_session_opens_when_the_log_cannot_say_so(house: House) -> None:
    visitor = house.visitor()
    token = visitor.token()
    house.ledger.down = True
    form = {"login": "anna", "password": "correct horse"}
    assert visitor.post("/sign-in", form, token=token).status_code == 503
    assert visitor.cookie() == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/history?q=a", "/history?q=a"),
        ("", "/"),
        ("//evil.test", "/"),
        ("/\\evil.test", "/"),
        ("https://evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("/\t/evil.test", "/"),
    ],
)
def test_signing_in_leads_to_a_page_of_this_site_only(given: str, kept: str) -> None:
    assert local_address(given) == kept


def test_the_session_page_tells_a_script_who_is_here(house: House) -> None:
    assert (
        house.visitor().get("/session", "application/json").get_json()["name"] is None
    )
    told = house.visitor("sam").get("/session", "application/json").get_json()
    assert (told["name"], told["roles"]) == ("Sam", ["reviewer", "staff"])


def test_too_many_requests_from_strangers_leave_no_records(tmp_path: object) -> None:
    house = open_house(tmp_path)  # type: ignore[arg-type] # a path, as pytest gives it
    for _ in range(5):
        house.visitor().get("/history")
        house.visitor().post("/exchanges", {"text": "x"}, token="x")
    assert house.ledger.kinds() == []
    house.close()
