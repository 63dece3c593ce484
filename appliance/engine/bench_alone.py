"""The model alone, in a process of its own: what a whole appliance is measured beside.

The engine's running batch and nothing else: no socket, no seal, no record. Another
process says over a pipe what to do; when that process is gone, this one ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

import torch

from appliance.engine.bench_model import write_model
from appliance.engine.bench_shapes import SEED
from appliance.engine.bench_sides import batched
from appliance.engine.bench_work import Ask, Run
from appliance.engine.folder import check_folder
from appliance.engine.load import load_folder
from appliance.errors import ApplianceError

# Tokens below are control tokens in most vocabularies.
_FIRST_TOKEN = 16


def serve(pipe: Connection) -> None:
    """Do what is asked for until the other end is closed."""
    alone = Alone()
    verbs: dict[str, Callable[..., object]] = {
        "write": alone.write,
        "load": alone.load,
        "run": alone.run,
    }
    while True:
        try:
            verb, arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((True, verbs[verb](*arguments)))
        except ApplianceError as err:
            pipe.send((False, str(err)))


class Alone:
    """A model and nothing around it."""

    def __init__(self) -> None:
        self._run: Run | None = None
        self._tokens = 0

    def write(self, folder: Path, shape: str, like: Path) -> int:
        """Write a model folder (`bench_model.write_model`)."""
        return write_model(folder, shape, like)

    def load(self, folder: Path, threads: int, rows: int) -> None:
        """Load a model folder.

        Args:
            rows: How many answers are written at a time.

        Raises:
            SettingsError: It is no model folder.
        """
        torch.set_num_threads(threads)
        loaded = load_folder(check_folder(folder), device="cpu")
        self._tokens = len(loaded.tokenizer)
        self._run = batched(replace(loaded, ends=()), rows)

    def run(self, asks: Sequence[tuple[int, int]]) -> tuple[float, float]:
        """Read and write as much as answers took; in their order, so many at a time.

        Args:
            asks: Of each answer the tokens that were read and that were written.

        Returns:
            Seconds by the clock, and of processor time.
        """
        if self._run is None:
            raise ApplianceError("no model is loaded")
        random = Random(SEED)  # noqa: S311 # nosec B311 - prompts of a measurement
        found = self._run([self._ask(random, *ask) for ask in asks])
        return found.wall_s, found.cpu_s

    def _ask(self, random: Any, read: int, written: int) -> Ask:
        ids = (random.randrange(_FIRST_TOKEN, self._tokens) for _ in range(read))
        # The step in which an answer ends is one more, and gives no token.
        return Ask(tuple(ids), written + 1)
