"""One cell of the table: a point, a part, a fault, and all that must hold after it."""

import contextlib
import html
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from appliance.commands.client import AnsweredError, UnreachableError
from tests.faults.check import (
    await_ready,
    check_nothing_half_released,
    check_said,
    gather,
    post_page,
    verified_log,
)
from tests.faults.house import Asked, FaultyHouse, NotReachedError, until
from tests.faults.points import LETTER, POINTS, SORTED, STREAMED, Moment, People
from tests.stack import Stack

FAULTS = ("kill", "stop", "restart")
# The bounds of docs/failures.md, times what a busy machine may take.
TOLD_S = {"kill": 15.0, "stop": 30.0, "restart": 60.0}
READY_S = {"kill": 15.0, "stop": 30.0}
AGAIN_S = 30.0
JOB_ENDS_S = 120.0
TRIES = 4


@dataclass
class Outcome:
    """What came of one cell.

    Args:
        told_s: Seconds from the fault until the reader knew how it stands.
        ready_s: Seconds until the readiness page named the part, where it can.
        again_s: Seconds the next exchange took.
        end: How it ended for its reader.
        exchange: Its id.
    """

    told_s: float
    ready_s: float | None
    again_s: float
    end: str
    exchange: str


class Floor:
    """A stack with the people who work and audit there."""

    def __init__(self, stack: Stack, within: ExitStack) -> None:
        self.stack = stack
        self.house = FaultyHouse(stack)
        self.people = People(
            within.enter_context(stack.signed_in("anna.staff")),
            within.enter_context(stack.signed_in("ben.staff")),
        )
        self.auditor = within.enter_context(stack.signed_in("audrey.auditor"))

    def run(self, point: str, part: str, fault: str) -> Outcome:
        """Run one cell; an exchange that was past its point is asked again.

        Raises:
            AssertionError: Something that must hold does not.
            NotReachedError: The point was missed each time.
        """
        for turn in range(TRIES):
            try:
                return self._run(point, part, fault)
            except NotReachedError:
                if turn == TRIES - 1:
                    raise
            finally:
                self.house.let_all_go()
        raise AssertionError("unreachable")

    def ask_again(self) -> float:
        """Ask until an answer comes as if nothing had been; says how long that took."""
        began = time.monotonic()
        while True:
            try:
                names = [e.name for e in self.people.anna.ask(STREAMED, LETTER)]
            except (AnsweredError, UnreachableError) as err:
                names = [str(err)]
            took = time.monotonic() - began
            if names[-1] == "released":
                return took
            assert took < AGAIN_S, names

    @contextlib.contextmanager
    def quick_clean_up(self) -> Iterator[None]:
        """Have the worker end at once what was left open, while nothing else goes on."""
        site, usual = self.stack.supervisor.site, self.stack.settings.worker
        site.write_settings(worker={"left_open_after_s": 1, "clean_up_every_s": 1})
        try:
            self.stack.restart("worker")
            yield
        finally:
            site.write_settings(
                worker={
                    "left_open_after_s": usual.left_open_after_s,
                    "clean_up_every_s": usual.clean_up_every_s,
                }
            )
            self.stack.restart("worker")

    def cut_short(
        self, part: str, approve: Callable[[], object], exchange: str
    ) -> None:
        """Kill a part between the verdict and the end that it brings, or close by."""

        def try_to() -> None:
            with contextlib.suppress(AnsweredError, UnreachableError):
                approve()

        approving = threading.Thread(target=try_to)
        approving.start()
        try:
            self.house.await_record("review.approved", exchange)
            self.house.kill(part)
        finally:
            self.house.let_all_go()
            approving.join()

    def _run(self, point: str, part: str, fault: str) -> Outcome:
        reach, _ = POINTS[point]
        ready_s = None
        with reach(self.house, self.people) as moment:
            if moment.asked.is_over and not moment.is_job:
                raise NotReachedError(f"{point}: the exchange was over before")
            began = time.monotonic()
            self._break(part, fault)
            if moment.gate != part:
                moment.on()
            # A web process that hangs answers nobody; its reader notices.
            if fault != "restart" and (part, fault) != ("web", "stop"):
                ready_s = await_ready(self.stack, part, READY_S[fault])
                self._check_page(part)
            told_s = self._told(moment, began, fault)
            self._mend(part, fault)
        again_s = self.ask_again()
        end = self._end(moment)
        self._check(moment)
        return Outcome(told_s, ready_s, again_s, end, moment.asked.exchange)

    def _break(self, part: str, fault: str) -> None:
        match fault:
            case "kill":
                self.house.kill(part)
            case "stop":
                self.house.hold(part)
            case "restart":
                # What is held would not end; what holds the exchange goes on first.
                self.house.end(part)

    def _mend(self, part: str, fault: str) -> None:
        if fault == "stop":
            self.house.let_go(part)
        else:
            self.house.restart(part)

    def _told(self, moment: Moment, began: float, fault: str) -> float:
        """Wait until every reader knows how it stands; says when the first did."""
        for asked in (moment.asked, *moment.also):
            left = began + TOLD_S[fault] - time.monotonic()
            assert asked.join(left), asked.names
        if not moment.is_job:
            return moment.asked.ended_at - began
        until(lambda: self._job_told(moment.asked), "a word", seconds=TOLD_S[fault])
        return time.monotonic() - began

    def _job_told(self, asked: Asked) -> bool:
        shown = self.people.anna.exchange(asked.exchange)
        return bool(shown["reasons"]) or shown["state"] == "released"

    def _end(self, moment: Moment) -> str:
        asked = moment.asked
        if moment.is_job:
            states = {"released", "failed", "refused"}
            until(
                lambda: self.people.anna.exchange(asked.exchange)["state"] in states,
                "the end of a job",
                seconds=JOB_ENDS_S,
            )
            return str(self.people.anna.exchange(asked.exchange)["state"])
        return asked.events[-1].name if asked.has_last else "cut off"

    def _check(self, moment: Moment) -> None:
        readers = (self.people.anna, self.people.ben)
        for asked, reader in zip((moment.asked, *moment.also), readers, strict=False):
            check_said(asked)
            check_nothing_half_released(gather(asked, reader, self.auditor))
        verified_log(self.stack, self.auditor)

    def _check_page(self, part: str) -> None:
        """Check what a page without scripts says meanwhile, and that it keeps words."""
        if part == "worker":
            return
        page = post_page(self.people.ben, SORTED, LETTER, signed=part != "web")
        if part == "engine":
            # The text waits for the model, and the page that it leads to says so.
            assert page.status_code == 303, page.status_code
            waits = self.people.ben.exchange(page.headers["Location"].split("/")[-1])
            assert "Your text is kept" in waits["reasons"][0], waits["state"]
            return
        assert page.status_code in {502, 503}, page.status_code
        said = re.search(r'role="alert"[^>]*>(.*?)</p>', page.text, re.DOTALL)
        assert said, page.text[:500]
        if part != "web":
            kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)
            assert kept, page.text[:500]
            assert html.unescape(kept.group(1)) == LETTER
