"""Evaluations by a worker process, killed and asked as operators do; the ledger is real."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from appliance.commands.cli import main
from appliance.domain.ports.ledger import Entry
from appliance.errors import NotFoundError
from appliance.kinds import RecordKind
from appliance.worker.client import WorkerClient
from tests.contract.test_worker import House, wait_for
from tests.contract.worker_process import FEW
from tests.fakes import shipped_release


@pytest.fixture
def house(settings_file: Callable[[str], Path], tmp_path: Path) -> Iterator[House]:
    gate = tmp_path / "gate"
    gate.mkdir()
    built = House(settings_file(f"sqlite:///{tmp_path}/e.sqlite"), gate)
    # The log takes an evaluation only of a release that was signed here.
    body = {
        "release": shipped_release().digest,
        "purpose": "reply-draft",
        "risk": "low",
    }
    built.ledger.append(Entry(RecordKind.RELEASE_SIGNED, None, None, None, body))
    yield built
    built.end()


@pytest.fixture
def client(house: House) -> Iterator[WorkerClient]:
    asks = WorkerClient(house.settings)
    yield asks
    asks.close()


def start(house: House) -> subprocess.Popen[bytes]:
    socket = house.settings.paths.socket("worker")
    socket.unlink(missing_ok=True)
    worker = house.worker()
    wait_for(socket.exists)
    return worker


def begin(client: WorkerClient) -> dict[str, Any]:
    return client.evaluate(
        "reply-draft", release="", against_live=False, requester=None
    )


def kinds(house: House) -> list[str]:
    return [str(r["kind"]) for r in house.ledger.read(0, house.ledger.size())]


def test_an_evaluation_killed_half_way_goes_on_and_says_what_a_whole_one_says(
    house: House, client: WorkerClient
) -> None:
    worker = start(house)
    # Two cases are answered; at the third the worker dies.
    for number in (0, 1):
        (house.gate / f"open.{number}").touch()
    begun = begin(client)
    wait_for(lambda: house.asked() == 3)
    worker.kill()
    worker.wait(30)
    assert house.stores.evaluations.get(begun["evaluation"]).done == 2
    house.open_gate()
    start(house)
    wait_for(lambda: bool(client.evaluation(begun["evaluation"])["over"]))
    # The one that was cut off is asked again, and no other.
    assert house.asked() == FEW + 1
    whole = begin(client)
    wait_for(lambda: bool(client.evaluation(whole["evaluation"])["over"]))
    reports = [client.evaluation_files(one["evaluation"])[0] for one in (begun, whole)]
    assert reports[0] == reports[1]
    assert len(json.loads(reports[0])["cases"]) == FEW
    told = kinds(house)
    assert told.count("evaluation.started") == 2
    assert told.count("evaluation.finished") == 2


def cloister(house: House, *arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(main, [*arguments, "--config", str(house.config)])
    return found.exit_code, found.output


def test_an_operator_has_a_purpose_evaluated_and_verifies_the_report(
    house: House, client: WorkerClient, tmp_path: Path
) -> None:
    house.open_gate()
    start(house)
    out = tmp_path / "out"
    code, said = cloister(house, "evaluate", "reply-draft", "--out", str(out))
    report = json.loads((out / "report.json").read_bytes())
    assert code == {"pass": 0, "fail": 1, "inconclusive": 3}[report["verdict"]]
    assert f"Verdict: {report['verdict']}" in said
    assert {path.name for path in out.iterdir()} == {
        "report.json",
        "measurements.json",
        "junit.xml",
        "report.html",
    }
    assert "<script" not in (out / "report.html").read_text()
    (first,) = client.evaluations("reply-draft")
    assert client.evaluations("credit-memo") == []

    code, said = cloister(house, "evaluation", "list")
    assert (code, first["evaluation"] in said) == (0, True)
    code, said = cloister(house, "evaluation", "show", first["evaluation"])
    assert (code, "Verdict" in said) == (0, True)
    again = tmp_path / "again"
    code, _ = cloister(house, "evaluation", "export", first["evaluation"], str(again))
    assert code == 0
    assert (again / "report.json").read_bytes() == (out / "report.json").read_bytes()

    code, said = cloister(house, "evaluation", "verify", str(out / "report.json"))
    assert (code, "of the log names it" in said) == (0, True)
    log = tmp_path / "period.cloister-audit"
    log.write_bytes(b"".join(house.ledger.export()))
    key = house.settings.paths.keys / "public" / "log.vkey"
    offline = ["--log", str(log), "--key", str(key)]
    code, said = cloister(
        house, "evaluation", "verify", str(out / "report.json"), *offline
    )
    assert (code, "of the log names it" in said) == (0, True)

    # A report that nobody recorded, and an export that somebody changed.
    other = tmp_path / "other.json"
    text = (out / "report.json").read_text()
    other.write_text(text.replace('"purpose":"reply-draft"', '"purpose":"other"'))
    code, said = cloister(house, "evaluation", "verify", str(other))
    assert (code, "no record of this report" in said) == (1, True)
    log.write_bytes(log.read_bytes().replace(b'"cases":4', b'"cases":5', 1))
    code, said = cloister(
        house, "evaluation", "verify", str(out / "report.json"), *offline
    )
    assert code == 1


def test_what_is_asked_for_in_vain_is_told(house: House, client: WorkerClient) -> None:
    start(house)
    code, said = cloister(house, "evaluate", "no-such-purpose")
    assert (code, "not one of" in said) == (1, True)
    code, said = cloister(house, "evaluation", "show", "0" * 32)
    assert (code, "no such evaluation" in said) == (1, True)
    with pytest.raises(NotFoundError):
        client.evaluation_files("0" * 32)
