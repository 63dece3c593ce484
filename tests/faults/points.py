"""The sixteen points of an exchange at which a part is taken away.

Each brings an exchange to its point and leaves it waiting there, by holding what it
needs next. `at` is entered with the exchange at the point; `on` lets it go on.
"""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from appliance.commands.client import StaffClient
from tests.faults.house import Asked, FaultyHouse

LETTER = (
    "Dear Sir or Madam, I ordered a new card three weeks ago and it has still not "
    "arrived. Please tell me where it is. Kind regards, Marta Kowalczyk"
)
APPLICATION = (
    "Applicant: Marta Kowalczyk\nMonthly income: 3,200\nMonthly debts: 400\n"
    "Amount: 12,000\nTerm: 48 months\nPurpose: car\nYears employed: 6\nDefaults: 0"
)
# Longer than worker.long_text_chars.
# Long enough for the background, and short enough for the model's context.
LONG = (LETTER + "\nI asked again and nobody could tell me where it is." * 60)[:2_900]

STREAMED, SORTED, HELD = "reply-draft", "complaint-triage", "credit-memo"


@dataclass
class Moment:
    """An exchange at its point.

    Args:
        asked: The exchange as its reader sees it.
        gate: What holds it there.
        on: Lets it go on; harmless for a part that is gone.
        also: Exchanges that run beside it, of other people.
    """

    asked: Asked
    gate: str
    on: Callable[[], None]
    also: tuple[Asked, ...] = ()

    @property
    def is_job(self) -> bool:
        """Whether the worker answers it, and its reader looks at its page."""
        return "queued" in self.asked.names


@dataclass(frozen=True)
class People:
    """Who is signed in."""

    anna: StaffClient
    ben: StaffClient


Reaching = Callable[[FaultyHouse, People], contextlib.AbstractContextManager[Moment]]


@contextlib.contextmanager
def received(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """`request.received` is on its way to the log."""
    house.hold("ledger")
    asked = Asked(people.anna, STREAMED, LETTER)
    asked.reach("opened")
    yield Moment(asked, "ledger", lambda: house.let_go("ledger"))


@contextlib.contextmanager
def masking(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The text is at the masker."""
    house.hold("masker")
    asked = Asked(people.anna, STREAMED, LETTER)
    asked.reach("stage pseudonymise")
    yield Moment(asked, "masker", lambda: house.let_go("masker"))


@contextlib.contextmanager
def masked(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The text is masked; the record of it is on its way to the log."""
    house.hold("masker")
    asked = Asked(people.anna, STREAMED, LETTER)
    asked.reach("stage pseudonymise")
    house.hold("ledger")
    house.let_go("masker")
    yield Moment(asked, "ledger", lambda: house.let_go("ledger"))


@contextlib.contextmanager
def intended(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The intent is on disk; the request is at the engine, which has not begun."""
    house.hold("engine")
    asked = Asked(people.anna, STREAMED, LETTER)
    asked.reach("stage generate")
    house.await_record("exchange.intended", asked.exchange)
    yield Moment(asked, "engine", lambda: house.let_go("engine"))


@contextlib.contextmanager
def queued(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The request is in the model's line, behind another person's."""
    house.hold("engine")
    before = Asked(people.ben, STREAMED, LETTER)
    before.reach("stage generate")
    house.await_record("exchange.intended", before.exchange)
    asked = Asked(people.anna, STREAMED, LETTER)
    asked.reach("stage generate")
    house.await_record("exchange.intended", asked.exchange)
    yield Moment(asked, "engine", lambda: house.let_go("engine"), (before,))


@contextlib.contextmanager
def generating(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The model is at work, and nothing of the answer is shown yet."""
    with intended(house, people) as moment:
        house.let_go("engine")
        yield moment


def _streaming(windows: int) -> Reaching:
    @contextlib.contextmanager
    def reach(house: FaultyHouse, people: People) -> Iterator[Moment]:
        asked = Asked(people.anna, STREAMED, LETTER)
        asked.reach("piece", times=windows)
        house.hold("masker")
        yield Moment(asked, "masker", lambda: house.let_go("masker"))

    return reach


@contextlib.contextmanager
def guarding(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The whole draft is there; the masker is asked whom it names."""
    asked = Asked(people.anna, SORTED, LETTER)
    asked.reach("stage generate")
    house.hold("masker")
    asked.reach("stage guard")
    yield Moment(asked, "masker", lambda: house.let_go("masker"))


@contextlib.contextmanager
def holding(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The answer is to be held: its row is written, its record on its way."""
    asked = Asked(people.anna, HELD, APPLICATION)
    asked.reach("stage generate")
    with house.database_held() as let_go:
        asked.reach("stage gate")
        house.await_record("draft.gated", asked.exchange)
        house.hold("ledger")
        let_go()
        yield Moment(asked, "ledger", lambda: house.let_go("ledger"))


@contextlib.contextmanager
def gating(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The draft is looked at; the record of that is on its way to the log."""
    with guarding(house, people) as moment:
        house.hold("ledger")
        house.let_go("masker")
        yield Moment(moment.asked, "ledger", lambda: house.let_go("ledger"))


@contextlib.contextmanager
def releasing(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The people are back; the record of the release is on its way to the log."""
    asked = Asked(people.anna, SORTED, LETTER)
    asked.reach("stage generate")
    with house.database_held() as let_go:
        asked.reach("stage respond")
        house.hold("ledger")
        let_go()
        house.await_draft(asked.exchange)
        yield Moment(asked, "ledger", lambda: house.let_go("ledger"))


@contextlib.contextmanager
def released(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The release is on disk; the row does not say so yet and nothing has left."""
    with releasing(house, people) as moment, house.database_held() as let_go:
        house.let_go("ledger")
        house.await_record("exchange.released", moment.asked.exchange)
        yield Moment(moment.asked, "database", let_go)


@contextlib.contextmanager
def line_joined(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """A long text is in line; the worker has not looked yet."""
    house.hold("worker")
    asked = Asked(people.anna, STREAMED, LONG)
    asked.reach("queued")
    yield Moment(asked, "worker", lambda: house.let_go("worker"))


@contextlib.contextmanager
def job_picked(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The worker has begun; the masker puts the people back for it."""
    house.hold("worker")
    asked = Asked(people.anna, STREAMED, LONG)
    asked.reach("queued")
    house.hold("masker")
    house.let_go("worker")
    house.await_record("job.started", asked.exchange)
    yield Moment(asked, "masker", lambda: house.let_go("masker"))


@contextlib.contextmanager
def job_midway(house: FaultyHouse, people: People) -> Iterator[Moment]:
    """The worker's exchange is at the engine."""
    house.hold("engine")
    asked = Asked(people.anna, STREAMED, LONG)
    asked.reach("queued")
    house.await_record("exchange.intended", asked.exchange)
    yield Moment(asked, "engine", lambda: house.let_go("engine"))


_ALL = ("web", "masker", "engine", "ledger")
_LATE = ("web", "masker", "ledger")
_JOB = ("worker", "masker", "engine", "ledger")
# Each point: how it is reached, and the parts that an exchange there still needs.
POINTS: dict[str, tuple[Reaching, tuple[str, ...]]] = {
    "received": (received, _ALL),
    "masking": (masking, _ALL),
    "masked": (masked, _ALL),
    "intended": (intended, _ALL),
    "queued": (queued, _ALL),
    "generating": (generating, _ALL),
    "first words": (_streaming(1), _ALL),
    "streaming": (_streaming(3), _ALL),
    "guarding": (guarding, _LATE),
    "holding": (holding, _LATE),
    "gating": (gating, _LATE),
    "releasing": (releasing, _LATE),
    "released": (released, _LATE),
    "in line": (line_joined, _JOB),
    "job picked": (job_picked, _JOB),
    "job midway": (job_midway, _JOB),
}
