"""Appeals against refusals: made once, decided by somebody else, told to who asked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from appliance.domain.appeal import Ground
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.release.golden import parse_golden
from appliance.stores.tables import appeals, exchanges
from tests.fakes import ListedPurposes, make_purpose
from tests.unit.appliance.web.house import House, Visitor, open_house

JSON = "application/json"
WHY = "Anna Kowalski only asked about a fee."


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[House]:
    """A house in which every letter names somebody whom its text does not."""
    opened = open_house(tmp_path, lambda _: "Dear [PERSON_zzzz_9],\n\nthank you.")
    yield opened
    opened.close()


def appeal(visitor: Visitor, exchange: str, why: str = WHY) -> Any:
    return visitor.post(f"/exchanges/{exchange}/appeal", {"reason": why}, accept=JSON)


def waiting(visitor: Visitor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visitor.get("/appeals", JSON).get_json()["appeals"]
    return found


def decide(visitor: Visitor, verdict: str = "grant", reason: str = "Yes.") -> Any:
    (one,) = waiting(visitor)
    form = {"verdict": verdict, "reason": reason}
    return visitor.post(f"/appeals/{one['appeal']}", form, accept=JSON)


def refused(house: House) -> tuple[Visitor, str]:
    anna = house.visitor("anna")
    return anna, anna.ask()


def test_who_is_refused_reads_why_and_can_appeal_once(strict: House) -> None:
    anna, exchange = refused(strict)
    page = anna.get(f"/exchanges/{exchange}").text
    assert "names somebody or something that your text does not" in page
    assert f'action="/exchanges/{exchange}/appeal"' in page
    assert appeal(anna, exchange, "  ").status_code == 400
    assert appeal(anna, exchange).status_code == 200
    assert appeal(anna, exchange).status_code == 409
    page = anna.get(f"/exchanges/{exchange}").text
    assert "It waits for a second person." in page
    assert f'action="/exchanges/{exchange}/appeal"' not in page


def test_the_sentence_is_masked_and_in_no_record(strict: House) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    rita = strict.visitor("rita")
    (one,) = waiting(rita)
    shown = rita.get(f"/appeals/{one['appeal']}", JSON).get_json()
    assert strict.ledger.records[-1].kind is RecordKind.APPEAL_OPENED
    assert shown["sentence"].startswith("[PERSON_")
    assert shown["sentence"].endswith(" only asked about a fee.")
    rules = [rule["rule"] for rule in shown["rules"]]
    assert (shown["ground"], rules) == ("guard", ["surrogate.unissued"])
    page = rita.get(f"/appeals/{one['appeal']}").text
    assert "The answer named somebody or something the text does not." in page
    for told in (json.dumps(shown), page, repr(strict.ledger.records)):
        assert "Kowalski" not in told
    assert "asked about" not in repr(strict.ledger.records)


def test_a_granted_appeal_is_a_false_alarm_and_a_case_that_must_be_answered(
    strict: House,
) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    told = decide(strict.visitor("rita")).get_json()
    (proposed,) = strict.parts.stores.golden.waiting()
    assert (told["state"], told["proposal"]) == ("granted", proposed.id)
    (case,) = parse_golden("case", proposed.line, make_purpose())
    assert (case.refuse, case.tags) == (False, ("appealed",))
    assert "Kowalski" not in proposed.line
    (figure,) = strict.parts.stores.appeals.by_rule("reply-draft")
    assert (figure.rule, figure.granted, figure.waiting) == ("surrogate.unissued", 1, 0)
    said = ["exchange.appealed", "appeal.decided", "golden.proposed"]
    assert [kind for kind in strict.ledger.kinds() if kind in said] == said


def test_who_appealed_is_told_on_every_page_until_they_looked(strict: House) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    told = "Your appeal was decided"
    assert told not in anna.get("/").text
    decide(strict.visitor("rita"), "uphold", "It is somebody else.")
    assert told in anna.get("/history").text
    page = anna.get(f"/exchanges/{exchange}").text
    assert "The refusal was upheld." in page
    assert "It is somebody else." in page
    assert told not in anna.get("/").text
    assert strict.parts.stores.golden.waiting() == ()


def test_nobody_decides_on_their_own_appeal(strict: House) -> None:
    sam, rita = strict.visitor("sam"), strict.visitor("rita")
    appeal(sam, sam.ask())
    (one,) = waiting(rita)
    assert waiting(sam) == []
    form = {"verdict": "grant", "reason": "Yes."}
    assert sam.post(f"/appeals/{one['appeal']}", form).status_code == 403
    assert decide(rita).status_code == 200


def test_who_rejected_an_answer_does_not_decide_on_the_appeal(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    held = rita.get(f"/reviews/{exchange}", JSON).get_json()
    digest = held["draft_digest"]
    form = {"verdict": "reject", "draft_digest": digest, "reason": "No."}
    rita.post(f"/reviews/{exchange}", form)
    appeal(anna, exchange)
    made = house.parts.stores.appeals.of_exchange(exchange)
    assert made is not None
    assert (made.refusal.ground, made.involved) == (Ground.REVIEWER, ("anna", "rita"))
    assert waiting(rita) == []
    assert rita.get(f"/appeals/{made.id}").status_code == 403
    assert decide(house.visitor("ralf"), "uphold").status_code == 200


def test_an_appeal_is_decided_once_with_a_reason_and_never_without_the_log(
    strict: House,
) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    rita = strict.visitor("rita")
    (one,) = waiting(rita)
    assert decide(rita, "grant", "").status_code == 400
    assert decide(rita, "perhaps").status_code == 400
    token, path = rita.token(), f"/appeals/{one['appeal']}"
    form = {"verdict": "grant", "reason": "Yes."}
    strict.ledger.down = True
    assert rita.post(path, form, token=token).status_code == 503
    strict.ledger.down = False
    assert strict.parts.stores.golden.waiting() == ()
    assert decide(rita).status_code == 200
    assert rita.post(path, form).status_code == 409


@pytest.mark.parametrize("verdict", ["uphold", "grant"])
def test_an_appeal_is_decided_also_when_its_purpose_is_out_of_use(
    strict: House, verdict: str
) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    title = strict.parts.ports.purposes.named("reply-draft").title
    object.__setattr__(strict.parts.ports, "purposes", ListedPurposes())
    rita = strict.visitor("rita")
    assert 'href="/appeals"' in rita.get("/").text
    assert title in rita.get("/appeals").text
    (one,) = waiting(rita)
    assert rita.get(f"/appeals/{one['appeal']}").status_code == 200
    decided = decide(rita, verdict, "So it is.")
    assert decided.status_code == 200
    assert decided.get_json()["proposal"] is None  # nothing is tested with it
    assert "So it is." in anna.get(f"/exchanges/{exchange}").text
    assert rita.get("/appeals").status_code == 403  # there is nothing left to decide


def without_release(house: House, table: Table) -> None:
    """Have the rows say nothing of a release: none let the text in."""
    with house.parts.stores.exchanges._database.writing() as connection:
        connection.execute(table.update().values(release=""))


def test_an_appeal_names_whose_rules_refused_also_what_was_never_let_in(
    strict: House,
) -> None:
    anna, exchange = refused(strict)
    without_release(strict, exchanges)
    assert appeal(anna, exchange).status_code == 200
    (one,) = waiting(strict.visitor("rita"))
    assert one["release"] == strict.parts.ports.purposes.named("reply-draft").release


def test_one_without_a_release_is_decided_too_when_its_purpose_is_out_of_use(
    strict: House,
) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    without_release(strict, appeals)
    live = strict.parts.ports.purposes.named("reply-draft").release
    object.__setattr__(strict.parts.ports, "purposes", ListedPurposes())
    rita = strict.visitor("rita")
    (one,) = waiting(rita)
    assert rita.get(f"/appeals/{one['appeal']}").status_code == 200
    assert decide(rita, "uphold", "So it is.").status_code == 200
    decided = strict.ledger.only(RecordKind.APPEAL_DECIDED)
    assert decided.body["release"] == live
    assert rita.get("/appeals").status_code == 403


def test_a_log_that_is_away_takes_no_page_with_it_for_an_appeal_without_a_release(
    strict: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    without_release(strict, appeals)
    object.__setattr__(strict.parts.ports, "purposes", ListedPurposes())
    rita = strict.visitor("rita")

    def away(_: str) -> None:
        raise LedgerError("away")

    with monkeypatch.context() as patched:
        patched.setattr(strict.parts.log, "of_exchange", away)
        assert rita.get("/").status_code == 200
    assert len(waiting(rita)) == 1


def test_what_nobody_refused_is_not_appealed_against(house: House) -> None:
    anna = house.visitor("anna")
    released, held = anna.ask(), anna.ask("credit-memo")
    assert [appeal(anna, one).status_code for one in (released, held)] == [409, 409]
    assert appeal(house.visitor("ben"), held).status_code == 404


def test_appeals_are_for_who_may_decide_on_them(strict: House) -> None:
    anna, exchange = refused(strict)
    appeal(anna, exchange)
    (one,) = waiting(strict.visitor("rita"))
    form, path = {"verdict": "grant", "reason": "Yes."}, f"/appeals/{one['appeal']}"
    for login in ("anna", "audrey", "adam"):
        other = strict.visitor(login)
        answers = [other.get("/appeals"), other.get(path), other.post(path, form)]
        assert [answer.status_code for answer in answers] == [403] * 3, login
