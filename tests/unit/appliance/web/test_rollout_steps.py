"""Steps of a rollout: who may, what it takes, and that all that was typed stays."""

import re
from dataclasses import replace

import pytest

from appliance.domain.ports.ledger import Entry
from appliance.domain.rollout import (
    Limit,
    Metric,
    Plan,
    Rollout,
    RolloutKind,
    from_body,
)
from appliance.kinds import RecordKind
from appliance.release.rollout.records import body_of
from tests.fakes import NOON, make_caller
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
START = {"step": "start", "kind": "canary", "release": CANDIDATE, "share": "10"}
ALL_LIMITS = {
    "limit.findings.worse": "2.5",
    "limit.findings.most": "12",
    "limit.findings.count": "7",
    "limit.held.worse": "0",
    "limit.thumbs_down.most": "33.3",
    "limit.slow.ratio": "2.5",
}


def put_live(house: House, rollout: Rollout | None = None) -> None:
    """Have something live, and perhaps a rollout that began as pages keep it."""
    house.ledger.put_live("reply-draft", LIVE, CANDIDATE)
    if rollout is not None:
        body = body_of("reply-draft", rollout)
        house.ledger.append(Entry(RecordKind.ROLLOUT_STARTED, None, None, None, body))
        house.parts.stores.rollouts.began("reply-draft", LIVE, rollout)


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
    "a team that there is not": ({**START, "team.north": "1"}, 400),
    "a shadow for a team": (
        {**START, "kind": "shadow", "team.branch-north": "1"},
        400,
    ),
    "a share of two decimals": ({**START, "share": "5.55"}, 400),
    "a limit of a word": ({**START, "limit.findings.worse": "few"}, 400),
    "a limit that is none": ({**START, "limit.held.worse": "50.1"}, 400),
    "a limit after all": ({**START, "limit.failed.count": "1001"}, 400),
    "slow before it is": ({**START, "limit.slow.ratio": "0.9"}, 400),
    "an A/B that is a coin": (
        {**START, "kind": "ab", "metric": "held", "sure": "50"},
        400,
    ),
    "an A/B of no metric": ({**START, "kind": "ab"}, 400),
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


def test_its_owner_sets_the_limits_and_the_rest_stays_usual(house: House) -> None:
    put_live(house)
    house.visitor("carl").post(f"{PAGE}/step", {**START, **ALL_LIMITS})
    started = house.ledger.only(RecordKind.ROLLOUT_STARTED).body["rollout"]
    limits = {limit.metric: limit for limit in from_body(started).limits}
    assert limits[Metric.FINDINGS] == Limit(Metric.FINDINGS, 25, 120, 7)
    assert limits[Metric.HELD] == Limit(Metric.HELD, 0)
    assert limits[Metric.THUMBS_DOWN] == Limit(
        Metric.THUMBS_DOWN, 200, 333, least_count=10
    )
    assert limits[Metric.SLOW].ratio_permille == 2_500
    assert limits[Metric.FAILED] == Limit(Metric.FAILED, 50, 300)
    assert len(limits) == len(Metric)


def test_a_canary_is_for_several_teams_and_those_may_change(house: House) -> None:
    put_live(house)
    carl = house.visitor("carl")
    teams = {"team.branch-north": "1", "team.branch-south": "1"}
    carl.post(f"{PAGE}/step", {**START, **teams, "share": "2.5"})
    started = from_body(house.ledger.only(RecordKind.ROLLOUT_STARTED).body["rollout"])
    assert started.teams == ("branch-north", "branch-south")
    assert started.share_permille == 25
    page = carl.get(PAGE).text
    assert "branch-north, branch-south" in page
    assert re.search(r'name="team.branch-south" value="1" checked', page)
    change = {"step": "change", "team.branch-south": "1", "share": "50"}
    carl.post(f"{PAGE}/step", change)
    changed = from_body(house.ledger.only(RecordKind.ROLLOUT_CHANGED).body["rollout"])
    assert changed == replace(started, teams=("branch-south",), share_permille=500)


def test_an_a_b_fixes_its_question_and_its_test_before_the_start(house: House) -> None:
    put_live(house)
    asks = {"metric": "held", "better": "1.5", "sure": "99", "count": "400"}
    house.visitor("carl").post(f"{PAGE}/step", {**START, "kind": "ab", **asks})
    body = house.ledger.only(RecordKind.ROLLOUT_STARTED).body["rollout"]
    assert from_body(body).plan == Plan(Metric.HELD, 15, 990, 400)
    assert body["plan"]["test"] == "betting"
    page = house.visitor("carl").get(PAGE).text
    assert "a test by betting" in page
    assert "99\N{NO-BREAK SPACE}% confidence" in page


def test_after_a_mistake_all_that_was_typed_is_still_there(house: House) -> None:
    put_live(house)
    typed = {**START, **ALL_LIMITS, "kind": "ab", "share": "250", "better": "3.5"}
    typed |= {"team.branch-south": "1", "limit.failed.worse": "many"}
    answer = house.visitor("carl").post(f"{PAGE}/step", typed)
    assert answer.status_code == 400
    page = answer.text
    for name, value in typed.items():
        if name in {"step", "kind", "team.branch-south"}:
            continue
        field = re.search(rf'<input[^>]* name="{re.escape(name)}"[^>]*>', page)
        assert field is not None, name
        assert f'value="{value}"' in field[0], name
    assert re.search(r'name="team.branch-south" value="1" checked', page)
    assert re.search(r'<option value="ab" selected', page)
    # Each wrong field says what is expected of it, and is reached from the top.
    for name in ("share", "metric", "limit-failed-worse"):
        assert f'href="#{name}"' in page
        assert f'aria-describedby="{name}-wrong"' in page
    assert "Give a percentage from 0 to 100, with one decimal at most." in page


def test_what_the_log_refuses_is_told_in_its_words_and_nothing_typed_is_lost(
    house: House,
) -> None:
    put_live(house)
    again = {**START, "release": LIVE, "share": "35"}
    answer = house.visitor("carl").post(f"{PAGE}/step", again)
    assert answer.status_code == 409
    assert "is live already" in answer.text
    assert 'value="35"' in answer.text
    assert LIVE in answer.text


def test_what_the_log_refuses_is_told_in_the_readers_language(house: House) -> None:
    put_live(house)
    carl = house.visitor("carl")
    carl.post("/language", {"language": "de"})
    page = carl.post(f"{PAGE}/step", {**START, "release": LIVE, "share": "35"}).text
    assert f"Release {LIVE[:12]} ist schon in Betrieb." in page
    assert "already" not in page


def test_a_program_is_told_each_field(house: House) -> None:
    put_live(house)
    wrong = {**START, "share": "250", "release": "abc"}
    answer = house.visitor("carl").post(
        f"{PAGE}/step", wrong, accept="application/json"
    )
    told = answer.get_json()
    assert (answer.status_code, told["error"]) == (400, "BadRequestError")
    assert set(told["problems"]) == {"share", "release"}
    assert "share: Give a percentage from 0 to 100" in told["message"]
