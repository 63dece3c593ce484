"""Pages of rollouts: who sees them, what they draw, and that the log decides."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Compared, Figures
from appliance.domain.ports.ledger import Entry
from appliance.domain.rollout import Arm, Rollout, RolloutKind
from appliance.kinds import RecordKind
from appliance.release.rollout.records import body_of
from tests.fakes import NOON, make_caller, make_exchange
from tests.unit.appliance.web.house import HOST, House

LIVE, CANDIDATE = "a" * 64, "b" * 64
PAGE = "/purposes/reply-draft/rollout"
CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release=CANDIDATE,
    share_permille=100,
    salt="00" * 16,
    started_at=NOON,
)
GOOD = Figures("reply-draft", LIVE, Arm.LIVE, total_ms=900, grave=0, well_formed=True)
BAD = replace(GOOD, release=CANDIDATE, arm=Arm.CANDIDATE, total_ms=2_700, grave=1)


def put_live(house: House, rollout: Rollout | None = None) -> None:
    """Have something live, and perhaps a rollout that began as pages keep it."""
    house.ledger.put_live("reply-draft", LIVE, CANDIDATE)
    if rollout is not None:
        body = body_of("reply-draft", rollout)
        house.ledger.append(Entry(RecordKind.ROLLOUT_STARTED, None, None, None, body))
        house.parts.stores.rollouts.began("reply-draft", LIVE, rollout)


def end(house: House, number: int, figures: Figures) -> None:
    stores = house.parts.stores
    case = stores.cases.create("anna", "")
    name = f"{number:032x}"
    stores.exchanges.opened(make_exchange(id=name, case=case.id, caller=make_caller()))
    stores.exchanges.closed(
        name,
        ExchangeState.RELEASED,
        answer="Dear all.",
        reasons=(),
        record=1,
        figures=figures,
    )


@pytest.mark.parametrize("who", ["carl", "adam", "audrey"])
def test_overseers_see_rollouts(who: str, house: House) -> None:
    put_live(house, CANARY)
    visitor = house.visitor(who)
    assert visitor.get("/rollouts").status_code == 200
    assert visitor.get(PAGE).status_code == 200


@pytest.mark.parametrize("who", ["anna", "rita"])
@pytest.mark.parametrize("path", ["/rollouts", PAGE])
def test_others_do_not(who: str, path: str, house: House) -> None:
    put_live(house, CANARY)
    assert house.visitor(who).get(path).status_code == 403


def test_both_arms_stand_side_by_side_in_figures(house: House) -> None:
    put_live(house, CANARY)
    for number in range(6):
        end(house, number, BAD if number % 2 else GOOD)
    told = house.visitor("carl").get(PAGE, "application/json").get_json()
    shares = {one["metric"]: one for one in told["figures"]["shares"]}
    assert shares["findings"]["live"] == [0, 3]
    assert shares["findings"]["candidate"] == [3, 3]
    assert told["figures"]["p95_ms"] == [900, 2_700]
    assert told["figures"]["answers"] == [3, 3]
    assert told["rollout"]["running"] is True


def pictures_in(page: str) -> list[ET.Element]:
    return [
        ET.fromstring(found)  # noqa: S314 - our own page
        for found in re.findall(r'<svg class="picture".*?</svg>', page, re.DOTALL)
    ]


def test_every_picture_has_a_name_and_a_table_that_says_the_same(house: House) -> None:
    put_live(house, CANARY)
    for number in range(6):
        end(house, number, BAD if number % 2 else GOOD)
    page = house.visitor("carl").get(PAGE).text
    pictures = pictures_in(page)
    assert len(pictures) == 3
    for picture in pictures:
        name, table = picture.get("aria-labelledby"), picture.get("aria-describedby")
        assert f'id="{name}"' in page
        assert f'<table id="{table}"' in page
        assert picture.get("role") == "img"
    assert "style=" not in page
    assert "2700 ms" in page


def test_before_the_first_answer_there_is_a_page_too(house: House) -> None:
    put_live(house, CANARY)
    page = house.visitor("carl").get(PAGE).text
    # Without two answers to compare there is no empty frame.
    assert len(pictures_in(page)) == 2
    assert "Nothing to compare yet." in page
    assert "No answer yet." in page


def test_without_a_rollout_the_page_offers_to_start_one(house: House) -> None:
    put_live(house)
    page = house.visitor("carl").get(PAGE).text
    assert "No rollout yet" in page
    assert 'value="start"' in page
    assert 'value="start"' not in house.visitor("audrey").get(PAGE).text


def test_an_ended_rollout_shows_its_reason(house: House) -> None:
    put_live(house, CANARY)
    figures = {"candidate": 9, "candidate_bad": 9, "most_permille": 305}
    body = {
        "cause": "limit",
        "reason": "above-bound",
        "metric": "findings",
        "figures": figures,
    }
    house.parts.stores.rollouts.ended(CANARY, body)
    told = {**body_of("reply-draft", CANARY), **body}
    house.ledger.append(Entry(RecordKind.ROLLOUT_ENDED, None, None, None, told))
    carl = house.visitor("carl")
    page = carl.get(PAGE).text
    assert "Ended by a limit" in page
    said = "Too many answers in which a check found a fault: 9 of 9 of the candidate; "
    assert f"{said}at most 30.5 % may be." in page
    assert "Ended by a limit" in carl.get("/rollouts").text
    told = carl.get(PAGE, "application/json").get_json()["rollout"]
    assert (told["reason"], told["metric"]) == ("above-bound", "findings")
    assert told["told"] == f"{said}at most 30.5 % may be."
    german = carl.client.get(
        PAGE, base_url=f"https://{HOST}", headers={"Accept-Language": "de"}
    ).text
    assert (
        "Zu viele Antworten, in denen eine Prüfung einen Fehler fand: beim Kandidaten "
        "9 von 9; höchstens 30,5 % dürfen es sein." in german
    )


def test_a_shadow_shows_how_it_agrees(house: House) -> None:
    shadow = replace(CANARY, kind=RolloutKind.SHADOW)
    put_live(house, shadow)
    end(house, 1, GOOD)
    beside = Compared("1".zfill(32), LIVE, 9, same_fields=True, same_text=True, chars=9)
    released = ExchangeState.RELEASED
    house.parts.stores.outcomes.keep_shadow("f" * 32, released, NOON, BAD, beside)
    page = house.visitor("carl").get(PAGE).text
    assert "Beside what people got" in page
    assert "thumb" not in page
