"""One generation on its way: what is to be done, for whom, and what became of it."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, Protocol, TypeVar

from appliance.domain.answer import Waiting
from appliance.engine.written import Ended, Halt, Tell, Written
from appliance.errors import ApplianceError, EngineError

W = TypeVar("W")
_W_contra = TypeVar("_W_contra", contravariant=True)
Heard = Waiting | Written | ApplianceError


class Priority(IntEnum):
    """Who comes first."""

    STAFF = 0
    JOB = 1
    EXPLANATION = 2
    # Begins only while the model does nothing, and ends when somebody else comes.
    SHADOW = 3


class Steps(Protocol[_W_contra]):
    """What the line drives: the running batch."""

    @property
    def max_rows(self) -> int:
        """How many may run at a time."""
        ...

    def fits(self, work: _W_contra) -> bool:
        """Tell whether some work can begin now; any can when nothing runs."""
        ...

    def begin(self, work: _W_contra, halt: Halt, tell: Tell) -> None:
        """Begin some work; the last thing it tells is `Ended` or an error."""
        ...

    def step(self) -> None:
        """Go on with all of it by a token."""
        ...


@dataclass(slots=True, eq=False)
class Job(Generic[W]):
    """One generation on its way through the line.

    Args:
        exchange: The exchange it is for.
        work: What the batch is to do.
        deadline_s: How long it may run once it has begun.
        priority: Who comes first.
        beside: It takes no place of an answer: it is done between their pieces.
        heard: Told what becomes of it as it happens; `Waiting(0)` when it begins.
        ousted: The engine ends, and nobody asked this one to.
    """

    exchange: str
    work: W
    deadline_s: float
    priority: Priority = Priority.STAFF
    beside: bool = False
    heard: Callable[[Heard], None] = lambda _: None
    since_s: float = 0.0  # time.monotonic, when it came into the line
    begun_at_s: float = 0.0  # the same, when it began
    waited: bool = False
    over: bool = False
    ousted: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    results: queue.SimpleQueue[Heard] = field(default_factory=queue.SimpleQueue)

    def tell_place(self, before: int) -> None:
        """Tell how many must end before it begins."""
        self.waited = True
        self.results.put(Waiting(before))

    def begin(self) -> None:
        """Let its time run."""
        self.begun_at_s = time.monotonic()
        self.heard(Waiting(0))
        if self.waited:
            self.tell_place(0)

    def oust(self) -> None:
        """Have it end as the engine does: what it wrote so far is no answer.

        Whoever has stopped it already hears that it was stopped.
        """
        self.ousted = not self.stopped.is_set()
        self.stopped.set()

    def tell(self, item: Written | ApplianceError) -> None:
        """Tell what became of it."""
        if self.ousted and isinstance(item, Ended) and item.reason == "cancelled":
            item = EngineError("the engine is stopping")
        self.over = self.over or isinstance(item, Ended | ApplianceError)
        self.heard(item)
        self.results.put(item)

    def halt(self) -> str:
        """Say why to end now, or nothing."""
        if self.stopped.is_set():
            return "cancelled"
        late = time.monotonic() > self.begun_at_s + self.deadline_s
        return "deadline" if late else ""
