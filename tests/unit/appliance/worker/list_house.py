"""A worker's surroundings with lists of texts in them, for the tests of lists."""

from dataclasses import replace
from pathlib import Path

from appliance.domain.bulk import BulkCounts, BulkList, GivenItem
from appliance.domain.exchange import Admitted
from appliance.domain.halt import Halt
from appliance.domain.progress import untold
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.kinds import RecordKind
from appliance.steps.pseudonymise import pseudonymise
from appliance.stores.bulk import WantedList
from appliance.worker.bulk import BulkWork
from tests.fakes import (
    ListedPurposes,
    MemoryBudgets,
    make_caller,
    make_exchange,
    make_purpose,
)
from tests.unit.appliance.worker.house import YES, House


class Halting:
    """Halts that a test sets."""

    def __init__(self) -> None:
        self.halts: tuple[Halt, ...] = ()

    def standing(self) -> tuple[Halt, ...]:
        return self.halts


class ListHouse(House):
    """A worker's surroundings with lists in them."""

    def __init__(self, folder: Path, purpose: Purpose | None = None) -> None:
        self.halting = Halting()
        self.budgets = MemoryBudgets()
        self.purpose = purpose or make_purpose()
        parts = {} if purpose is None else {"purposes": ListedPurposes(purpose)}
        super().__init__(folder, halts=self.halting, budgets=self.budgets, **parts)
        self.lists = self.worker()

    def worker(self) -> BulkWork:
        """Start a worker: what was in the memory of the last one is gone."""
        return BulkWork(self.stores, self.ports, self.ledger, max_attempts=3)

    def give(self, *texts: str, owner: str = "anna", rows: int = 0) -> BulkList:
        """Have a list read in."""
        case = self.stores.cases.create(owner, "")
        wanted = WantedList(
            owner, case.id, "reply-draft", "en", rows or len(texts), given="d"
        )
        kept = self.stores.bulk.begin(wanted)
        for row, text in enumerate(texts, 2):
            caller = make_caller(owner)
            name = f"{owner}{row}".encode().hex().zfill(32)
            exchange = make_exchange(text, id=name, case=case.id, caller=caller)
            exchange = replace(exchange, origin="bulk", case_owner=owner)
            admitted = Admitted(exchange, caller, self.purpose, YES)
            masked = pseudonymise(admitted, self.ports, preview=True, progress=untold)
            item = GivenItem(row, f"no {row}", PersonText(text))
            nothing = self.masker.bind("", case=case.id)
            self.stores.bulk.take_in(kept.id, item, masked, nothing.draft_digest)
        self.ledger.records.clear()
        return kept

    def now(self, kept: BulkList) -> BulkList:
        return self.stores.bulk.get(kept.id, kept.owner)

    def counts(self, kept: BulkList) -> BulkCounts:
        return self.stores.bulk.counts(kept)

    def beats(self, most: int = 20) -> int:
        """Work until nothing is to be done now; says how many texts were begun."""
        for number in range(most):
            if self.lists.beat() is None:
                return number
        return most

    def told(self, kind: RecordKind) -> list[dict[str, object]]:
        found = [entry for entry in self.ledger.records if entry.kind is kind]
        return [dict(entry.body) for entry in found]
