"""Evaluations as jobs: begun with a record, gone on after a kill, ended with one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.evaluation import EvaluationState
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.domain.verdict import Outcome
from appliance.domain.version import VersionState
from appliance.errors import (
    ConflictError,
    EngineError,
    LedgerError,
    NotFoundError,
    UnknownPurposeError,
)
from appliance.kinds import RecordKind
from appliance.release.evaluation.formats import digest_of_report
from appliance.release.evaluation.runner import PAUSES_S
from appliance.stores.evaluations import KeptEvaluation
from appliance.worker.evaluate import Asked, Evaluating
from tests.evaluated import FewStages, ShippedSubjects, make_case
from tests.fakes import ScriptedEngine, shipped_release
from tests.unit.appliance.worker.house import House

CASES = 4
RELEASE = shipped_release().digest
OTHER = "e" * 64


def few(wired: Ports) -> ShippedSubjects:
    return ShippedSubjects(wired, most=CASES, others=[OTHER])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    for release in (RELEASE, OTHER):
        built.ledger.know(release, "reply-draft")
    built.evaluating = Evaluating(
        built.stores, few(built.ports), built.ledger, built.clock, stage=FewStages()
    )
    built.work = replace(built.work, evaluating=built.evaluating)
    yield built
    built.stores.close()


def asked(**changes: Any) -> Asked:
    made = Asked("reply-draft", "", False, None, {"user": "root", "login": None})  # noqa: FBT003 - the field's name says it
    return replace(made, **changes)


def run(house: House, **changes: Any) -> KeptEvaluation:
    kept = house.evaluating.begin(asked(**changes))
    house.work.run(kept.job)
    return house.stores.evaluations.get(kept.id)


@pytest.mark.parametrize(
    ("answer", "verdict", "state"),
    [
        ("Dear customer, thank you.", Outcome.PASS, VersionState.EVALUATED),
        ("No.", Outcome.INCONCLUSIVE, VersionState.DRAFT),
    ],
)
def test_a_version_is_signed_first_and_stands_as_evaluated_once_it_passed(
    house: House, answer: str, verdict: Outcome, state: VersionState
) -> None:
    stage = FewStages(reply_draft=OTHER)
    subjects = few(house.ports)
    subjects.thresholds = Thresholds({RIGHT: 100})
    subjects.cases = tuple(map(make_case, range(CASES)))
    house.ports.engine.script = answer  # type: ignore[attr-defined] # the scripted one
    evaluating = Evaluating(
        house.stores, subjects, house.ledger, house.clock, stage=stage
    )
    house.work = replace(house.work, evaluating=evaluating)
    version = house.stores.versions.write(
        "reply-draft",
        {"purpose.toml": "x"},
        parent=None,
        author="anna",
        why="Kinder.",
        at=house.clock.now(),
        record=lambda _: 7,
    )
    subjects.versions[OTHER] = version.digest
    kept = evaluating.begin(asked(version=1))
    house.work.run(kept.job)
    assert stage.asked == [("reply-draft", "anna")]
    assert house.stores.evaluations.get(kept.id).wanted.release == OTHER
    assert house.stores.evaluations.get(kept.id).verdict is verdict
    assert house.stores.versions.get("reply-draft", 1).state is state


def test_a_version_that_there_is_not_is_not_evaluated(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.evaluating.begin(asked(version=9))


def test_an_evaluation_begins_and_ends_with_a_record(house: House) -> None:
    kept = run(house)
    assert (kept.state, kept.done, kept.error) == (EvaluationState.FINISHED, CASES, "")
    started = house.ledger.only(RecordKind.EVALUATION_STARTED)
    assert started.body["operator"] == {"user": "root", "login": None}
    body = dict(house.ledger.only(RecordKind.EVALUATION_FINISHED).body)
    assert len(body.pop("case_digests")) == CASES
    assert "right" in body.pop("thresholds")["shares"]
    assert body == {
        "evaluation": kept.id,
        "purpose": "reply-draft",
        "risk": "low",
        "release": RELEASE,
        "golden": kept.wanted.golden,
        "against": "",
        "cases": CASES,
        "passed": kept.passed,
        "verdict": str(kept.verdict),
        "report": kept.report,
    }
    report, _ = house.stores.evaluations.files(kept.id)
    assert digest_of_report(report.encode()) == kept.report
    assert json.loads(report)["verdict"] == str(kept.verdict)


def test_the_person_who_asked_stands_in_the_records(house: House) -> None:
    run(house, requester="anna", operator=None)
    started = house.ledger.only(RecordKind.EVALUATION_STARTED)
    assert (started.actor, "operator" in started.body) == ("anna", False)
    assert house.ledger.only(RecordKind.EVALUATION_FINISHED).actor == "anna"


def test_two_runs_give_the_same_file(house: House) -> None:
    files = [house.stores.evaluations.files(run(house).id)[0] for _ in range(2)]
    assert files[0] == files[1]


def test_who_asks_again_is_shown_the_one_that_goes_on(house: House) -> None:
    first = house.evaluating.begin(asked())
    assert house.evaluating.begin(asked(requester="ben", operator=None)) == first
    assert house.ledger.kinds().count("evaluation.started") == 1


def test_it_can_be_compared_with_the_live_release(house: House) -> None:
    kept = run(house, release=OTHER, against_live=True)
    assert (kept.done, kept.runs) == (2 * CASES, 2 * CASES)
    body = house.ledger.only(RecordKind.EVALUATION_FINISHED).body
    assert (body["release"], body["against"]) == (OTHER, RELEASE)
    report = json.loads(house.stores.evaluations.files(kept.id)[0])
    assert report["against"]["release"] == RELEASE
    assert (report["against"]["gained"], report["against"]["lost"]) == ([], [])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"purpose": "no-such"}, UnknownPurposeError),
        ({"release": "0" * 64}, NotFoundError),
        ({"against_live": True}, ConflictError),
    ],
)
def test_what_cannot_be_evaluated_does_not_begin(
    house: House, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.evaluating.begin(asked(**changes))
    assert house.ledger.records == []
    assert house.stores.evaluations.all() == ()


def test_with_a_full_log_no_evaluation_begins(house: House) -> None:
    house.ledger.full = True
    with pytest.raises(LedgerError):
        house.evaluating.begin(asked())
    assert house.stores.evaluations.all() == ()


class Dying(ScriptedEngine):
    """Takes the process with it once it has answered so often."""

    def __init__(self, answers: int, **named: Any) -> None:
        super().__init__("Dear customer, thank you.", **named)
        self.left = answers

    def generate(self, request: GenerateRequest) -> Any:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return super().generate(request)


def test_after_a_kill_it_goes_on_where_it_stopped(house: House) -> None:
    whole = house.stores.evaluations.files(run(house).id)[0]
    dying = Dying(2, clock=house.clock)
    cut_off = Evaluating(
        house.stores,
        few(replace(house.ports, engine=dying)),
        house.ledger,
        house.clock,
        stage=FewStages(),
    )
    kept = cut_off.begin(asked())
    job = house.stores.jobs.claim(kept.job)
    assert job is not None
    with pytest.raises(KeyboardInterrupt):
        cut_off.run(job)
    assert house.stores.evaluations.get(kept.id).done == 2
    before = len(house.engine.requests)
    house.work.recover()
    assert kept.job in house.nudged()
    house.work.run(kept.job)
    assert house.stores.evaluations.get(kept.id).state is EvaluationState.FINISHED
    assert len(house.engine.requests) - before == CASES - 2
    assert house.stores.evaluations.files(kept.id)[0] == whole


def test_an_evaluation_that_breaks_ends_with_a_record_and_passes_nothing(
    tmp_path: Path,
) -> None:
    class Gone(ScriptedEngine):
        def generate(self, request: GenerateRequest) -> Any:
            self.requests.append(request)
            raise EngineError("gone")

    house = House(tmp_path, engine=Gone())
    waited = list[float]()
    patient = Evaluating(
        house.stores,
        few(house.ports),
        house.ledger,
        house.clock,
        stage=FewStages(),
        pause=waited.append,
    )
    house.work = replace(house.work, evaluating=patient)
    kept = patient.begin(asked())
    house.work.run(kept.job)
    ended = house.stores.evaluations.get(kept.id)
    assert (ended.state, ended.error) == (EvaluationState.FAILED, "EngineError")
    assert tuple(waited) == PAUSES_S
    failed = house.ledger.only(RecordKind.EVALUATION_FAILED)
    assert failed.body == {
        "evaluation": kept.id,
        "purpose": "reply-draft",
        "release": RELEASE,
        "error": "EngineError",
        "done": 0,
    }
    assert RecordKind.EVALUATION_FINISHED not in house.ledger.kinds()
    house.stores.close()


def test_one_that_lost_the_worker_too_often_failed(house: House) -> None:
    kept = house.evaluating.begin(asked())
    for _ in range(3):
        assert house.stores.jobs.claim(kept.job) is not None
        house.work.recover()
    ended = house.stores.evaluations.get(kept.id)
    assert (ended.state, ended.error) == (EvaluationState.FAILED, "WorkerLost")


def test_the_one_that_waited_is_nudged_when_the_other_ends(house: House) -> None:
    first = house.evaluating.begin(asked())
    second = house.evaluating.begin(asked(purpose="complaint-triage"))
    assert house.nudged() == [first.job, second.job]
    house.work.run(first.job)
    assert house.nudged() == [second.job]
