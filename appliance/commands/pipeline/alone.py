"""The bare model in a process of its own, as the measurement sees it."""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from appliance.demo.supervisor import NICENESS
from appliance.errors import ApplianceError

# Far longer than any round; only a process that hangs takes it.
_MOST_S = 1_800.0
_GRACE_S = 5.0


class ModelAlone:
    """A process with the model and nothing around it; a context that leaves none.

    Args:
        place: A folder for what the model libraries put down.
    """

    def __init__(self, place: Path) -> None:
        # Spawned: a fork of a process with threads may hang.
        fresh = multiprocessing.get_context("spawn")
        self._pipe, theirs = fresh.Pipe()
        self._process = fresh.Process(target=_serve, args=(theirs, place), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.join(_GRACE_S if kind is None else 0.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(_GRACE_S)

    def write(self, folder: Path, shape: str, like: Path) -> int:
        """Write a model folder; gives the number of its parameters."""
        return int(self._ask("write", folder, shape, like))

    def load(self, folder: Path, threads: int, rows: int) -> None:
        """Load a model folder, for so many answers at a time."""
        self._ask("load", folder, threads, rows)

    def run(self, asks: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Do the model's work of answers; seconds by the clock and of the processor.

        Args:
            asks: Of each answer the tokens that were read and that were written.
        """
        wall_s, cpu_s = self._ask("run", list(asks))
        return float(wall_s), float(cpu_s)

    def _ask(self, verb: str, *arguments: object) -> Any:
        try:
            self._pipe.send((verb, arguments))
            if not self._pipe.poll(_MOST_S):
                raise ApplianceError("the bare model does not answer")
            done, found = self._pipe.recv()
        except (EOFError, OSError):
            raise ApplianceError("the bare model's process has ended") from None
        if not done:
            raise ApplianceError(str(found))
        return found


def _serve(pipe: Connection, place: Path) -> None:
    # Ctrl-C is for the process that asks; this one ends when it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS["engine"])
    # What the model libraries put down goes with the place, also where a process that
    # loaded them before has told its children another.
    os.environ["TMPDIR"] = tempfile.tempdir = str(place)
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(place / "inductor")
    # Here and not above: no other process of a command may load torch.
    from appliance.engine.bench_alone import serve  # noqa: PLC0415

    serve(pipe)
