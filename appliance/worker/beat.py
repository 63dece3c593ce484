"""Work that is done again and again beside the jobs, in a thread of its own.

What breaks is told and tried again after a pause. Work that is late, or that broke on a
fault nobody foresaw, is heard in the worker's health until it is done again.
"""

import logging
import threading
import time
from collections.abc import Callable

from appliance.errors import ApplianceError

log = logging.getLogger(__name__)

MAX_PAUSE_S = 60.0
# So late it is missing. A first look after an update is at a whole week.
_LATE_S = 600.0


class Beat(threading.Thread):
    """Does some work every so many seconds until it is stopped."""

    def __init__(
        self,
        name: str,
        work: Callable[[], float | None],
        *,
        every_s: float,
        late_s: float = _LATE_S,
    ) -> None:
        """Prepare; nothing is done before `start`.

        Args:
            work: What is done. If it gives a number of seconds, so long is the pause
                before the next time; if it raises, the pause doubles each time, up to
                a minute.
            late_s: Done so much later than it was due, it is not well. Infinite where a
                model is asked: how long it takes and that it breaks is for the model's
                health to tell.
        """
        super().__init__(name=name)
        self._work = work
        self._every_s = every_s
        self._over = threading.Event()
        self._late_s = late_s
        self._due_s = time.monotonic()
        self._is_broken = False

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
            except Exception as err:  # noqa: BLE001 - the thread goes on, see below
                # The one place where an unforeseen fault of such work is caught: it
                # would end the thread, and Python would print its text, which may be a
                # person's. Only its class is told.
                log.error("%s: unforeseen %s", self.name, type(err).__name__)
                self._is_broken = True
                pause_s = MAX_PAUSE_S
            else:
                after_fault_s = self._every_s
                pause_s = self._every_s if asked_s is None else asked_s
                self._due_s = time.monotonic() + pause_s
                self._is_broken = False
            self._over.wait(pause_s)

    def is_well(self) -> bool:
        """Tell whether the work is done, in time and without a fault unforeseen."""
        late_s = time.monotonic() - self._due_s
        return self.is_alive() and not self._is_broken and late_s < self._late_s

    def stop(self) -> None:
        """End after the work that is being done, and wait for that."""
        self._over.set()
        if self.is_alive():
            self.join()
