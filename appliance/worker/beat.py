"""Work that is done again and again beside the jobs, in a thread of its own.

What breaks is told and tried again after a pause; a fault nobody foresaw ends the
thread, and then the worker's health says so.
"""

import logging
import threading
import time
from collections.abc import Callable

from appliance.errors import ApplianceError

log = logging.getLogger(__name__)

MAX_PAUSE_S = 60.0


class Beat(threading.Thread):
    """Does some work every so many seconds until it is stopped."""

    def __init__(
        self, name: str, work: Callable[[], float | None], *, every_s: float
    ) -> None:
        """Prepare; nothing is done before `start`.

        Args:
            work: What is done. If it gives a number of seconds, so long is the pause
                before the next time; if it raises, the pause doubles each time, up to
                a minute.
        """
        super().__init__(name=name)
        self._work = work
        self._every_s = every_s
        self._over = threading.Event()
        self._done_s = time.monotonic()

    def run(self) -> None:
        """Work until stopped."""
        after_fault_s = self._every_s
        while not self._over.is_set():
            try:
                asked_s = self._work()
            except ApplianceError as err:
                log.warning("%s: %s: %s", self.name, type(err).__name__, err)
                after_fault_s = min(MAX_PAUSE_S, 2 * after_fault_s)
                pause_s = after_fault_s
            else:
                self._done_s = time.monotonic()
                after_fault_s = self._every_s
                pause_s = self._every_s if asked_s is None else asked_s
            self._over.wait(pause_s)

    def silent_s(self) -> float:
        """Tell how long ago the work was done without a fault; for ever if dead."""
        if not self.is_alive():
            return float("inf")
        return time.monotonic() - self._done_s

    def stop(self) -> None:
        """End after the work that is being done, and wait for that."""
        self._over.set()
        if self.is_alive():
            self.join()
