"""The second pair of eyes through the pages."""

import html
import re
from typing import Any

import pytest

from tests.unit.appliance.web.house import House, Visitor


def opened(visitor: Visitor, exchange: str) -> dict[str, Any]:
    found: dict[str, Any] = visitor.get(
        f"/reviews/{exchange}", "application/json"
    ).get_json()
    return found


def decide(visitor: Visitor, exchange: str, verdict: str, **form: str) -> Any:
    digest = form.pop("draft_digest", None) or opened(visitor, exchange)["draft_digest"]
    form = {"verdict": verdict, "draft_digest": digest, **form}
    return visitor.post(f"/reviews/{exchange}", form)


def state(visitor: Visitor, exchange: str) -> str:
    told = visitor.get(f"/exchanges/{exchange}", "application/json").get_json()
    return str(told["state"])


def test_the_queue_shows_risk_age_and_purpose_but_nothing_of_ones_own(
    house: House,
) -> None:
    house.visitor("anna").ask("credit-memo")
    house.clock.advance(120)
    sam = house.visitor("sam")
    own = sam.ask("credit-memo")
    page = house.visitor("rita").get("/reviews").text
    assert page.count('class="item"') == 2
    assert ("High risk" in page, "2 minutes ago" in page) == (True, True)
    assert "Assess a credit application" in page
    assert own not in sam.get("/reviews").text


def test_a_reviewer_sees_stand_ins_only_and_opening_is_recorded(house: House) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    page = house.visitor("rita").get(f"/reviews/{exchange}").text
    assert "Kowalski" not in page
    assert "[PERSON_" in page
    assert house.ledger.kinds()[-1] == "review.opened"
    assert house.ledger.durable_to == len(house.ledger.records)
    assert "vault.read" not in house.ledger.kinds()


def test_an_approved_answer_reaches_who_asked_exactly(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    assert decide(rita, exchange, "approve", reason="fine").status_code == 303
    told = anna.get(f"/exchanges/{exchange}", "application/json").get_json()
    assert told["state"] == "released"
    assert "Applicant: Anna Kowalski" in told["text"]
    assert house.directory.asked.count("rita") >= 1
    assert "A second person approved" in anna.get(f"/exchanges/{exchange}").text


def test_a_rejected_answer_is_not_shown_and_its_reason_is(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    assert decide(rita, exchange, "reject").status_code == 400
    assert decide(rita, exchange, "reject", reason="No income proof").status_code == 303
    page = anna.get(f"/exchanges/{exchange}").text
    assert "No income proof" in page
    assert "18,500" not in page


def test_who_changed_an_answer_cannot_approve_it(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    draft = opened(rita, exchange)["draft"].replace("refer", "decline")
    assert decide(rita, exchange, "edit", text=draft).status_code == 303
    assert decide(rita, exchange, "approve").status_code == 403
    assert "review.refused" in house.ledger.kinds()
    assert state(anna, exchange) == "held"
    assert "Somebody else has to decide" in rita.get(f"/reviews/{exchange}").text
    assert decide(house.visitor("ralf"), exchange, "approve").status_code == 303
    told = anna.get(f"/exchanges/{exchange}", "application/json").get_json()
    assert "Recommendation: decline" in told["text"]


def test_a_reviewer_reads_what_the_checks_saw_in_their_version_and_may_keep_it(
    house: House,
) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    seen = opened(rita, exchange)
    version = seen["draft"].replace("18,500", "card 4012888888881881")
    asked = decide(rita, exchange, "edit", text=version)
    assert asked.status_code == 409
    assert "The checks saw something in your version" in asked.text
    assert '<mark class="doubt">4012888888881881</mark>' in asked.text
    # What they wrote is still there, and nothing has happened.
    assert version in html.unescape(asked.text)
    assert "review.edited" not in house.ledger.kinds()

    (confirmed,) = re.findall('name="confirmed" value="([0-9a-f]{64})"', asked.text)
    kept = decide(rita, exchange, "edit", text=version, confirmed=confirmed)
    assert kept.status_code == 303
    assert house.ledger.kinds()[-2:] == ["review.edited", "draft.guarded"]
    page = house.visitor("ralf").get(f"/reviews/{exchange}").text
    assert "The answer holds personal data that your text does not." in page
    assert '<mark class="doubt">4012888888881881</mark>' in page


def test_a_program_is_told_the_same_of_a_version_as_json(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    seen = opened(rita, exchange)
    version = seen["draft"].replace("18,500", "card 4012888888881881")
    form = {"verdict": "edit", "draft_digest": seen["draft_digest"], "text": version}
    answer = rita.post(f"/reviews/{exchange}", form, accept="application/json")
    told = answer.get_json()
    assert (answer.status_code, told["error"]) == (409, "Questioned")
    (line,) = told["findings"]
    (place,) = line["places"]
    assert line["rule"] == "personal.new"
    assert told["version"][place["start"] : place["end"]] == "4012888888881881"
    form["confirmed"] = told["confirmed"]
    kept = rita.post(f"/reviews/{exchange}", form, accept="application/json")
    assert kept.status_code == 200


def test_nobody_approves_their_own_request(house: House) -> None:
    sam = house.visitor("sam")
    exchange = sam.ask("credit-memo")
    digest = opened(house.visitor("rita"), exchange)["draft_digest"]
    for seen in (digest, "0" * 64):
        for verdict in ("approve", "edit"):
            form = {"verdict": verdict, "draft_digest": seen, "text": "Mine."}
            assert sam.post(f"/reviews/{exchange}", form).status_code == 403
            assert house.ledger.kinds()[-2:] == ["review.refused", "access.refused"]
    assert state(sam, exchange) == "held"


def test_nobody_reads_the_draft_of_their_own_request(house: House) -> None:
    sam = house.visitor("sam")
    exchange = sam.ask("credit-memo")
    for accept in ("text/html", "application/json"):
        answer = sam.get(f"/reviews/{exchange}", accept)
        assert answer.status_code == 404
        assert "18,500" not in answer.text
    assert "review.opened" not in house.ledger.kinds()


def test_a_verdict_is_for_the_draft_that_was_on_the_page(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    seen = opened(rita, exchange)
    changed = seen["draft"].replace("refer", "approve")
    decide(house.visitor("ralf"), exchange, "edit", text=changed)
    for digest in (seen["draft_digest"], "0" * 64, "\u00e9"):
        answer = decide(rita, exchange, "approve", draft_digest=digest)
        assert answer.status_code == 409
    assert state(anna, exchange) == "held"


def test_a_second_verdict_comes_too_late(house: House) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    assert decide(house.visitor("rita"), exchange, "approve").status_code == 303
    answer = decide(house.visitor("ralf"), exchange, "reject", reason="x")
    assert answer.status_code == 409


def test_a_changed_vault_row_voids_the_approval(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    (case, vault), *_ = [(c, v) for c, v in house.masker.vault.items() if v]
    house.masker.change_row(case, next(iter(vault)), "Otto Other")
    assert decide(rita, exchange, "approve").status_code == 409
    assert state(anna, exchange) == "refused"
    page = anna.get(f"/exchanges/{exchange}").text
    assert "The names behind this answer changed while it waited." in page
    assert "Otto Other" not in page


@pytest.mark.parametrize("verdict", ["", "maybe", "APPROVE"])
def test_a_verdict_is_one_of_three(house: House, verdict: str) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    assert decide(house.visitor("rita"), exchange, verdict).status_code == 400


def test_a_reviewer_who_left_cannot_approve_any_more(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    digest = opened(rita, exchange)["draft_digest"]
    house.directory.revoke("rita")
    answer = decide(rita, exchange, "approve", draft_digest=digest)
    assert answer.status_code == 401
    assert state(anna, exchange) == "held"


def test_an_answer_that_was_never_held_is_not_found(house: House) -> None:
    exchange = house.visitor("anna").ask()
    assert house.visitor("rita").get(f"/reviews/{exchange}").status_code == 404


def test_an_empty_queue_teaches(house: House) -> None:
    assert "Nothing waits for you" in house.visitor("rita").get("/reviews").text


def test_a_structured_answer_is_edited_a_line_for_each_value(house: House) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    page = house.visitor("rita").get(f"/reviews/{exchange}").text
    assert "    &#34;NO_DEFAULTS&#34;" in page
    assert '<span class="mask person">[PERSON_' in page


def test_a_fact_that_the_text_does_not_hold_is_said_to_be_not_stated(
    house: House,
) -> None:
    exchange = house.visitor("anna").ask("credit-memo")
    page = house.visitor("rita").get(f"/reviews/{exchange}").text
    assert page.count("Not stated") == 2
