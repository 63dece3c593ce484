"""The clients of the measurement: people at terminals who wait for each answer."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from appliance.commands.client import StaffClient
from appliance.demo.accounts import ACCOUNTS
from appliance.demo.site import DemoSite
from appliance.errors import ApplianceError

PURPOSE = "reply-draft"
# As many as one person may have under way at once (web/live.py).
OF_PERSON = 4
_LOGINS = tuple(a.login for a in ACCOUNTS if "customer-desk" in a.groups)
MOST = OF_PERSON * len(_LOGINS)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that a client got.

    Args:
        exchange: Its id.
        first_s: From asking to its first words on the page.
        whole_s: From asking to its end.
    """

    exchange: str
    first_s: float
    whole_s: float


class Clients:
    """So many people who ask one letter after another; a context that signs them out.

    Args:
        count: How many, `MOST` at most.
    """

    def __init__(self, site: DemoSite, count: int) -> None:
        self._open = contextlib.ExitStack()
        self._pool = self._open.enter_context(
            ThreadPoolExecutor(count, thread_name_prefix="client")
        )
        self._people = [
            self._open.enter_context(StaffClient(site.front.url, site.ca))
            for _ in range(count)
        ]
        for number, person in enumerate(self._people):
            person.sign_in(_LOGINS[number // OF_PERSON], site.password)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._open.close()

    def ask(
        self, letters: Sequence[str], told: Callable[[int], None]
    ) -> tuple[float, list[Answered]]:
        """Have all letters answered; whoever has an answer asks for the next.

        Args:
            told: Told how many are answered.

        Returns:
            Seconds from the first request to the last answer, and the answers.

        Raises:
            ApplianceError: A letter was not answered.
        """
        left = _Shared(letters)
        answers: list[Answered] = []

        def work(person: StaffClient) -> None:
            for letter in left:
                answers.append(_answer(person, letter))
                told(len(answers))

        began = time.perf_counter()
        try:
            for done in [self._pool.submit(work, one) for one in self._people]:
                done.result()
        finally:
            left.stop()
        return time.perf_counter() - began, answers


def _answer(person: StaffClient, letter: str) -> Answered:
    began = time.perf_counter()
    first_s, last = 0.0, None
    for event in person.ask(PURPOSE, letter):
        if event.name == "piece" and not first_s:
            first_s = time.perf_counter() - began
        last = event
    if last is None or last.name != "released":
        told = last.body if last is not None else {}
        why = told.get("message") or "; ".join(told.get("reasons", ()))
        ended = last.name if last is not None else "nothing"
        raise ApplianceError(f"a letter was not answered but {ended}: {why}")
    whole_s = time.perf_counter() - began
    return Answered(str(last.body["exchange"]), first_s or whole_s, whole_s)


class _Shared:
    """Letters that several threads take one by one."""

    def __init__(self, letters: Sequence[str]) -> None:
        self._left = iter(letters)
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[str]:
        while True:
            with self._lock:
                letter = next(self._left, None)
            if letter is None:
                return
            yield letter

    def stop(self) -> None:
        """Give no more: one of those who take has failed."""
        with self._lock:
            self._left = iter(())
