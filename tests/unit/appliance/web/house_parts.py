"""What stands in a web house for other processes: the log, the directory, the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, Question
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.policy import Policy
from appliance.domain.purpose import Purpose
from appliance.errors import DirectoryError, LedgerError, SignInError
from appliance.worker.evaluate import Asked, Evaluating
from tests import fakes

PASSWORD = "correct horse"


class Compiled(BytecodeCache):
    """Templates compiled by a house, for those after it in the same process."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


class ReadableLedger(fakes.MemoryLedger):
    """The log in memory, readable as the pages read the real one."""

    def __init__(self, clock: fakes.FixedClock) -> None:
        super().__init__()
        self._clock = clock
        self._times: list[datetime] = []
        self.down = False

    def append(self, entry: Entry, *, durable: bool = False) -> Any:
        if self.down:
            raise LedgerError("down")
        self._times.append(self._clock.now())
        return super().append(entry, durable=durable)

    def alias(self, person: str) -> str:
        return f"alias-of-{person}"

    def size(self) -> int:
        return len(self.records)

    def read(self, first: int, count: int) -> Sequence[Mapping[str, Any]]:
        return [
            self._line(seq)
            for seq in range(first, min(first + count, len(self.records)))
        ]

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        found = range(len(self.records))
        return [self._line(s) for s in found if self.records[s].exchange == exchange]

    def export(self, start: datetime, end: datetime) -> Iterator[bytes]:
        yield f"export {start.isoformat()} {end.isoformat()}\n".encode()
        yield b"records\n"

    def health(self) -> Mapping[str, Any]:
        if self.down:
            raise LedgerError("down")
        return {"ok": True}

    def _line(self, seq: int) -> dict[str, Any]:
        entry = self.records[seq]
        return {
            "seq": seq,
            "kind": str(entry.kind),
            "time": self._times[seq].isoformat(),
            "actor": self.alias(entry.actor) if entry.actor else None,
            "exchange": entry.exchange,
            "case": entry.case,
            "body": dict(entry.body),
        }


class Door(fakes.ListedDirectory):
    """A directory whose people all have one password."""

    def sign_in(self, login: str, password: str) -> Caller:
        if self.down:
            raise DirectoryError("no directory answers")
        for caller in self.people.values():
            if caller.login == login and password == PASSWORD:
                return replace(caller, checked_at=self.clock.now())
        raise SignInError("sign-in refused")


class Evaluator:
    """The worker's own part that begins evaluations, without its socket."""

    def __init__(self, evaluating: Evaluating) -> None:
        self.evaluating = evaluating

    def evaluate(
        self,
        purpose: str,
        *,
        release: str,
        against_live: bool,
        requester: str | None,
        version: int = 0,
    ) -> Mapping[str, Any]:
        asked = Asked(purpose, release, against_live, requester, None, version)
        return {"evaluation": self.evaluating.begin(asked).id}


class ToldOtherwise:
    """The real rules, told some of the facts otherwise than they are."""

    def __init__(self, policy: Policy, **facts: Fact) -> None:
        self._policy = policy
        self._facts = facts

    def decide(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> Decision:
        told = {name: fact for name, fact in self._facts.items() if name in facts}
        return self._policy.decide(question, caller, purpose, {**facts, **told})
