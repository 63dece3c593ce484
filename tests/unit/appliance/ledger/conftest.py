"""A log's folder, its key, and writers that are closed when the test ends."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from appliance.ledger.clocks import Clocks
from appliance.ledger.writer import LedgerWriter
from appliance.release.desk import Desk
from appliance.settings import Settings
from tests.unit.appliance.ledger.ledger_house import SIGNER, settings_of, verbs_with

START = datetime(2026, 11, 21, 2, 26, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "ledger"


@pytest.fixture
def clocks() -> Clocks:
    """Clocks that tick a second for each record."""
    ticks, boots = count(), count()
    return Clocks(
        now=lambda: START + timedelta(seconds=next(ticks)),
        mono_us=lambda: next(boots) * 1_000_000,
        boot="ab" * 16,
    )


@pytest.fixture
def open_writer(folder: Path, clocks: Clocks) -> Iterator[Callable[..., LedgerWriter]]:
    """Open the log; options go to the writer."""
    opened: list[LedgerWriter] = []

    def open_one(**options: Any) -> LedgerWriter:
        defaults = {
            "segment_bytes": 1_000_000,
            "version": "0.1.0",
            "retry_s": 0.01,
            "desk": lambda: Desk(needs_evaluation=True),
        }
        told = options.pop("clocks", clocks)
        writer = LedgerWriter(folder, SIGNER, told, **{**defaults, **options})
        opened.append(writer)
        return writer

    yield open_one
    for writer in opened:
        writer.close()


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    return settings_of(tmp_path)


@pytest.fixture
def verbs(open_writer: Callable[..., LedgerWriter], settings: Settings) -> Any:
    return verbs_with(open_writer(), settings)
