"""A worker's surroundings: real stores on SQLite, fakes of the other parts."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from appliance.budget_settings import BudgetSettings
from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Exchange, ExchangeState, Masked
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.errors import LedgerError
from appliance.settings import Web, WorkerSettings
from appliance.stores.alerts import KeptAlerts
from appliance.stores.amendments import Amendments
from appliance.stores.appeals import Appeals
from appliance.stores.bodies import Bodies
from appliance.stores.budget_reads import BudgetReads
from appliance.stores.budgets import KeptBudgets
from appliance.stores.bulk import BulkLists
from appliance.stores.bulk_line import BulkLine
from appliance.stores.cases import Cases
from appliance.stores.conversations import Conversations
from appliance.stores.evaluations import Evaluations
from appliance.stores.exchanges import KeptExchanges
from appliance.stores.feedback_reads import FeedbackReads
from appliance.stores.golden_proposals import GoldenProposals
from appliance.stores.history import History
from appliance.stores.jobs import Job, JobKind, Jobs
from appliance.stores.judgements import KeptJudgements
from appliance.stores.migrate import open_database
from appliance.stores.opened import Stores
from appliance.stores.outcomes import Outcomes
from appliance.stores.people import People
from appliance.stores.proposals import Proposals
from appliance.stores.queue import JobQueue
from appliance.stores.ratings import Ratings
from appliance.stores.recalled import KeptRecalled
from appliance.stores.reviews import KeptReviews
from appliance.stores.rollouts import KeptRollouts
from appliance.stores.samples import KeptSamples
from appliance.stores.seen import Seen
from appliance.stores.service_tokens import ServiceTokens
from appliance.stores.sessions import Sessions
from appliance.stores.shadows import BegunShadows
from appliance.stores.sign_ins import SignIns
from appliance.stores.versions import Versions
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

LETTER = "Anna Kowalski asks about a fee."
WORDS = {"Anna Kowalski": EntityKind.PERSON}
YES = Decision(
    Question.INFER, allowed=True, rules=(), errors=(), policy_digest="0" * 64, facts={}
)


class ReadableLedger(MemoryLedger):
    """A log in memory that can be read back, and can be full."""

    full = False

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if self.full:
            raise LedgerError("the log takes no record")
        return super().append(entry, durable=durable)

    def of_exchange(self, exchange: str) -> list[Mapping[str, Any]]:
        return [
            {"kind": str(entry.kind), "seq": seq}
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
        self.ledger = ReadableLedger()
        self.stores = self._stores(folder)
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

    def _stores(self, folder: Path) -> Stores:
        database = open_database(f"sqlite:///{folder}/c.sqlite")
        bodies, web, clock = (
            Bodies(os.urandom(32)),
            Web(host_name="localhost"),
            self.clock,
        )
        kept = KeptExchanges(database, bodies, clock, Jobs(database, clock))
        jobs = Jobs(database, clock)
        return Stores(
            database=database,
            people=People(database, bodies, clock),
            cases=Cases(database, bodies, clock),
            exchanges=kept,
            history=History(database, kept),
            conversations=Conversations(database, bodies),
            reviews=KeptReviews(database, bodies),
            proposals=Proposals(database, bodies),
            outcomes=Outcomes(database),
            seen=Seen(database),
            alerts=KeptAlerts(database),
            amendments=Amendments(database, bodies),
            feedback=FeedbackReads(database),
            rollouts=KeptRollouts(database, clock),
            shadows=BegunShadows(database),
            budgets=KeptBudgets(database, clock, BudgetSettings(), UTC),
            budget_reads=BudgetReads(database, clock, UTC),
            recalled=KeptRecalled(database, bodies, clock),
            samples=KeptSamples(database, bodies, bytes(32), clock),
            judgements=KeptJudgements(database),
            golden=GoldenProposals(database, bodies),
            versions=Versions(database),
            sessions=Sessions(database, bodies, clock, web),
            sign_ins=SignIns(database, bytes(32), clock, web),
            tokens=ServiceTokens(database, bodies, bytes(32), clock),
            ratings=Ratings(database, bodies, clock),
            appeals=Appeals(database, bodies),
            evaluations=Evaluations(database, bodies, clock, jobs),
            jobs=jobs,
            bulk=BulkLists(database, bodies, clock, kept),
            bulk_line=BulkLine(database, bodies, clock),
            queue=JobQueue(folder / "jobs.sqlite"),
        )

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
