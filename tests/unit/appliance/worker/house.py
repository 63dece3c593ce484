"""A worker's surroundings: real stores on SQLite, fakes of the other parts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Exchange, ExchangeState, Masked
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.errors import LedgerError
from appliance.kinds import RecordKind
from appliance.settings import WorkerSettings
from appliance.stores.jobs import Job, JobKind
from appliance.stores.opened import open_stores
from appliance.worker.evaluate import Evaluating
from appliance.worker.tasks import Work
from appliance.worker.verify import LogCheck
from audit.signer import Signer
from tests.evaluated import FewStages, ShippedSubjects
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedDirectory,
    MemoryLedger,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)
from tests.migrated import lay_down
from tests.unit.appliance.web.house import settings_in

LONG = WorkerSettings().long_text_chars
LETTER = "Anna Kowalski asks about a fee."
WORDS = {"Anna Kowalski": EntityKind.PERSON}
YES = Decision(
    Question.INFER, allowed=True, rules=(), errors=(), policy_digest="0" * 64, facts={}
)


class ReadableLedger(MemoryLedger):
    """A log in memory that can be read back, and can be full."""

    full = False

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self._clock = clock
        self._times: dict[int, datetime] = {}

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if self.full:
            raise LedgerError("the log takes no record")
        receipt = super().append(entry, durable=durable)
        self._times[receipt.seq] = self._clock.now()
        return receipt

    def of_exchange(self, exchange: str) -> list[Mapping[str, Any]]:
        return [
            {
                "kind": str(entry.kind),
                "seq": seq,
                "time": self._times[seq].isoformat(),
                "body": dict(entry.body),
            }
            for seq, entry in enumerate(self.records)
            if entry.exchange == exchange
        ]

    def checkpoint(self) -> bytes:
        raise LedgerError("this log has no checkpoint")

    def export(self) -> Iterator[bytes]:
        raise LedgerError("this log exports nothing")


class House:
    """A worker's surroundings."""

    def __init__(self, folder: Path, **parts: object) -> None:
        self.clock = FixedClock()
        self.ledger = ReadableLedger(self.clock)
        settings = settings_in(folder, long_text_chars=LONG)
        lay_down(settings.paths.state / "web" / "cloister.sqlite")
        self.stores = open_stores(settings, self.clock)
        self.masker = DictionaryMasker(WORDS, clock=self.clock)
        self.directory = ListedDirectory(make_caller(), clock=self.clock)
        self.engine = ScriptedEngine("Dear customer, thank you.", clock=self.clock)
        wired: dict[str, object] = {
            "clock": self.clock,
            "ledger": self.ledger,
            "masker": self.masker,
            "directory": self.directory,
            "engine": self.engine,
            "exchanges": self.stores.exchanges,
            "reviews": self.stores.reviews,
            **parts,
        }
        self.ports: Ports = ports(**wired)
        check = LogCheck(Signer("test.example/log", bytes(32)).key, folder / "kept")
        self.evaluating = Evaluating(
            self.stores,
            ShippedSubjects(self.ports),
            self.ledger,
            self.clock,
            stage=FewStages(),
        )
        self.work = Work(
            WorkerSettings(),
            self.stores,
            self.ports,
            self.ledger,
            check,
            self.evaluating,
        )
        self.seen: list[str] = []
        self.stores.queue.task(name="job")(self.seen.append)

    def queue_letter(self) -> tuple[Exchange, Job]:
        case = self.stores.cases.create("anna", "")
        exchange, purpose = make_exchange(LETTER, case=case.id), make_purpose()
        text = self.masker.mask(
            exchange.text,
            exchange=exchange.id,
            case=case.id,
            purpose=purpose,
            language="en",
        )
        self.stores.exchanges.queue(
            Masked(Admitted(exchange, make_caller(), purpose, YES), text)
        )
        job = self.stores.jobs.add(JobKind.ANSWER, exchange=exchange.id, owner="anna")
        return exchange, job

    def run(self, job: Job) -> Job:
        self.work.run(job.id)
        return self.stores.jobs.get(job.id, "anna")

    def nudged(self) -> list[str]:
        """Take every message out of the queue."""
        self.seen.clear()
        while (task := self.stores.queue.dequeue()) is not None:
            self.stores.queue.execute(task)
        return list(self.seen)

    def kept(self) -> tuple[ExchangeState, str | None, tuple[str, ...]]:
        found = self.stores.exchanges.get("e" * 32, "anna")
        return found.state, found.answer, found.reasons


def killed(house: House, job: Job) -> None:
    """Leave a job as a worker does that is killed while it runs it."""
    assert house.stores.jobs.claim(job.id) is not None


def record(house: House, kind: RecordKind) -> int:
    return house.ledger.append(Entry(kind, "e" * 32, None, None, {})).seq
