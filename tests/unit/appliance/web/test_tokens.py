"""The page where programs get their tokens: who may, and what is shown and kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.kinds import RecordKind
from appliance.stores.people import KnownPerson
from tests.unit.appliance.web.house import House, Visitor

FORM = {
    "name": "mail robot",
    "owner": "anna",
    "days": "30",
    "networks": "10.1.0.0/16, 10.2.0.1",
    "purpose.reply-draft": "yes",
}


def test_a_token_is_shown_once_and_kept_as_a_digest(house: House) -> None:
    adam = house.visitor("adam")
    page = adam.post("/tokens", FORM)
    secret = page.text.partition('id="secret">')[2].partition("<")[0]

    assert page.status_code == 200
    assert secret.startswith("sk-cloister-")
    assert secret not in adam.get("/tokens").text
    (token,) = house.parts.stores.tokens.all()
    assert house.parts.stores.tokens.find(secret) == token
    assert [str(one) for one in token.networks] == ["10.1.0.0/16", "10.2.0.1/32"]
    state = house.parts.settings.paths.state
    kept = b"".join(p.read_bytes() for p in state.rglob("*") if p.is_file())
    assert secret.encode() not in kept
    assert secret.removeprefix("sk-cloister-").encode() not in kept


def test_making_and_revoking_are_in_the_log_with_the_alias_of_the_program(
    house: House,
) -> None:
    adam = house.visitor("adam")
    made = adam.post("/tokens", FORM, accept="application/json").get_json()
    number = made["token"]
    path = f"/tokens/{number}/revoke"
    for _ in range(2):
        revoked = adam.post(path, accept="application/json").get_json()

    record = house.ledger.only(RecordKind.TOKEN_MADE)
    assert record.actor == "adam"
    assert record.body["service"] == f"alias-of-service:{number}"
    assert record.body["owner"] == "alias-of-anna"
    assert record.body["purposes"] == ["reply-draft"]
    assert "robot" not in repr(record)
    # Who was revoked before is not revoked again.
    assert house.ledger.only(RecordKind.TOKEN_REVOKED).body["token"] == number
    assert revoked["revoked_at"] is not None
    people = house.parts.stores.people.by_alias([f"alias-of-service:{number}"])
    (known,) = people.values()
    assert isinstance(known, KnownPerson)
    assert known.name == "mail robot"


@pytest.mark.parametrize(
    ("login", "sees"),
    [("carl", 200), ("audrey", 200), ("anna", 403), ("rita", 403)],
)
def test_overseers_see_the_tokens_and_only_it_changes_them(
    house: House, login: str, sees: int
) -> None:
    made = house.visitor("adam").post("/tokens", FORM, accept="application/json")
    visitor = house.visitor(login)
    page = visitor.get("/tokens")

    assert page.status_code == sees
    assert 'action="/tokens"' not in page.text
    number = made.get_json()["token"]
    assert visitor.post("/tokens", FORM).status_code == 403
    assert visitor.post(f"/tokens/{number}/revoke").status_code == 403
    assert house.parts.stores.tokens.get(number).revoked_at is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"owner": "nobody"},
        {"owner": ""},
        # A reviewer may not use the purpose, so no program of theirs may.
        {"owner": "rita"},
        {"days": "0"},
        {"days": "732"},
        {"days": "-1"},
        {"days": "١"},
        {"networks": "10.1.2.3/8"},
        {"networks": "everywhere"},
        {"purpose.fortune-telling": "yes"},
        {"purpose.reply-draft": None},
    ],
)
def test_no_token_is_made_of_what_makes_none(
    house: House, change: dict[str, str | None]
) -> None:
    form = {k: v for k, v in {**FORM, **change}.items() if v is not None}
    answer = house.visitor("adam").post("/tokens", form)

    assert answer.status_code == 400
    assert "No token was made" in answer.text
    assert house.parts.stores.tokens.all() == ()
    assert RecordKind.TOKEN_MADE not in house.ledger.kinds()


def test_what_the_log_does_not_take_is_not_made(house: House) -> None:
    adam = house.visitor("adam")
    token = adam.token()
    house.ledger.down = True

    assert adam.post("/tokens", FORM, token=token).status_code == 503
    house.ledger.down = False
    assert house.parts.stores.tokens.all() == ()


def test_a_number_of_no_token_is_none(house: House) -> None:
    adam = house.visitor("adam")
    assert adam.post(f"/tokens/{'0' * 32}/revoke").status_code == 404


def test_a_second_press_makes_no_second_token(house: House) -> None:
    adam = house.visitor("adam")
    made = adam.post("/tokens", FORM, accept="application/json").get_json()
    typed = {**FORM, "name": " mail  robot", "owner": "Anna "}
    for form in (FORM, typed):
        again = adam.post("/tokens", form, accept="application/json")
        assert (again.status_code, again.get_json()["error"]) == (409, "TokenMadeError")
    assert "revoke that token" in adam.post("/tokens", FORM).text
    assert [one.id for one in house.parts.stores.tokens.all()] == [made["token"]]
    assert house.ledger.kinds().count(RecordKind.TOKEN_MADE) == 1

    # Another one, the same in place of one that was revoked, and the same later.
    assert adam.post("/tokens", {**FORM, "name": "chat robot"}).status_code == 200
    assert adam.post(f"/tokens/{made['token']}/revoke").status_code == 303
    assert adam.post("/tokens", FORM).status_code == 200
    house.clock.advance(61)
    assert adam.post("/tokens", FORM).status_code == 200
    assert len(house.parts.stores.tokens.all()) == 4


def test_two_presses_at_once_make_one_token(house: House) -> None:
    visitors = [house.visitor("adam") for _ in range(2)]
    sent = [(visitor, visitor.token()) for visitor in visitors]

    def press(one: tuple[Visitor, str]) -> int:
        visitor, token = one
        status: int = visitor.post("/tokens", FORM, token=token).status_code
        return status

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, sent)) == [200, 409]
    assert len(house.parts.stores.tokens.all()) == 1
