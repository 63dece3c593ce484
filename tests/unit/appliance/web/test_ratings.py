"""Blind ratings through the pages: who may, what they see, what becomes of it."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.sampling import Sampling
from appliance.kinds import RecordKind
from tests.unit.appliance.web.house import LETTER, House, Visitor, open_house

JSON = "application/json"
EVERY = Sampling(share_permille=1000)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which every answer is drawn."""
    built = open_house(tmp_path, drawn=EVERY)
    yield built
    built.close()


def offered(visitor: Visitor) -> str | None:
    found: str | None = visitor.post("/ratings", accept=JSON).get_json()["sample"]
    return found


def take(visitor: Visitor) -> str:
    found = offered(visitor)
    assert found
    return found


def seen(visitor: Visitor, sample: str) -> dict[str, Any]:
    answer = visitor.get(f"/ratings/in-hand/{sample}", JSON)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def rate(visitor: Visitor, verdict: str = "right", **form: str) -> Any:
    sample = take(visitor)
    return visitor.post(
        f"/ratings/in-hand/{sample}", {"verdict": verdict, **form}, accept=JSON
    )


def rated_twice(house: House, *verdicts: str, **form: str) -> str:
    """Have rita and carl rate the oldest answer; gives its sample."""
    first, second = verdicts
    rita = house.visitor("rita")
    sample = take(rita)
    assert rate(rita, first, **form).status_code == 200
    assert rate(house.visitor("carl"), second).status_code == 200
    return sample


def bodies(house: House, kind: RecordKind) -> list[dict[str, Any]]:
    return [dict(r.body) for r in house.ledger.records if r.kind is kind]


def test_a_released_answer_is_drawn_with_the_reason_in_the_log(house: House) -> None:
    exchange = house.visitor("anna").ask()
    (drawn,) = [r for r in house.ledger.records if r.kind is RecordKind.ANSWER_SAMPLED]
    assert drawn.exchange == exchange
    assert drawn.body["reasons"] == ["share"]
    assert drawn.body["draw"] < drawn.body["share_permille"] == 1000
    kinds = house.ledger.kinds()
    assert kinds.index("exchange.released") < kinds.index("answer.sampled")


def test_an_answer_is_drawn_when_its_reviewer_lets_it_out_and_not_before(
    house: House,
) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    exchange = anna.ask("credit-memo")
    assert "answer.sampled" not in house.ledger.kinds()
    digest = rita.get(f"/reviews/{exchange}", JSON).get_json()["draft_digest"]
    form = {"verdict": "approve", "draft_digest": digest}
    assert rita.post(f"/reviews/{exchange}", form).status_code == 303
    assert house.ledger.kinds().count("answer.sampled") == 1
    # Who let it out does not rate it; another does.
    assert offered(rita) is None
    assert offered(house.visitor("ralf"))


def test_a_thumb_down_draws_an_answer_that_was_not_drawn(tmp_path: Path) -> None:
    house = open_house(tmp_path, drawn=Sampling(thumbs_down=True))
    anna = house.visitor("anna")
    exchange = anna.ask()
    assert "answer.sampled" not in house.ledger.kinds()
    for thumb in ("up", "down", "down"):
        anna.post(f"/exchanges/{exchange}/rating", {"thumb": thumb})
    (drawn,) = bodies(house, RecordKind.ANSWER_SAMPLED)
    assert drawn["reasons"] == ["thumb-down"]
    assert len(drawn["release"]) == 64
    house.close()


def test_a_rater_sees_text_and_answer_masked_and_not_whose_they_are(
    house: House,
) -> None:
    exchange = house.visitor("anna").ask()
    rita = house.visitor("rita")
    sample = take(rita)
    told = seen(rita, sample)
    assert set(told) == {
        *("sample", "purpose", "language", "masked", "values", "answer"),
    }
    assert "[PERSON_" in told["masked"]
    release = house.parts.ports.purposes.named("reply-draft").release
    for accept in ("text/html", JSON):
        page = rita.get(f"/ratings/in-hand/{sample}", accept).text
        assert "Kowalski" not in page
        for word in (exchange, release, "Anna", "share", "permille"):
            assert word not in page, word
    assert "vault.read" not in [str(r.kind) for r in house.ledger.records[-3:]]


def test_that_it_was_read_is_on_disk_before_it_is_shown(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    sample = take(rita)
    seen(rita, sample)
    last = house.ledger.records[-1]
    assert (last.kind, last.actor) == (RecordKind.ANSWER_READ, "rita")
    assert last.body == {"restored": False, "sample": sample}
    assert house.ledger.durable_to == len(house.ledger.records)
    house.ledger.down = True
    answer = rita.get(f"/ratings/in-hand/{sample}")
    assert answer.status_code == 503
    assert "[PERSON_" not in answer.text


def test_two_rate_it_and_neither_learns_what_the_other_said(house: House) -> None:
    house.visitor("anna").ask()
    rita, carl, ralf = map(house.visitor, ("rita", "carl", "ralf"))
    sample = take(rita)
    assert rate(rita, "wrong").get_json() == {"sample": sample, "verdict": "wrong"}
    assert take(carl) == sample
    page = carl.get(f"/ratings/in-hand/{sample}").text
    for word in ("rita", "Rita", "checked"):
        assert word not in page
    assert carl.get(f"/ratings/rated/{sample}").status_code == 404
    assert rate(carl).status_code == 200
    assert offered(ralf) is None
    said = [
        (b["judgement"], b["corrected"])
        for b in bodies(house, RecordKind.ANSWER_ASSESSED)
    ]
    assert said == [("wrong", False), ("right", False)]


def test_nobody_rates_what_they_asked_for(house: House) -> None:
    sam = house.visitor("sam")
    sam.ask()
    assert offered(sam) is None
    sample = take(house.visitor("rita"))
    for answer in (
        sam.get(f"/ratings/in-hand/{sample}"),
        sam.post(f"/ratings/in-hand/{sample}", {"verdict": "right"}),
    ):
        assert answer.status_code == 404
    assert "answer.assessed" not in house.ledger.kinds()


def test_an_answer_in_another_hand_cannot_be_read_or_rated(house: House) -> None:
    house.visitor("anna").ask()
    sample = take(house.visitor("rita"))
    carl = house.visitor("carl")
    for id_ in (sample, "0" * 32):
        assert carl.get(f"/ratings/in-hand/{id_}").status_code == 404
        assert (
            carl.post(f"/ratings/in-hand/{id_}", {"verdict": "right"}).status_code
            == 404
        )


def test_who_lost_their_role_meanwhile_rates_nothing(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    sample, token = take(rita), rita.token()
    house.directory.revoke("rita")
    answer = rita.post(f"/ratings/in-hand/{sample}", {"verdict": "right"}, token=token)
    assert answer.status_code == 401
    assert "answer.assessed" not in house.ledger.kinds()


@pytest.mark.parametrize("verdict", ["", "RIGHT", "great"])
def test_a_verdict_is_one_of_four(house: House, verdict: str) -> None:
    house.visitor("anna").ask()
    assert rate(house.visitor("rita"), verdict).status_code == 400


def test_what_a_rater_writes_is_masked_before_it_is_kept(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    answer = seen(rita, take(rita))["answer"]
    name = re.search(r"\[PERSON_[a-z2-9]{4}_1\]", answer)
    assert name
    sample = take(rita)
    better = f"Dear {name[0]}, dear Anna Kowalski, the fee is 3 euros."
    assert rate(rita, "partly", text=better).status_code == 200
    (said,) = house.parts.stores.samples.assessments_of(sample)
    assert said.correction == f"Dear {name[0]}, dear {name[0]}, the fee is 3 euros."
    assert "Kowalski" not in repr(said)


def test_a_correction_that_names_a_stranger_is_not_taken(house: House) -> None:
    house.visitor("anna").ask()
    answer = rate(house.visitor("rita"), "wrong", text="Dear [PERSON_zzzz_9],")
    assert (answer.status_code, answer.get_json()["error"]) == (422, "LookAlikeError")
    assert "answer.assessed" not in house.ledger.kinds()


def test_a_form_is_corrected_in_its_own_form(house: House) -> None:
    house.visitor("anna").ask("complaint-triage")
    rita = house.visitor("rita")
    answer = json.loads(seen(rita, take(rita))["answer"])
    for text, error in (
        ("no form at all", "MalformedEditError"),
        (json.dumps({**answer, "intent": "fly_me_to_the_moon"}), "UnlistedValueError"),
    ):
        told = rate(rita, "wrong", text=text)
        assert (told.status_code, told.get_json()["error"]) == (422, error)
    better = json.dumps({**answer, "urgency": "low"}, indent=2)
    assert rate(rita, "wrong", text=better).status_code == 200
    assert bodies(house, RecordKind.ANSWER_ASSESSED)[0]["corrected"] is True


@pytest.mark.parametrize("purpose", ["reply-draft", "complaint-triage"])
def test_the_answer_sent_back_unchanged_is_no_correction(
    house: House, purpose: str
) -> None:
    house.visitor("anna").ask(purpose)
    rita = house.visitor("rita")
    page = rita.get(f"/ratings/in-hand/{take(rita)}").text
    typed = re.search(r'name="text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert typed
    text = html.unescape(typed[1]).replace("\n", "\r\n")
    assert rate(rita, "right", text=text).status_code == 200
    assert bodies(house, RecordKind.ANSWER_ASSESSED)[0]["corrected"] is False


def test_nothing_typed_is_lost_while_the_log_is_away(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    sample, token = take(rita), rita.token()
    form = {"verdict": "partly", "text": "Dear customer, it is 3 euros."}
    house.ledger.down = True
    refused = rita.post(f"/ratings/in-hand/{sample}", form, token=token)
    house.ledger.down = False
    assert refused.status_code == 503
    assert 'name="verdict" value="partly"' in refused.text
    assert "Dear customer, it is 3 euros.</textarea>" in refused.text
    assert house.parts.stores.samples.assessments_of(sample) == ()
    assert rita.post(f"/ratings/in-hand/{sample}", form, token=token).status_code == 303


def test_one_press_rates_and_takes_the_next(house: House) -> None:
    anna, rita = house.visitor("anna"), house.visitor("rita")
    anna.ask()
    house.clock.advance(1)
    anna.ask()
    first = take(rita)
    answer = rita.post(f"/ratings/in-hand/{first}", {"verdict": "right", "next": "yes"})
    onward = answer.headers["Location"]
    assert re.fullmatch("/ratings/in-hand/[0-9a-f]{32}", onward)
    assert onward != f"/ratings/in-hand/{first}"
    last = rita.post(onward, {"verdict": "right", "next": "yes"})
    assert last.headers["Location"] == "/ratings"


def test_the_first_page_says_how_many_wait(house: House) -> None:
    house.visitor("anna").ask()
    rita = house.visitor("rita")
    assert rita.get("/ratings", JSON).get_json() == {"waiting": 1}
    assert "1 answer waits for you" in rita.get("/ratings").text
    rate(rita)
    assert rita.get("/ratings", JSON).get_json() == {"waiting": 0}


def test_agreement_is_shown_as_figures_table_and_picture(house: House) -> None:
    anna = house.visitor("anna")
    for verdicts in (("right", "right"), ("wrong", "wrong"), ("right", "wrong")):
        anna.ask(text=LETTER)
        house.clock.advance(1)
        rated_twice(house, *verdicts)
    auditor = house.visitor("audrey")
    (told,) = auditor.get("/ratings/agreement", JSON).get_json()["agreement"]
    assert (told["rated_by_two"], told["agreed_permille"]) == (3, 666)
    # By hand: agreed 2/3, by chance 4/9, so (2/3 - 4/9) / (1 - 4/9) = 0.4.
    assert told["kappa_permille"] == 400
    assert {(p["first"], p["second"]): p["count"] for p in told["pairs"]} == {
        ("right", "right"): 1, ("wrong", "wrong"): 1, ("right", "wrong"): 1,
    }  # fmt: skip
    page = auditor.get("/ratings/agreement").text
    assert "Kappa 0.40" in page
    assert "<svg" in page
    assert "too few" in page


def test_what_was_rated_says_what_was_said_and_by_nobody(house: House) -> None:
    house.visitor("anna").ask()
    sample = rated_twice(house, "right", "partly")
    ralf = house.visitor("ralf")
    (told,) = ralf.get("/ratings/rated", JSON).get_json()["rated"]
    assert told["verdicts"] == ["right", "partly"]
    for path in ("/ratings/rated", f"/ratings/rated/{sample}"):
        page = ralf.get(path).text
        assert "Partly right" in page
        assert not re.search("Rita|Carl|Anna", page)
