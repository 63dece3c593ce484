"""What the log takes of releases: signed as such, live once passed, published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.domain.deployment import Placement
from appliance.domain.rollout import Rollout, RolloutKind
from appliance.errors import LedgerError, PeerError, PromotionRefusedError
from appliance.ledger.server import LedgerVerbs
from appliance.ledger.writer import LedgerWriter
from appliance.release.deployed import deployment_note
from appliance.release.rollout.records import body_of
from appliance.settings import Settings
from audit.note import check_note, parse_note
from tests.unit.appliance.ledger.ledger_house import (
    OPERATOR,
    SIGNER,
    WEB,
    WORKER,
    ask,
    entry,
    standing,
    verbs_with,
)

SUMMARY = (
    f"cloister-release/1\n{'a' * 64}\nmodel {'b' * 64}\npolicies {'c' * 64}\n"
    f"files 9\ntemplates 4\npurpose memo {'d' * 64}\n"
)


def test_the_worker_has_a_release_signed_and_that_is_recorded(
    verbs: LedgerVerbs,
) -> None:
    body = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    asked = {"summary": SUMMARY, "actor": "anna", "body": body}
    note = parse_note(verbs.sign_release(ask(asked, WORKER))["note"].encode())
    check_note(note, [SIGNER.key])
    assert note.text == SUMMARY
    record = verbs.read(ask({"first": 1, "count": 1}))["records"][0]
    assert (record["kind"], record["body"]) == ("release.signed", body)
    assert record["actor"] not in {None, "anna"}


@pytest.mark.parametrize(
    "summary",
    [
        "",
        SUMMARY.replace("a" * 64, "e" * 64),
        SUMMARY + "more\n",
        SUMMARY.removesuffix("\n"),
        f"log.example/ledger\n{'a' * 64}\nroot\n",
        f"cloister-deployment/1\n{'a' * 64}\n",
    ],
)
def test_the_log_s_key_signs_as_a_release_nothing_else(
    verbs: LedgerVerbs, summary: str
) -> None:
    body = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    size = verbs.checkpoint(ask({}))["size"]
    with pytest.raises(LedgerError):
        verbs.sign_release(ask({"summary": summary, "actor": None, "body": body}))
    assert verbs.checkpoint(ask({}))["size"] == size


def test_a_release_that_has_not_passed_is_not_put_live_and_leaves_no_record(
    verbs: LedgerVerbs, settings: Settings
) -> None:
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    size = verbs.checkpoint(ask({}))["size"]
    for uid, actor in ((OPERATOR, None), (WEB, "anna")):
        with pytest.raises(PromotionRefusedError, match="has not passed"):
            verbs.append(ask(entry("release.promoted", body=signed, actor=actor), uid))
    assert verbs.checkpoint(ask({}))["size"] == size
    assert standing(settings).placements == {}


@pytest.mark.parametrize(
    "kind", ["release.promoted", "release.reverted", "release.retired"]
)
def test_web_puts_nothing_live_in_nobody_s_name(verbs: LedgerVerbs, kind: str) -> None:
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "high"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    passed = {**signed, "verdict": "pass"}
    verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    with pytest.raises(PeerError, match="in a person's name only"):
        verbs.append(ask(entry(kind, body=signed), WEB))


def canary(**changes: Any) -> Any:
    """The record of a rollout's start."""
    rollout = Rollout(
        kind=RolloutKind.SHADOW,
        release="b" * 64,
        share_permille=100,
        salt="0f" * 16,
        started_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    return body_of("memo", replace(rollout, **changes))


@pytest.fixture
def two_passed(verbs: LedgerVerbs) -> LedgerVerbs:
    """A ledger where one release is live and another has passed."""
    for release in ("a" * 64, "b" * 64):
        signed = {"release": release, "purpose": "memo", "risk": "low"}
        verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
        passed = {**signed, "verdict": "pass"}
        verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    live = {"release": "a" * 64, "purpose": "memo"}
    verbs.append(ask(entry("release.promoted", body=live), OPERATOR))
    return verbs


@pytest.mark.parametrize("kind", ["release.promoted", "release.retired"])
def test_what_ends_a_rollout_leaves_its_end_right_before_it(
    two_passed: LedgerVerbs, settings: Settings, kind: str
) -> None:
    two_passed.append(ask(entry("rollout.started", body=canary()), OPERATOR))
    of = {"release.promoted": "b" * 64, "release.retired": "a" * 64}[kind]
    body = {"release": of, "purpose": "memo"}
    told = two_passed.append(ask(entry(kind, body=body), OPERATOR))
    first = {"first": told["seq"] - 1, "count": 2}
    ended, changed = two_passed.read(ask(first))["records"]
    assert (ended["kind"], changed["kind"]) == ("rollout.ended", kind)
    assert ended["body"]["cause"] == "replaced"
    assert ended["body"]["plan_digest"] == canary()["plan_digest"]
    assert ended["body"]["operator"] == changed["body"]["operator"]
    placed = standing(settings).placements.get("memo")
    assert placed is None or (placed.live, placed.rollout) == (of, None)


def test_what_is_refused_ends_no_rollout(
    two_passed: LedgerVerbs, settings: Settings
) -> None:
    two_passed.append(ask(entry("rollout.started", body=canary()), OPERATOR))
    body = {"release": "c" * 64, "purpose": "memo"}
    with pytest.raises(PromotionRefusedError):
        two_passed.append(ask(entry("release.promoted", body=body), OPERATOR))
    assert standing(settings).placements["memo"].rollout is not None


def test_a_rollout_that_begins_in_the_future_is_refused(
    two_passed: LedgerVerbs,
) -> None:
    later = canary(started_at=datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(PromotionRefusedError, match="in the future"):
        two_passed.append(ask(entry("rollout.started", body=later), OPERATOR))


def test_what_went_live_is_published_signed_and_survives_a_new_start(
    open_writer: Callable[..., LedgerWriter], settings: Settings
) -> None:
    writer = open_writer()
    verbs = verbs_with(writer, settings)
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    passed = {**signed, "verdict": "pass"}
    verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    told = verbs.append(ask(entry("release.promoted", body=signed), OPERATOR))
    live = Placement("a" * 64, told["seq"])
    assert standing(settings).placements == {"memo": live}
    writer.close()
    deployment_note(settings.paths.state).unlink()
    again = open_writer()
    assert again.deployment().placements == {"memo": live}
    verbs_with(again, settings)._deployment.publish()
    assert standing(settings).placements == {"memo": live}


def test_the_log_is_not_well_while_another_note_stands_in_for_its_own(
    verbs: LedgerVerbs, settings: Settings
) -> None:
    note = deployment_note(settings.paths.state)
    told = {"scope": "appliance", "name": "", "reason": "drill"}
    verbs.append(ask(entry("halt.set", body=told), OPERATOR))
    halted = note.read_bytes()
    verbs.append(ask(entry("halt.lifted", body=told), OPERATOR))
    lifted = note.read_bytes()
    assert verbs.health(ask({}))["ok"] is True
    note.write_bytes(halted)
    with pytest.raises(LedgerError, match="not what the log wrote"):
        verbs.health(ask({}))
    note.unlink()
    with pytest.raises(LedgerError):
        verbs.health(ask({}))
    note.write_bytes(lifted)
    assert verbs.health(ask({}))["ok"] is True
