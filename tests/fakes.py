"""Parts that behave like the real ones, in memory: fakes, not mocks.

Each implements a Protocol of appliance/domain/ports/ and passes the same contract
suite as the real part. `ports()` wires a whole set; rules and purposes in it are the
real ones of policies/, since they are pure. None of this is for use outside tests.
"""

import functools
import hashlib
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from appliance.domain.assessment import Assessment
from appliance.domain.budget import Claim, OverBudget
from appliance.domain.caller import Caller, Role
from appliance.domain.conversation import Continues, Turn, thread
from appliance.domain.deployment import Deployment
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.known_release import KnownRelease
from appliance.domain.masked import MaskedText
from appliance.domain.outcome import Figures
from appliance.domain.parts import Place as TextPlace
from appliance.domain.passage import Passage
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.releases import Chosen
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose
from appliance.domain.recalled import Digests, KeptAnswer, Place
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.sampling import Sample
from appliance.domain.text import PersonText
from appliance.errors import (
    ConflictError,
    DirectoryError,
    LedgerError,
    NotFoundError,
    RevokedError,
    StoreError,
    UnknownPurposeError,
)
from appliance.kinds import ENDS, RecordKind
from appliance.policy.decide import CedarPolicy
from appliance.release import Release, ReleasePurposes, StandingHalts, build_release
from appliance.release.desk import Desk
from audit.canonical import encode
from audit.errors import MalformedError
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.fake_inspector import WordInspector
from tests.fake_masker import DictionaryMasker
from tests.made import (
    NOON,
    SEAL_KEY,
    FixedClock,
    make_caller,
    make_exchange,
    make_prompt,
    make_purpose,
)

__all__ = [
    "NOON",
    "POLICIES",
    "SEAL_KEY",
    "WEIGHTS",
    "DictionaryMasker",
    "FixedClock",
    "FixedReferences",
    "ListedDirectory",
    "ListedPurposes",
    "MemoryBudgets",
    "MemoryExchanges",
    "MemoryLedger",
    "MemoryRecalled",
    "MemoryReviews",
    "MemorySamples",
    "OneRelease",
    "RecordingWatch",
    "ScriptedEngine",
    "make_caller",
    "make_exchange",
    "make_prompt",
    "make_purpose",
    "ports",
    "shipped_release",
]

POLICIES = Path(__file__).parent.parent / "policies"


class MemoryLedger:
    """A log in memory that keeps the order, what is durable, and the body's profile."""

    def __init__(self) -> None:
        self.records: list[Entry] = []
        self.durable_to = 0
        self._ended: set[str] = set()
        self._desk = Desk(needs_evaluation=True)

    def alias(self, person: str) -> str:
        """Name a person otherwise than the directory does."""
        return f"alias of {person}"

    def know(self, release: str, purpose: str) -> None:
        """Have a release be one that was signed before the first record."""
        signed = {"release": release, "purpose": purpose, "risk": "low"}
        self._desk.take(-1, RecordKind.RELEASE_SIGNED, None, signed)

    @property
    def deployment(self) -> Deployment:
        """What the records make it, as the log's process publishes it."""
        return self._desk.now

    def put_live(self, purpose: str, live: str, *passed: str) -> None:
        """Have a release live and others passed, and forget the records of it."""
        for release in (live, *passed):
            for kind, more in (
                (RecordKind.RELEASE_SIGNED, {"risk": "low"}),
                (RecordKind.EVALUATION_FINISHED, {"verdict": "pass"}),
            ):
                body = {"purpose": purpose, "release": release, **more}
                self._desk.check(kind, None, body)
                self._desk.take(0, kind, None, body)
        body = {"purpose": purpose, "release": live}
        self._desk.take(0, RecordKind.RELEASE_PROMOTED, None, body)

    def releases(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell what the records say of the releases of a purpose."""
        return self._desk.of_purpose(purpose)

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        body = {
            "kind": str(RecordKind(entry.kind)),
            "exchange": entry.exchange,
            "case": entry.case,
            "actor": entry.actor,
            "body": dict(entry.body),
            "seq": len(self.records),
        }
        try:
            leaf = hashlib.sha256(encode(body)).hexdigest()
        except MalformedError as err:
            raise LedgerError(f"{entry.kind}: {err}") from err
        if entry.kind in ENDS and entry.exchange in self._ended:
            raise LedgerError(f"exchange {entry.exchange} has ended already")
        if entry.kind in ENDS and entry.exchange is not None:
            self._ended.add(entry.exchange)
        alias = None if entry.actor is None else self.alias(entry.actor)
        self._desk.check(entry.kind, alias, entry.body)
        self._desk.take(len(self.records), entry.kind, alias, entry.body)
        self.records.append(entry)
        if durable:
            self.durable_to = len(self.records)
        return Receipt(len(self.records) - 1, leaf)

    def of_exchange(self, exchange: str) -> Sequence[Mapping[str, Any]]:
        return [
            {
                "kind": str(entry.kind),
                "seq": seq,
                "actor": entry.actor,
                "body": dict(entry.body),
                "time": NOON.isoformat(),
            }
            for seq, entry in enumerate(self.records)
            if entry.exchange == exchange
        ]

    def kinds(self) -> list[str]:
        """Name the kinds in order."""
        return [str(entry.kind) for entry in self.records]

    def only(self, kind: RecordKind) -> Entry:
        """Give the one record of a kind."""
        (found,) = [entry for entry in self.records if entry.kind is kind]
        return found


class ListedDirectory:
    """A directory of the callers it is given; may be down, may revoke."""

    def __init__(self, *callers: Caller, clock: FixedClock | None = None) -> None:
        self.people = {caller.person: caller for caller in callers}
        self.clock = clock or FixedClock()
        self.down = False
        self.asked: list[str] = []

    def look_up(self, person: str) -> Caller:
        self.asked.append(person)
        if self.down:
            raise DirectoryError("no directory answers")
        if person not in self.people or not self.people[person].roles:
            raise RevokedError("gone, disabled or without a role")
        return replace(self.people[person], checked_at=self.clock.now())

    def find(self, login: str) -> Caller:
        for person, caller in self.people.items():
            if caller.login == login:
                return self.look_up(person)
        raise RevokedError("nobody signs in so")

    def revoke(self, person: str) -> None:
        """Take somebody out of the directory."""
        del self.people[person]


class ListedPurposes:
    """The purposes it is given."""

    def __init__(self, *purposes: Purpose) -> None:
        self._named = {purpose.name: purpose for purpose in purposes}

    def named(self, name: str) -> Purpose:
        if name not in self._named:
            raise UnknownPurposeError(f"not one of {len(self._named)} purposes")
        return self._named[name]

    def all(self) -> Sequence[Purpose]:
        return sorted(self._named.values(), key=lambda purpose: purpose.title)


class FixedReferences:
    """References that always find the same passages of a purpose."""

    def __init__(self, *passages: Passage) -> None:
        self._passages = passages

    def search(
        self,
        purpose: str,
        language: str,  # noqa: ARG002 - the port's; these passages have none
        text: str,  # noqa: ARG002 - the port's; every text finds the same
        limit: int,
    ) -> tuple[Passage, ...]:
        mine = [p for p in self._passages if p.template.startswith(f"{purpose}/")]
        return tuple(mine[:limit])


@dataclass(slots=True)
class ExchangeRow:
    """What is kept of one exchange."""

    exchange: Exchange
    state: ExchangeState = ExchangeState.OPEN
    masked: str | None = None
    draft: str | None = None
    answer: str | None = None
    reasons: tuple[str, ...] = ()
    record: int | None = None
    figures: Figures | None = None
    text: str | None = None
    # What it came to before it was begun again.
    spent: list[Figures | None] = field(default_factory=list)
    parts: tuple[Mapping[str, Sequence[str]], ...] = ()

    @property
    def asks(self) -> tuple[str, str, str]:
        """Who asks, in which case, for what."""
        one = self.exchange
        return one.credential.person, one.case, one.purpose


class MemoryExchanges:
    """Exchanges in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, ExchangeRow] = {}
        self.unbegun: dict[str, Figures] = {}

    def opened(self, exchange: Exchange) -> None:
        if exchange.id in self.rows:
            raise StoreError(f"exchange {exchange.id} exists")
        self.rows[exchange.id] = ExchangeRow(exchange)

    def never_began(self, exchange: str, figures: Figures) -> None:
        self.unbegun[exchange] = figures

    def masked(self, masked: Masked) -> None:
        turns = [said for t in masked.turns for said in (t.text.text, t.answer.text)]
        row = self._row(masked.admitted.exchange.id)
        row.text = masked.text.text
        row.masked = "\n".join((*turns, masked.given))

    def masked_text(self, exchange: str) -> str:
        row = self.rows.get(exchange)
        return (row.masked if row else None) or ""

    def earlier(self, exchange: Exchange) -> tuple[Turn, ...]:
        follows = exchange.follows
        if follows is None:
            return ()
        asks = (exchange.credential.person, exchange.case, exchange.purpose)
        first = self.rows.get(follows.exchange)
        ended = {ExchangeState.RELEASED}
        if follows.how is not Continues.TURN:
            ended |= {ExchangeState.REFUSED, ExchangeState.FAILED}
        if first is None or first.asks != asks or first.state not in ended:
            raise NotFoundError("nothing that can be gone on from")
        mine = {k: r.exchange.follows for k, r in self.rows.items() if r.asks == asks}
        return tuple(
            Turn(number, self.rows[number].text or "", self.rows[number].answer or "")
            for number in thread(mine, follows)
        )

    def combined(
        self, exchange: str, codes: Sequence[Mapping[str, Sequence[str]]]
    ) -> None:
        self._row(exchange).parts = tuple(codes)

    def drafted(self, exchange: str, answer: str) -> None:
        row = self._row(exchange)
        if row.state is not ExchangeState.OPEN:
            raise StoreError(f"no open exchange {exchange}")
        row.draft = answer

    def delayed(
        self, exchange: str, reasons: tuple[str, ...], figures: Figures | None
    ) -> None:
        row = self._row(exchange)
        row.state, row.reasons = ExchangeState.QUEUED, reasons
        row.spent.append(figures)

    def broke_off(self, exchange: str, figures: Figures) -> None:
        self._row(exchange).spent.append(figures)

    def closed(
        self,
        exchange: str,
        state: ExchangeState,
        *,
        answer: str | None,
        reasons: tuple[str, ...],
        record: int | None,
        figures: Figures | None = None,
    ) -> None:
        row = self._row(exchange)
        row.state, row.answer = state, answer
        row.reasons, row.record = reasons, record
        row.figures = figures or row.figures

    def _row(self, exchange: str) -> ExchangeRow:
        if exchange not in self.rows:
            raise StoreError(f"no exchange {exchange}")
        return self.rows[exchange]


class MemoryBudgets:
    """Budgets in memory: refuses what it is told to, remembers what was asked."""

    def __init__(self, over: OverBudget | None = None) -> None:
        self.over = over
        self.claims: list[Claim] = []
        self.apart: list[tuple[str, Figures]] = []

    def reserve(self, claim: Claim) -> OverBudget | None:
        self.claims.append(claim)
        return self.over

    def count_apart(self, why: str, figures: Figures, *, goes_on: bool = False) -> None:
        self.apart.append((f"{why}, goes on" if goes_on else why, figures))


class MemoryRecalled:
    """Answers to be given again, in memory."""

    def __init__(self, clock: FixedClock) -> None:
        self.rows: dict[str, tuple[Place, Digests, KeptAnswer]] = {}
        self._clock = clock

    def same(self, place: Place, key: str) -> KeptAnswer | None:
        return self._newest(place, lambda of: of.whole == key)

    def alike(self, place: Place, reading: str) -> KeptAnswer | None:
        return self._newest(place, lambda of: of.reading == reading)

    def keep(self, place: Place, kept: KeptAnswer, digests: Digests) -> None:
        older = [
            exchange
            for exchange, (where, of, _) in self.rows.items()
            if (where, of.whole) == (place, digests.whole)
        ]
        for exchange in older:
            del self.rows[exchange]
        self.rows[kept.exchange] = place, digests, kept

    def forget(self, exchange: str) -> None:
        self.rows.pop(exchange, None)

    def _newest(
        self, place: Place, fits: Callable[[Digests], bool]
    ) -> KeptAnswer | None:
        found = [
            kept
            for where, digests, kept in self.rows.values()
            if where == place and fits(digests) and kept.until > self._clock.now()
        ]
        return found[-1] if found else None


class MemoryReviews:
    """A review queue in memory; one verdict wins, and only over what it was for."""

    def __init__(self) -> None:
        self.rows: dict[str, HeldAnswer] = {}
        self.verdicts: dict[str, tuple[str, ReviewState, str, datetime]] = {}
        self._lock = threading.Lock()

    def hold(self, held: HeldAnswer, *, record: Callable[[], None]) -> None:
        with self._lock:
            if held.exchange in self.rows:
                raise StoreError(f"exchange {held.exchange} is held")
            record()
            self.rows[held.exchange] = held

    def get(self, exchange: str) -> HeldAnswer:
        """Read a held answer."""
        if exchange not in self.rows:
            raise NotFoundError(f"no held answer {exchange}")
        return self.rows[exchange]

    def conclude(
        self,
        held: HeldAnswer,
        *,
        reviewer: str,
        state: ReviewState,
        reason: str,
        at: datetime,
        record: Callable[[], None],
    ) -> None:
        with self._lock:
            self._check(held)
            record()
            self.rows[held.exchange] = replace(held, state=state)
            self.verdicts[held.exchange] = (reviewer, state, reason, at)

    def replace(
        self, held: HeldAnswer, successor: HeldAnswer, *, record: Callable[[], None]
    ) -> None:
        with self._lock:
            self._check(held)
            record()
            self.rows[held.exchange] = successor

    def _check(self, held: HeldAnswer) -> None:
        if (
            held.state is not ReviewState.WAITING
            or self.rows.get(held.exchange) != held
        ):
            raise ConflictError(f"held answer {held.exchange} has changed")


class MemorySamples:
    """Answers drawn for people to rate, in memory; every answer draws the same."""

    def __init__(self, clock: FixedClock, drawn: int = 999) -> None:
        self.drawn = drawn
        self.rows: dict[str, Sample] = {}
        self.rated: list[Assessment] = []
        self.in_hand: set[tuple[str, str]] = set()
        self._clock = clock
        self._starts: dict[tuple[str, str], datetime] = {}

    def draw(self, exchange: str) -> int:  # noqa: ARG002 - the port's; all draw the same
        return self.drawn

    def first_answered(self, purpose: str, release: str) -> datetime:
        return self._starts.setdefault((purpose, release), self._clock.now())

    def add(self, sample: Sample, *, record: Callable[[], None]) -> None:
        if sample.answered.exchange not in self.rows:
            record()
            self.rows[sample.answered.exchange] = sample

    def rate(self, assessment: Assessment, *, record: Callable[[], None]) -> None:
        held = (assessment.sample, assessment.rater)
        if held not in self.in_hand:
            raise ConflictError(f"sample {assessment.sample} is in other hands")
        record()
        self.in_hand.remove(held)
        self.rated.append(assessment)


@dataclass(slots=True)
class RecordingWatch:
    """A person's page: everything it was shown, in order."""

    stages: list[str] = field(default_factory=list)
    maskings: list[int] = field(default_factory=list)
    masked_texts: list[MaskedText] = field(default_factory=list)
    parts: list[TextPlace] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    pieces: list[PersonText] = field(default_factory=list)
    withdrawals: list[tuple[str, ...]] = field(default_factory=list)
    read: bool = True

    def has_reader(self) -> bool:
        return self.read

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def masking(self, permille: int) -> None:
        self.maskings.append(permille)

    def masked(self, text: MaskedText) -> None:
        self.masked_texts.append(text)

    def part(self, place: TextPlace) -> None:
        self.parts.append(place)

    def place(self, before: int) -> None:
        self.places.append(before)

    def piece(self, text: PersonText) -> None:
        self.pieces.append(text)

    def withdrawn(self, reasons: tuple[str, ...]) -> None:
        self.withdrawals.append(reasons)

    def shown(self) -> str:
        """Join what was shown of the answer."""
        return "".join(piece.reveal() for piece in self.pieces)


class OneRelease:
    """Whatever is asked for, it is the one release that there is."""

    def __init__(self, purposes: Any, policy: Any, references: Any) -> None:
        self._chosen = Chosen(
            release=shipped_release().digest,
            purposes=purposes,
            policy=policy,
            references=references,
            rules=tuple(shipped_release().bundle.rules.values()),
            headings={p.template: p.heading for p in shipped_release().passages},
        )

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        del caller
        self._chosen.purposes.named(exchange.purpose)
        return self._chosen

    def of(self, release: str) -> Chosen:
        del release
        return self._chosen


@functools.cache
def shipped_release() -> Release:
    """Read the shipped rules and purposes, once."""
    return build_release(POLICIES, model="0" * 64)


def ports(**parts: object) -> Ports:
    """Wire fakes around the real rules and purposes; name a part to use another.

    Besides the fields of `Ports`, `words` (what the masker masks) and `script` (what
    the engine writes) may be given.
    """
    clock = parts.get("clock") or FixedClock()
    ledger = parts.get("ledger") or MemoryLedger()
    assert isinstance(clock, FixedClock)
    words = parts.pop("words", {"Anna Kowalski": EntityKind.PERSON})
    script = parts.pop("script", "Dear customer, thank you for your message.")
    people = (
        make_caller(),
        make_caller("ben"),
        make_caller("rita", Role.REVIEWER),
        make_caller("ralf", Role.REVIEWER),
    )
    wired: dict[str, object] = {
        "clock": clock,
        "ledger": ledger,
        "directory": ListedDirectory(*people, clock=clock),
        "masker": DictionaryMasker(
            words,  # type: ignore[arg-type]  # given by the test as such
            ledger=ledger if isinstance(ledger, MemoryLedger) else None,
            clock=clock,
        ),
        "inspector": WordInspector(),
        "references": FixedReferences(),
        "engine": ScriptedEngine(script, clock=clock),  # type: ignore[arg-type]  # given by the test as such
        "exchanges": MemoryExchanges(),
        "reviews": MemoryReviews(),
        "samples": MemorySamples(clock),
        "budgets": MemoryBudgets(),
        "recalled": MemoryRecalled(clock),
        "recheck_after_s": 300.0,
        "rewrite_within_s": 480.0,
        **parts,
    }
    wired.setdefault("policy", CedarPolicy(shipped_release().bundle))
    wired.setdefault("purposes", ReleasePurposes(shipped_release().purposes))
    halting = ledger if isinstance(ledger, MemoryLedger) else MemoryLedger()
    wired.setdefault("halts", StandingHalts(lambda: halting.deployment))
    wired.setdefault(
        "releases",
        OneRelease(wired["purposes"], wired["policy"], wired["references"]),
    )
    return Ports(**wired)  # type: ignore[arg-type]  # every part implements its port
