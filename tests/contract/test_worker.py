"""The worker as a process of its own, with the real ledger process: run, stop, kill."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, ExchangeState, Masked
from appliance.ledger.client import LedgerClient
from appliance.settings import Settings, load_settings
from appliance.stores.jobs import Job, JobKind, JobState
from appliance.stores.opened import Stores, open_stores
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    make_caller,
    make_exchange,
    make_purpose,
)

ROOT = Path(__file__).parents[2]
LEDGER = (
    "import sys; from pathlib import Path; from appliance.ledger.server import serve; "
    "from appliance.settings import load_settings; serve(load_settings(Path(sys.argv[1])))"
)
LETTER = "Anna Kowalski asks about a fee."
YES = Decision(
    Question.INFER, allowed=True, rules=(), errors=(), policy_digest="0" * 64, facts={}
)


def wait_for(what: Callable[[], bool], *, seconds: float = 60) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if what():
            return
        pause.wait(0.05)
    raise AssertionError("did not happen in time")


class House:
    """A ledger process, a database, and worker processes on demand."""

    def __init__(self, config: Path, gate: Path) -> None:
        self.config, self.gate = config, gate
        self.settings: Settings = load_settings(config)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start(["-c", LEDGER, str(config)])
        wait_for(self.settings.paths.socket("ledger").exists)
        self.ledger = LedgerClient(self.settings)
        self.stores: Stores = open_stores(self.settings, FixedClock())
        self.case = self.stores.cases.create("anna", "")

    def start(self, arguments: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT)
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        arguments = [str(self.config), str(self.gate), self.case.id]
        return self.start(["-m", "tests.contract.worker_process", *arguments])

    def open_gate(self) -> None:
        (self.gate / "open").touch()

    def asked(self) -> int:
        return len(list(self.gate.glob("asked.*")))

    def queue_letter(self) -> Job:
        """Do what the web does with a long text."""
        exchange = make_exchange(LETTER, case=self.case.id)
        purpose = make_purpose()
        masker = DictionaryMasker({"Anna Kowalski": EntityKind.PERSON})
        text = masker.mask(
            exchange.text,
            exchange=exchange.id,
            case=exchange.case,
            purpose=purpose,
            language="en",
        )
        self.stores.exchanges.queue(
            Masked(Admitted(exchange, make_caller(), purpose, YES), text)
        )
        job = self.stores.jobs.add(JobKind.ANSWER, exchange=exchange.id, owner="anna")
        self.stores.queue.enqueue_job(job.id)
        return job

    def state(self, job: Job) -> JobState:
        return self.stores.jobs.get(job.id, "anna").state

    def kinds(self) -> list[str]:
        return [str(r["kind"]) for r in self.ledger.of_exchange("e" * 32)]

    def end(self) -> None:
        self.ledger.close()
        self.stores.close()
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(10)


@pytest.fixture
def house(
    database_url: str, settings_file: Callable[[str], Path], tmp_path: Path
) -> Iterator[House]:
    gate = tmp_path / "gate"
    gate.mkdir()
    built = House(settings_file(database_url), gate)
    yield built
    built.end()


def test_a_long_text_is_answered_and_the_log_is_verified(house: House) -> None:
    job = house.queue_letter()
    house.open_gate()
    worker = house.worker()
    wait_for(lambda: house.state(job) in {JobState.DONE, JobState.FAILED})
    kept = house.stores.exchanges.get("e" * 32, "anna")
    assert (kept.state, kept.answer) == (
        ExchangeState.RELEASED,
        "Dear customer, thank you.",
    )
    kinds = house.kinds()
    assert (kinds[0], kinds[-1]) == ("job.started", "job.finished")
    assert [kind for kind in kinds if kind.startswith("exchange.")] == [
        "exchange.intended",
        "exchange.released",
    ]
    verified = house.settings.paths.state / "web" / "verified-checkpoint"
    wait_for(verified.exists)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    everything = house.ledger.read(0, house.ledger.size())
    assert "ledger.verified" in {record["kind"] for record in everything}


def test_a_job_killed_half_way_is_run_again_and_ends_once(house: House) -> None:
    job = house.queue_letter()
    worker = house.worker()
    wait_for(lambda: house.asked() == 1)
    worker.kill()
    worker.wait(30)
    assert house.state(job) is JobState.RUNNING
    house.open_gate()
    house.worker()
    wait_for(lambda: house.state(job) is JobState.DONE)
    assert house.stores.jobs.get(job.id, "anna").attempts == 2
    assert house.stores.exchanges.get("e" * 32, "anna").state is ExchangeState.RELEASED
    assert house.kinds().count("exchange.released") == 1
    assert house.kinds().count("exchange.intended") == 2


def test_a_job_that_kills_its_worker_each_time_fails_for_good(house: House) -> None:
    job = house.queue_letter()
    for attempt in range(1, house.settings.worker.max_attempts + 1):
        worker = house.worker()
        wait_for(lambda seen=attempt: house.asked() == seen)  # type: ignore[misc]  # bound now
        worker.kill()
        worker.wait(30)
    house.worker()
    wait_for(lambda: house.state(job) is JobState.FAILED)
    assert house.stores.jobs.get(job.id, "anna").error == "WorkerLost"
    kept = house.stores.exchanges.get("e" * 32, "anna")
    assert kept.state is ExchangeState.FAILED
    assert kept.reasons == (
        "The appliance was stopped while it worked on this text. Send it again.",
    )
    wait_for(lambda: "job.failed" in house.kinds())
    assert [
        k for k in house.kinds() if k in {"exchange.released", "exchange.failed"}
    ] == ["exchange.failed"]
    assert house.asked() == house.settings.worker.max_attempts


def test_a_stopped_worker_ends_its_job_first(house: House) -> None:
    job = house.queue_letter()
    worker = house.worker()
    wait_for(lambda: house.asked() == 1)
    worker.send_signal(signal.SIGTERM)
    threading.Event().wait(0.3)
    assert worker.poll() is None
    house.open_gate()
    assert worker.wait(30) == 0
    assert house.state(job) is JobState.DONE
