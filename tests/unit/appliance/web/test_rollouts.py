"""Pages of rollouts: who sees them, what they draw, and that the log decides."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.outcome import Compared, Figures
from appliance.domain.ports.ledger import Entry
from appliance.domain.rollout import Arm, Rollout, RolloutKind, from_body
from appliance.kinds import RecordKind
from appliance.release.rollout.records import body_of
from tests.fakes import NOON, make_caller, make_exchange
from tests.unit.appliance.web.house import House

LIVE, CANDIDATE = "a" * 64, "b" * 64
PAGE = "/purposes/reply-draft/rollout"
CANARY = Rollout(
    kind=RolloutKind.CANARY,
    release=CANDIDATE,
    share_permille=100,
    salt="00" * 16,
    started_at=NOON,
)
OWNER = "carl.compliance"
GOOD = Figures("reply-draft", LIVE, Arm.LIVE, total_ms=900, grave=0, well_formed=True)
BAD = replace(GOOD, release=CANDIDATE, arm=Arm.CANDIDATE, total_ms=2_700, grave=1)
START = {"step": "start", "kind": "canary", "release": CANDIDATE, "share": "10"}


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
    assert len(pictures_in(page)) == 3
    assert "No answer yet." in page


def test_without_a_rollout_the_page_offers_to_start_one(house: House) -> None:
    put_live(house)
    page = house.visitor("carl").get(PAGE).text
    assert "No rollout yet" in page
    assert 'value="start"' in page
    assert 'value="start"' not in house.visitor("audrey").get(PAGE).text


def test_an_ended_rollout_shows_its_reason(house: House) -> None:
    put_live(house, CANARY)
    body = {
        "cause": "limit",
        "reason": "Too many faults: 9 of 9.",
        "metric": "findings",
    }
    house.parts.stores.rollouts.ended(CANARY, body)
    told = {**body_of("reply-draft", CANARY), **body}
    house.ledger.append(Entry(RecordKind.ROLLOUT_ENDED, None, None, None, told))
    page = house.visitor("carl").get(PAGE).text
    assert "Ended by a limit" in page
    assert "Too many faults: 9 of 9." in page
    assert "Ended by a limit" in house.visitor("carl").get("/rollouts").text


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


def test_a_start_is_a_record_with_all_that_it_is(house: House) -> None:
    put_live(house)
    answer = house.visitor("adam").post(f"{PAGE}/step", START)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    entry = house.ledger.only(RecordKind.ROLLOUT_STARTED)
    assert entry.actor == "adam"
    rollout = from_body(entry.body["rollout"])
    assert (rollout.kind, rollout.share_permille) == (RolloutKind.CANARY, 100)
    assert entry.body["plan_digest"] == rollout.plan_digest
    (kept,) = house.parts.stores.rollouts.newest("reply-draft")
    assert (kept.rollout, kept.live) == (rollout, LIVE)


def test_two_starts_draw_different_people(house: House) -> None:
    put_live(house)
    visitor = house.visitor("adam")
    for _ in range(2):
        visitor.post(f"{PAGE}/step", START)
        visitor.post(f"{PAGE}/step", {"step": "end"})
    salts = {
        entry.body["rollout"]["salt"]
        for entry in house.ledger.records
        if entry.kind is RecordKind.ROLLOUT_STARTED
    }
    assert len(salts) == 2


def test_an_a_b_names_its_metric_before_the_start(house: House) -> None:
    put_live(house)
    form = {**START, "kind": "ab", "metric": "held"}
    house.visitor("carl").post(f"{PAGE}/step", form)
    body = house.ledger.only(RecordKind.ROLLOUT_STARTED).body
    assert body["rollout"]["plan"]["metric"] == "held"


def test_a_running_rollout_is_widened_and_ended(house: House) -> None:
    put_live(house, CANARY)
    visitor = house.visitor("carl")
    visitor.post(f"{PAGE}/step", {"step": "change", "share": "50"})
    changed = house.ledger.only(RecordKind.ROLLOUT_CHANGED).body
    assert from_body(changed["rollout"]) == replace(CANARY, share_permille=500)
    visitor.post(f"{PAGE}/step", {"step": "end"})
    ended = house.ledger.only(RecordKind.ROLLOUT_ENDED)
    assert (ended.actor, ended.body["cause"]) == ("carl", "person")
    assert ended.body["plan_digest"] == CANARY.plan_digest


BAD_FORMS: dict[str, tuple[dict[str, str], int]] = {
    "no step": ({}, 400),
    "another step": ({"step": "promote"}, 400),
    "another kind": ({**START, "kind": "all"}, 400),
    "no digest": ({**START, "release": "../../etc"}, 400),
    "no share": ({**START, "share": ""}, 400),
    "a share of more than all": ({**START, "share": "101"}, 400),
    "a share in other figures": ({**START, "share": "\u0661"}, 400),
    "a team that there is not": ({**START, "team": "north"}, 400),
    "an A/B of nothing": ({**START, "kind": "ab", "metric": "luck"}, 400),
    "an end of nothing": ({"step": "end"}, 409),
    "a change of nothing": ({"step": "change", "share": "5"}, 409),
}


@pytest.mark.parametrize(("form", "status"), BAD_FORMS.values(), ids=BAD_FORMS)
def test_a_form_that_says_nothing_sensible_changes_nothing(
    form: dict[str, str], status: int, house: House
) -> None:
    put_live(house)
    assert house.visitor("carl").post(f"{PAGE}/step", form).status_code == status
    kinds = {str(entry.kind) for entry in house.ledger.records}
    assert not {kind for kind in kinds if kind.startswith("rollout.")}
    assert house.parts.stores.rollouts.newest() == ()


@pytest.mark.parametrize("who", ["anna", "rita", "audrey"])
@pytest.mark.parametrize("step", ["start", "change", "end"])
def test_who_may_not_change_one_changes_nothing(
    who: str, step: str, house: House
) -> None:
    put_live(house, CANARY)
    answer = house.visitor(who).post(f"{PAGE}/step", {**START, "step": step})
    assert answer.status_code == 403
    kinds = [str(entry.kind) for entry in house.ledger.records]
    assert [kind for kind in kinds if kind.startswith("rollout.")] == [
        "rollout.started"
    ]


def test_what_the_log_refuses_did_not_begin(house: House) -> None:
    put_live(house)
    unsigned = {**START, "release": "c" * 64}
    assert house.visitor("carl").post(f"{PAGE}/step", unsigned).status_code == 409
    assert house.parts.stores.rollouts.newest() == ()


def test_the_owner_of_a_purpose_may_start_a_rollout_of_it(house: House) -> None:
    put_live(house)
    owner = house.parts.ports.purposes.named("reply-draft").governance.owner
    assert owner == OWNER
    house.directory.people[owner] = make_caller(owner)
    assert house.visitor(owner).post(f"{PAGE}/step", START).status_code == 303
    assert house.ledger.only(RecordKind.ROLLOUT_STARTED).actor == owner
