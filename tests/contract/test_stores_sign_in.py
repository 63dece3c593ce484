"""One suite for sessions and failed sign-ins, on SQLite and PostgreSQL."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.domain.caller import Role
from appliance.errors import LockedOutError, SessionExpiredError
from appliance.settings import Settings
from appliance.stores.opened import Stores, open_stores
from tests.fakes import NOON, FixedClock, make_caller

IDLE_S, ABSOLUTE_S, LIMIT, WINDOW_S = 1_800, 36_000, 5, 900


def test_a_session_knows_its_person(stores: Stores) -> None:
    caller = make_caller("rita", Role.REVIEWER, Role.STAFF)
    session = stores.sessions.find(stores.sessions.open(caller))
    assert (session.person, session.login, session.name) == ("rita", "rita", "Rita")
    assert session.roles == {Role.REVIEWER, Role.STAFF}
    assert session.credential.checked_at == NOON
    assert "rita" not in repr(session).replace("person='rita'", "")
    assert session.csrf_token not in repr(session)


def test_every_sign_in_opens_a_new_session_and_ends_the_old_cookie(
    stores: Stores,
) -> None:
    first = stores.sessions.open(make_caller())
    second = stores.sessions.open(make_caller(), replaces=first)
    assert second != first
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(first)
    assert stores.sessions.find(second).person == "anna"


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 43, "é" * 43, "\ud800" * 43, "' OR 1=1 --"]
)
def test_a_cookie_nobody_gave_opens_nothing(stores: Stores, token: str) -> None:
    stores.sessions.open(make_caller())
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(token)


def test_an_idle_session_ends(stores: Stores, clock: FixedClock) -> None:
    token = stores.sessions.open(make_caller())
    clock.advance(IDLE_S)
    stores.sessions.find(token)
    clock.advance(IDLE_S)
    stores.sessions.find(token)
    clock.advance(IDLE_S + 1)
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(token)
    clock.at = NOON
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(token)


def test_a_session_in_use_ends_at_its_absolute_age(
    stores: Stores, clock: FixedClock
) -> None:
    token = stores.sessions.open(make_caller())
    for _ in range(ABSOLUTE_S // 1_000):
        clock.advance(1_000)
        stores.sessions.find(token)
    clock.advance(1)
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(token)


def test_each_session_has_its_own_csrf_token(stores: Stores) -> None:
    one = stores.sessions.find(stores.sessions.open(make_caller()))
    two = stores.sessions.find(stores.sessions.open(make_caller()))
    assert len(one.csrf_token) == len(two.csrf_token) == 43
    assert one.csrf_token != two.csrf_token


def test_revoking_a_person_ends_all_their_sessions_and_no_other(stores: Stores) -> None:
    mine = [stores.sessions.open(make_caller()) for _ in range(3)]
    other = stores.sessions.open(make_caller("ben"))
    assert stores.sessions.revoke("anna") == 3
    for token in mine:
        with pytest.raises(SessionExpiredError):
            stores.sessions.find(token)
    assert stores.sessions.find(other).person == "ben"


def test_signing_out_ends_one_session(stores: Stores) -> None:
    one, two = stores.sessions.open(make_caller()), stores.sessions.open(make_caller())
    stores.sessions.close(one)
    with pytest.raises(SessionExpiredError):
        stores.sessions.find(one)
    assert stores.sessions.find(two).person == "anna"


def test_renewing_keeps_what_the_directory_says_now(stores: Stores) -> None:
    token = stores.sessions.open(make_caller("anna", Role.STAFF, Role.ADMIN))
    later = NOON + timedelta(minutes=5)
    session = stores.sessions.renew(
        token, replace(make_caller(), name="Anna B.", checked_at=later)
    )
    assert (session.roles, session.checked_at, session.name) == (
        {Role.STAFF},
        later,
        "Anna B.",
    )


def test_a_session_knows_the_teams_of_its_person_as_they_are_now(
    stores: Stores,
) -> None:
    caller = replace(make_caller(), teams=frozenset({"desk", "north"}))
    token = stores.sessions.open(caller)
    found = stores.sessions.find(token)
    assert found.teams == {"desk", "north"} == found.credential.teams
    assert found.credential.caller().teams == {"desk", "north"}
    moved = stores.sessions.renew(token, replace(caller, teams=frozenset({"south"})))
    assert moved.teams == {"south"}


def test_a_session_is_not_renewed_as_another_person(stores: Stores) -> None:
    token = stores.sessions.open(make_caller())
    with pytest.raises(SessionExpiredError):
        stores.sessions.renew(token, make_caller("adam", Role.ADMIN))
    assert stores.sessions.find(token).roles == {Role.STAFF}


def test_clean_up_removes_ended_sessions_only(
    stores: Stores, clock: FixedClock
) -> None:
    stores.sessions.open(make_caller())
    clock.advance(IDLE_S - 1)
    live = stores.sessions.open(make_caller("ben"))
    clock.advance(2)
    assert stores.sessions.remove_expired() == 1
    assert stores.sessions.find(live).person == "ben"


def fail(stores: Stores, login: str = "anna", address: str = "10.0.0.1") -> bool:
    stores.sign_ins.begin(login, address)
    return stores.sign_ins.failed(login, address)


def test_the_last_allowed_failure_locks_the_login(stores: Stores) -> None:
    assert [fail(stores) for _ in range(LIMIT)] == [False] * (LIMIT - 1) + [True]
    with pytest.raises(LockedOutError):
        stores.sign_ins.begin("anna", "10.0.0.2")


@pytest.mark.parametrize(
    "same",
    [
        "ANNA",
        " anna ",
        "Anna",
        "\uff41\uff4e\uff4e\uff41",
        "\uff21nna",
        "an\u00adna",
        "an\u200bna",
        "\u00e1nna",
        "a\u0301nna",
        "an na",
    ],
)
def test_a_lock_out_holds_however_the_login_is_written(
    stores: Stores, same: str
) -> None:
    for _ in range(LIMIT):
        fail(stores)
    with pytest.raises(LockedOutError):
        stores.sign_ins.begin(same, "10.0.0.2")


def test_a_lock_out_is_for_one_login_and_ends(
    stores: Stores, clock: FixedClock
) -> None:
    for _ in range(LIMIT):
        fail(stores)
    stores.sign_ins.begin("ben", "10.0.0.1")
    clock.advance(WINDOW_S - 1)
    with pytest.raises(LockedOutError):
        stores.sign_ins.begin("anna", "10.0.0.1")
    clock.advance(1)
    stores.sign_ins.begin("anna", "10.0.0.1")


def test_success_forgets_the_failures_of_the_login(stores: Stores) -> None:
    for _ in range(3):
        for _ in range(LIMIT - 1):
            fail(stores)
        stores.sign_ins.begin("anna", "10.0.0.1")
        stores.sign_ins.succeeded("anna", "10.0.0.1")


def test_old_failures_do_not_count(stores: Stores, clock: FixedClock) -> None:
    for _ in range(4 * LIMIT):
        assert not fail(stores)
        clock.advance(WINDOW_S / (LIMIT - 1))


def test_an_address_is_locked_after_many_logins(stores: Stores) -> None:
    for number in range(10 * LIMIT):
        fail(stores, f"user{number}")
    with pytest.raises(LockedOutError):
        stores.sign_ins.begin("anna", "10.0.0.1")
    stores.sign_ins.begin("anna", "10.0.0.2")


def test_an_attempt_the_directory_could_not_answer_does_not_count(
    stores: Stores,
) -> None:
    for _ in range(3 * LIMIT):
        stores.sign_ins.begin("anna", "10.0.0.1")
        stores.sign_ins.undecided("anna", "10.0.0.1")


def test_a_lock_out_survives_a_restart(
    stores: Stores,
    database_url: str,
    clock: FixedClock,
    settings_for: Callable[[str], Settings],
) -> None:
    settings = settings_for(database_url)
    again = open_stores(settings, clock)
    for _ in range(LIMIT):
        fail(again)
    again.close()
    once_more = open_stores(settings, clock)
    with pytest.raises(LockedOutError):
        once_more.sign_ins.begin("anna", "10.0.0.1")
    once_more.close()
    assert stores.sign_ins.remove_expired() == 0


def test_guesses_at_once_do_not_pass_the_limit_together(stores: Stores) -> None:
    passed: list[int] = []
    together = threading.Barrier(30)

    def guess(number: int) -> None:
        together.wait(30)
        try:
            stores.sign_ins.begin("anna", f"10.0.0.{number}")
        except LockedOutError:
            return
        passed.append(number)

    stores.sign_ins.begin("anna", "10.0.1.1")
    threads = [threading.Thread(target=guess, args=(n,)) for n in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(passed) == LIMIT - 1


def test_clean_up_keeps_what_still_locks(stores: Stores, clock: FixedClock) -> None:
    for _ in range(LIMIT):
        fail(stores)
    fail(stores, "ben", "10.0.0.9")
    clock.advance(WINDOW_S - 1)
    assert stores.sign_ins.remove_expired() == 0
    clock.advance(2)
    assert stores.sign_ins.remove_expired() == 4


def test_people_are_found_by_key_and_by_alias(stores: Stores) -> None:
    stores.people.seen(make_caller("anna"), alias="al-1")
    stores.people.seen(replace(make_caller("anna"), name="Anna B."), alias="al-1")
    stores.people.seen(make_caller("ben"), alias=None)
    assert stores.people.by_alias(["al-1", "al-2"])["al-1"].name == "Anna B."
    assert set(stores.people.by_person(["anna", "ben", "carl"])) == {"anna", "ben"}
    assert stores.people.by_person([]) == {}
