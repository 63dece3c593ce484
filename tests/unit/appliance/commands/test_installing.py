"""`cloister release install`: with a real log, and a worker whose verdicts are set."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from appliance.domain.evaluation import Arm
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.errors import NotFoundError
from appliance.keys import create_keys
from appliance.ledger.client import LedgerClient
from appliance.release.evaluation.formats import encode_measurements, encode_report
from appliance.release.evaluation.report import Evaluated, sum_up
from appliance.settings import Settings, load_settings
from appliance.wire.server import Body, Request, Verb, WireServer
from tests.evaluated import ANSWER, make_case, make_run
from tests.fakes import POLICIES
from tests.made import make_purpose
from tests.unit.appliance.commands.running_log import running_log
from tests.unit.appliance.commands.test_release import CONFIG, Site

CASES = 60
PURPOSES = ("credit-memo", "reply-draft")


@dataclass
class SetWorker:
    """Concludes an evaluation when it is let, as it is told; knows each by its id."""

    settings: Settings
    wrong: dict[str, int] = field(default_factory=dict)
    going: bool = False
    without_cases: str = ""
    asked: list[str] = field(default_factory=list)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    def evaluate(self, request: Request) -> Body:
        purpose, release = request.body["purpose"], request.body["release"]
        if purpose == self.without_cases:
            raise NotFoundError(f"{purpose} has no golden cases in this release")
        evaluation = f"{len(self.kept):032x}"
        self.asked.append(purpose)
        self.kept[evaluation] = {
            "evaluation": evaluation, "purpose": purpose, "release": release,
            "against": "", "cases": CASES, "runs": CASES, "done": 7, "passed": None,
            "verdict": None, "error": "", "over": False,
        }  # fmt: skip
        return self.kept[evaluation]

    def evaluation(self, request: Request) -> Body:
        told = self.kept[request.body["evaluation"]]
        if not self.going and not told["over"]:
            self._conclude(told)
        return told

    def evaluations(self, request: Request) -> Body:
        of = [one for one in self.kept.values() if one["purpose"] == _purpose(request)]
        return {"evaluations": of[::-1]}

    def files(self, request: Request) -> Body:
        told = self.kept[request.body["evaluation"]]
        report, measured = self._summed(told)
        return {
            "report": encode_report(report).decode(),
            "measurements": encode_measurements(measured).decode(),
        }

    def _conclude(self, told: dict[str, Any]) -> None:
        report, _ = self._summed(told)
        told |= {"over": True, "done": CASES, "passed": report.passed().right}
        told["verdict"] = str(report.verdict)
        ledger = LedgerClient(self.settings)
        ledger._wire.call(
            "append",
            {
                "kind": "evaluation.finished",
                "body": {
                    key: told[key] for key in ("release", "purpose", "verdict")
                } | {"evaluation": told["evaluation"]},
            },
        )  # fmt: skip
        ledger.close()

    def _summed(self, told: Mapping[str, Any]) -> Any:
        golden = tuple(make_case(number) for number in range(CASES))
        wrong = self.wrong.get(told["purpose"], 0)
        runs = [
            make_run(case.id, "No." if number < wrong else ANSWER, Arm.CANDIDATE)
            for number, case in enumerate(golden)
        ]
        purpose = make_purpose(told["purpose"])
        asked = Thresholds({RIGHT: 900})
        return sum_up(Evaluated(purpose, "a" * 64, golden, "", asked), runs)


def _purpose(request: Request) -> str:
    return str(request.body["purpose"])


@dataclass(frozen=True)
class Installed(Site):
    """A site as it is before anything is live, with its log and worker."""

    worker: SetWorker

    def install(self, *options: str) -> Result:
        return self.run("install", *options)

    def approve(self, purpose: str, person: str) -> None:
        self.say("release.approved", purpose, person)

    def say(self, kind: str, purpose: str, person: str) -> None:
        ledger = LedgerClient(self.settings)
        newest = ledger.releases(purpose)[0].release
        body = {"release": newest, "purpose": purpose}
        ledger._wire.call("append", {"kind": kind, "actor": person, "body": body})
        ledger.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Installed]:
    shutil.copytree(POLICIES, tmp_path / "policies")
    shutil.rmtree(tmp_path / "policies/purposes/complaint-triage")
    config = CONFIG.format(root=tmp_path)
    shown = config.replace("[release]\nneeds_evaluation = false\n", "")
    (tmp_path / "c.toml").write_text(shown)
    create_keys(tmp_path / "keys", origin="bank.test/log")
    settings = load_settings(tmp_path / "c.toml")
    found = Installed(tmp_path, SetWorker(settings))
    found.model("Apache-2.0")
    with running_log(settings), Serving(settings, found.worker):
        yield found


class Serving:
    """The worker's verbs behind its socket, in a thread of the test."""

    def __init__(self, settings: Settings, worker: SetWorker) -> None:
        own = frozenset({os.getuid()})
        socket = settings.paths.socket("worker")
        socket.parent.mkdir(parents=True, exist_ok=True)
        verbs = {
            "evaluate": worker.evaluate,
            "evaluation": worker.evaluation,
            "evaluations": worker.evaluations,
            "evaluation_files": worker.files,
        }
        served = {name: Verb(verb, own) for name, verb in verbs.items()}
        self._server = WireServer(socket, served)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join()


def test_what_passes_is_live_and_is_not_evaluated_twice(site: Installed) -> None:
    first, second = site.install(), site.install()
    assert first.exit_code == 0, first.output
    assert second.exit_code == 0, second.output
    assert first.stdout.count(" is live now\n") == 2
    assert second.stdout.count(" is live\n") == 2
    assert set(site.live()) == set(PURPOSES)
    assert sorted(site.worker.asked) == list(PURPOSES)


def test_what_fails_is_named_with_why_and_where_and_the_rest_is_live(
    site: Installed,
) -> None:
    site.worker.wrong = {"reply-draft": 30}
    done = site.install()
    assert done.exit_code == 1
    assert set(site.live()) == {"credit-memo"}
    (evaluation,) = [
        one["evaluation"]
        for one in site.worker.kept.values()
        if one["verdict"] == "fail"
    ]
    for told in (
        "Error: reply-draft is not live: release ",
        "did not pass its evaluation (fail: 30 of 60 cases are right). ",
        "30 of 60 cases are right (50.0 %).",
        f"see cloister evaluation show {evaluation}, or the page /evaluations; ",
        f"mended in {site.root}/policies/purposes/reply-draft.",
        "What was live before stays live.",
    ):
        assert told in done.output
    assert "credit-memo is not live" not in done.stderr


def test_an_upgrade_that_fails_leaves_the_old_release_live(site: Installed) -> None:
    site.install()
    before = site.live()
    site.edit("letter", "note")
    site.worker.wrong = {"reply-draft": 30}
    assert site.install().exit_code == 1
    assert site.live() == before
    assert site.worker.asked.count("credit-memo") == 1


def test_what_a_person_took_out_of_use_stays_so_through_an_upgrade(
    site: Installed,
) -> None:
    site.install()
    site.say("release.retired", "reply-draft", "carl")
    site.edit("letter", "note")
    done = site.install()
    assert done.exit_code == 0, done.output
    assert "reply-draft is left as it is: a person took reply-draft out" in done.output
    assert set(site.live()) == {"credit-memo"}


def test_what_failed_is_evaluated_anew_only_when_that_is_asked_for(
    site: Installed,
) -> None:
    site.worker.wrong = {"reply-draft": 30}
    site.install()
    site.worker.wrong = {}
    unasked = site.install()
    assert (unasked.exit_code, site.worker.asked.count("reply-draft")) == (1, 1)
    assert "reply-draft is not live" in unasked.output
    asked = site.install("--again")
    assert asked.exit_code == 0, asked.output
    assert site.worker.asked.count("reply-draft") == 2
    assert set(site.live()) == set(PURPOSES)


def test_it_may_be_left_and_goes_on_with_the_same_evaluations(site: Installed) -> None:
    site.worker.going = True
    left = site.install("--wait", "0")
    assert left.exit_code == 4, left.output
    assert left.stdout.endswith(
        "credit-memo 7 of 60 golden cases, reply-draft 7 of 60 golden cases\n"
    )
    assert site.live() == {}
    site.worker.going = False
    done = site.install("--again")
    assert done.exit_code == 0, done.output
    assert sorted(site.worker.asked) == list(PURPOSES)
    assert set(site.live()) == set(PURPOSES)


def test_a_second_person_is_waited_for_where_the_risk_is_high(site: Installed) -> None:
    site.install()
    memo = site.root / "policies/purposes/credit-memo/prompt.en.md"
    memo.write_text(memo.read_text().replace("credit", "loan", 1))
    alone = site.install()
    assert alone.exit_code == 1
    assert "a second person must approve release" in alone.output
    assert "approved on /purposes/credit-memo/releases." in alone.output
    site.approve("credit-memo", "ralf")
    assert site.install().exit_code == 0
    assert site.worker.asked.count("credit-memo") == 2


def test_a_purpose_without_golden_cases_is_named(site: Installed) -> None:
    site.worker.without_cases = "reply-draft"
    done = site.install()
    assert done.exit_code == 1
    assert "reply-draft is not live: reply-draft has no golden cases" in done.output
    assert set(site.live()) == {"credit-memo"}


def test_an_evaluation_that_broke_is_named_as_that(site: Installed) -> None:
    site.worker.going = True
    site.install("--wait", "0")
    for told in site.worker.kept.values():
        told |= {"over": True, "error": "EngineError"}
    done = site.install()
    assert done.exit_code == 1
    assert "its evaluation ended with EngineError; the worker's journal" in done.output
    assert site.live() == {}
