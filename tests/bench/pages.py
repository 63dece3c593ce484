"""Asks for pages at a steady rate, and says how long each took from when it was due.

Open loop: a request that waits delays none after it, and a stall is felt by each who
was due in it, as it is by people (no coordinated omission).
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

from tests.bench.crowd import Tab, desk_of, follow, letter, open_tabs
from tests.bench.visitor import Visitor
from tests.stack import Stack

# What people and monitors ask for besides answers, and who asks. ANSWER is the page of
# an exchange that has ended.
PAGES = (
    ("staff", "/"),
    ("staff", "/new/reply-draft"),
    ("staff", "/history"),
    ("staff", "ANSWER"),
    ("staff", "/session"),
    ("staff", "/health/ready"),
    ("staff", "/static/cloister.css"),
    ("staff", "/static/new.js"),
    ("reviewer", "/reviews"),
    ("auditor", "/records"),
)
READERS = {
    "staff": "anna.staff",
    "reviewer": "rita.reviewer",
    "auditor": "audrey.auditor",
}


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one page took.

    Args:
        path: Which.
        due_s: When it was due, from the beginning.
        took_s: From then to its last byte.
    """

    path: str
    due_s: float
    took_s: float


@contextlib.asynccontextmanager
async def open_pages(stack: Stack, *, room: int) -> "AsyncIterator[Pages]":
    """Sign in those who ask, and have one answer written for them to read.

    Args:
        room: As of `open_tabs`.
    """
    async with open_tabs(stack, list(READERS.values()), room=room) as tabs:
        told = await follow(tabs[0], letter(0))
        made = Pages(
            dict(zip(READERS, tabs, strict=True)), f"/exchanges/{told.exchange}", room
        )
        try:
            yield made
        finally:
            await made.close()


@dataclass(slots=True)
class Pages:
    """A steady flow of requests.

    Args:
        tabs: The tab of each role that asks.
        answer: The path of an answer of the staff's.
        room: Second number of the addresses they come from.
    """

    tabs: Mapping[str, Tab]
    answer: str
    room: int
    waits: list[Wait] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    _idle: dict[str, list[Visitor]] = field(default_factory=dict)
    _opened: list[Visitor] = field(default_factory=list)

    async def run(self, rate: float, over: Callable[[], bool]) -> None:
        """Ask until it is over, and wait for the last replies.

        Args:
            rate: Requests a second.
        """
        loop = asyncio.get_running_loop()
        began, asked = loop.time(), []
        for number, (role, path) in enumerate(cycle(PAGES)):
            due_s = number / rate
            await asyncio.sleep(max(0.0, began + due_s - loop.time()))
            if over():
                break
            asked.append(asyncio.create_task(self._ask(role, path, began, due_s)))
        await asyncio.gather(*asked)

    async def close(self) -> None:
        """Close its tabs."""
        for tab in self._opened:
            await tab.leave()

    async def _ask(self, role: str, path: str, began: float, due_s: float) -> None:
        idle = self._idle.setdefault(role, [])
        tab = idle.pop() if idle else self._another(self.tabs[role].visitor)
        try:
            reply = await tab.get(self.answer if path == "ANSWER" else path)
        except (ConnectionError, OSError) as err:
            self.faults[f"{path}: {type(err).__name__}"] += 1
            await tab.leave()
            return
        took_s = asyncio.get_running_loop().time() - began - due_s
        self.waits.append(Wait(path, due_s, took_s))
        if reply.status != 200:
            self.faults[f"{path}: {reply.status}"] += 1
        idle.append(tab)

    def _another(self, like: Visitor) -> Visitor:
        """Open another tab of the same session, at another desk."""
        # The first desks of the room are those of `open_pages`.
        address = desk_of(self.room, len(READERS) + len(self._opened))
        self._opened.append(Visitor(like.url, like.tls, address, like.cookies))
        return self._opened[-1]


def quantile(waits: Iterable[float], share: float) -> float:
    """Give the wait that this share of them did not exceed; 0 if there are none."""
    found: Sequence[float] = sorted(waits)
    return found[min(len(found) - 1, int(share * len(found)))] if found else 0.0
