"""Approving, promoting and taking back on the pages: who may, and what the log asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.ports.ledger import Entry
from appliance.domain.version import VersionState
from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import House
from tests.unit.appliance.web.test_purposes import JSON, kinder, opened_in, write

NAME = "reply-draft"
RISKY = "credit-memo"
OLD, NEW = "a" * 64, "b" * 64
PATH = f"/purposes/{NAME}/releases"


def tell(house: House, kind: RecordKind, actor: str | None = None, **body: Any) -> None:
    """Append a record as another process does."""
    entry = Entry(kind, None, None, actor, body)
    house.parts.ports.ledger.append(entry, durable=True)


def sign(house: House, release: str, *, purpose: str = NAME, risk: str = "low") -> None:
    versions = house.parts.stores.versions.of(purpose)
    tell(
        house,
        RecordKind.RELEASE_SIGNED,
        release=release,
        purpose=purpose,
        risk=risk,
        version=versions[-1].digest,
    )


def evaluated(
    house: House, release: str, verdict: str = "pass", purpose: str = NAME
) -> None:
    told = {"release": release, "purpose": purpose, "verdict": verdict}
    tell(house, RecordKind.EVALUATION_FINISHED, **told)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """One release is live; a kinder version is signed."""
    opened = opened_in(tmp_path)
    sign(opened, OLD)
    evaluated(opened, OLD)
    tell(opened, RecordKind.RELEASE_PROMOTED, release=OLD, purpose=NAME)
    write(opened, **{"file.prompt.en.md": kinder(opened)})
    sign(opened, NEW)
    yield opened
    opened.close()


def act(house: House, login: str, act: str, release: str = NEW, **more: str) -> Any:
    form = {"act": act, "release": release, "reason": "It is kinder.", **more}
    return house.visitor(login).post(PATH, form, accept=JSON)


def listed(house: House, login: str) -> dict[str, dict[str, Any]]:
    told = house.visitor(login).get(PATH, accept=JSON).get_json()
    return {one["release"]: one for one in told["releases"]}


def live(house: House) -> str:
    (found,) = [
        known.release for known in house.ledger.releases(NAME) if known.state == "live"
    ]
    return found


def state(house: House) -> VersionState:
    return house.parts.stores.versions.of(NAME)[-1].state


def test_the_page_says_what_stands_and_what_is_missing(house: House) -> None:
    told = listed(house, "carl")
    assert list(told) == [NEW, OLD]
    assert (told[OLD]["state"], told[OLD]["verdict"]) == ("live", "pass")
    assert (told[NEW]["state"], told[NEW]["verdict"]) == ("signed", "")
    assert "has not passed an evaluation" in told[NEW]["missing"]
    assert told[NEW]["acts"] == []
    page = house.visitor("carl").get(PATH).text
    assert "Not evaluated" in page
    assert "has not passed an evaluation" in page


@pytest.mark.parametrize("verdict", ["", "fail", "inconclusive"])
def test_what_has_not_passed_is_not_put_live_by_any_form(
    house: House, verdict: str
) -> None:
    if verdict:
        evaluated(house, NEW, verdict)
    refused = act(house, "carl", "promote")
    assert refused.status_code == 409
    assert "has not passed an evaluation" in refused.get_json()["message"]
    assert live(house) == OLD
    assert state(house) is VersionState.DRAFT


def test_what_is_missing_is_said_in_the_readers_language(house: House) -> None:
    carl = house.visitor("carl")
    evaluated(house, NEW, "fail")
    assert listed(house, "carl")[NEW]["refusal"] == {
        "code": "failed",
        "release": NEW[:12],
        "purpose": NAME,
    }
    carl.post("/language", {"language": "de"})
    said = (
        f"Release {NEW[:12]} von {NAME} hat keine Auswertung bestanden; die neueste ist "
        "gescheitert."
    )
    assert said in carl.get(PATH).text
    form = {"act": "promote", "release": NEW, "reason": "Jetzt."}
    refused = carl.post(PATH, form, accept=JSON)
    assert (refused.status_code, refused.get_json()["message"]) == (409, said)


def test_what_passed_goes_live_with_who_and_why(house: House) -> None:
    evaluated(house, NEW)
    assert listed(house, "carl")[NEW]["acts"] == ["approve", "promote"]
    assert act(house, "carl", "promote").status_code == 200
    assert live(house) == NEW
    move = house.parts.stores.versions.of(NAME)[-1].moves[-1]
    assert (move.after, move.mover, move.why) == (
        VersionState.LIVE,
        "carl",
        "It is kinder.",
    )


def test_the_record_names_who_did_it_and_holds_no_words(house: House) -> None:
    evaluated(house, NEW)
    act(house, "carl", "promote")
    record = next(
        entry
        for entry in reversed(house.ledger.records)
        if entry.kind is RecordKind.RELEASE_PROMOTED
    )
    assert record.actor == "carl"
    assert record.body == {"purpose": NAME, "release": NEW, "why_chars": 13}


def test_going_back_needs_no_evaluation_and_no_second_person(house: House) -> None:
    evaluated(house, NEW)
    act(house, "carl", "promote")
    evaluated(house, OLD, "fail")
    assert listed(house, "adam")[OLD]["acts"] == ["roll-back"]
    assert act(house, "adam", "roll-back", OLD).status_code == 200
    assert live(house) == OLD


def test_a_purpose_is_taken_out_of_use(house: House) -> None:
    assert "Take this purpose out of use" in house.visitor("adam").get(PATH).text
    assert act(house, "adam", "retire", OLD).status_code == 200
    assert listed(house, "adam")[OLD]["state"] == "before"


@pytest.mark.parametrize("login", ["anna", "rita", "audrey", "adam"])
@pytest.mark.parametrize("wanted", ["approve", "promote"])
def test_who_answers_for_nothing_of_it_changes_nothing(
    house: House, login: str, wanted: str
) -> None:
    evaluated(house, NEW)
    before = len(house.ledger.records)
    refused = act(house, login, wanted)
    assert refused.status_code in {403, 404}
    kinds = {entry.kind for entry in house.ledger.records[before:]}
    assert RecordKind.RELEASE_APPROVED not in kinds
    assert live(house) == OLD


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"act": "burn"}, 400),
        ({"reason": "  "}, 400),
        ({"release": "c" * 64}, 404),
        ({"release": "../" * 9}, 404),
        ({"release": ""}, 404),
    ],
)
def test_a_form_that_means_nothing_is_refused(
    house: House, changes: dict[str, str], status: int
) -> None:
    evaluated(house, NEW)
    form = {"act": "promote", "release": NEW, "reason": "It is kinder.", **changes}
    answer = house.visitor("carl").post(PATH, form, accept=JSON)
    assert answer.status_code == status
    assert live(house) == OLD


def test_a_release_of_another_purpose_is_none_of_this_one(house: House) -> None:
    sign(house, "d" * 64, purpose=RISKY, risk="high")
    assert act(house, "carl", "approve", "d" * 64).status_code == 404


def test_a_high_risk_release_takes_two_people(house: House) -> None:
    for release in (OLD, NEW):
        digest = release[0] * 63 + "0"
        sign(house, digest, purpose=RISKY, risk="high")
        evaluated(house, digest, purpose=RISKY)
    first, second = OLD[0] * 63 + "0", NEW[0] * 63 + "0"
    tell(house, RecordKind.RELEASE_PROMOTED, release=first, purpose=RISKY)
    path = f"/purposes/{RISKY}/releases"
    form = {"release": second, "reason": "Two of us read it."}

    def ask(login: str, act: str) -> int:
        visitor = house.visitor(login)
        return int(visitor.post(path, {**form, "act": act}, accept=JSON).status_code)

    assert ask("carl", "promote") == 409
    assert ask("carl", "approve") == 200
    assert ask("carl", "promote") == 409
    assert ask("ralf", "promote") == 200
    known = {one.release: one.state for one in house.ledger.releases(RISKY)}
    assert known == {first: "before", second: "live"}


def test_a_page_that_is_out_of_date_retires_nothing(house: House) -> None:
    evaluated(house, NEW)
    assert act(house, "carl", "promote").status_code == 200
    assert act(house, "adam", "retire", OLD).status_code == 409
    assert live(house) == NEW
    assert state(house) is VersionState.LIVE


def test_what_was_taken_out_of_use_is_brought_back_with_one_click(house: House) -> None:
    act(house, "adam", "retire", OLD)
    assert listed(house, "carl")[OLD]["acts"][-1] == "roll-back"
    assert act(house, "carl", "roll-back", OLD).status_code == 200
    assert live(house) == OLD
