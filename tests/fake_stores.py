"""What the stores keep, in memory: exchanges, budgets, answers again, reviews, samples."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from appliance.domain.assessment import Assessment
from appliance.domain.budget import Claim, OverBudget
from appliance.domain.conversation import Continues, Turn, thread
from appliance.domain.exchange import Exchange, ExchangeState, Masked
from appliance.domain.outcome import Figures
from appliance.domain.recalled import Digests, KeptAnswer, Place
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.sampling import Sample
from appliance.errors import ConflictError, NotFoundError, StoreError
from tests.made import FixedClock


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
