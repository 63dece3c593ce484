"""A real engine process that runs out of memory in the middle of an exchange."""

import re
import resource
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance import pipeline
from appliance.domain.ports.wired import Ports
from appliance.errors import EngineError
from appliance.ledger.client import LedgerClient
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedPurposes,
    RecordingWatch,
    make_exchange,
    ports,
)
from tests.unit.appliance.engine.house import House, house
from tests.unit.appliance.engine.tiny_model import make_folder, write_manifest

SHORT, LONG = "xq " * 20, "xq " * 1_400
# Keys and values take 24 KiB a token: 100 MiB for the long text, whose tokens are its
# bytes, and some 7 for the short one.
SPARE_BYTES = 16 << 20


def make_model(folder: Path) -> str:
    return write_manifest(
        make_folder(
            folder, family="phi", hidden=512, layers=6, context=8192, endless=True
        )
    )


@pytest.fixture
def built() -> Iterator[House]:
    with house(make_model) as made:
        made.start()
        yield made


def limit_memory(built: House, spare_bytes: int | None) -> None:
    """Hold the process to the memory it has and a little more, as prlimit(1) does.

    Its own memory, and not its addresses: of those the allocator holds a reserve.
    """
    assert built.process is not None
    pid = built.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
    most = hard
    if spare_bytes is not None:
        status = Path(f"/proc/{pid}/status").read_text()
        (now,) = re.findall(r"^VmData:\s+(\d+) kB$", status, re.MULTILINE)
        most = int(now) * 1024 + spare_bytes
    resource.prlimit(pid, resource.RLIMIT_DATA, (most, hard))


@pytest.fixture
def wired(built: House) -> Iterator[Ports]:
    """The pipeline over the real engine and the real log."""
    ledger, clock = LedgerClient(built.settings), FixedClock(datetime.now(UTC))
    purposes = [
        replace(purpose, max_input_chars=10_000, max_output_tokens=4)
        for purpose in built.purposes.values()
    ]
    yield ports(
        clock=clock,
        ledger=ledger,
        engine=built.client,
        masker=DictionaryMasker(clock=clock, key=built.seal_key),
        purposes=ListedPurposes(*purposes),
    )
    ledger.close()


def kinds_of(built: House, exchange: str) -> list[str]:
    return [r["kind"] for r in built.records() if r["exchange"] == exchange]


def test_a_text_that_memory_cannot_hold_fails_alone_and_is_recorded(
    built: House, wired: Ports
) -> None:
    ids = [letter * 32 for letter in "abcd"]
    asked = [
        make_exchange(text, id=id_, case=id_)
        for id_, text in zip(ids, (SHORT, LONG, SHORT, LONG), strict=True)
    ]
    pipeline.run(asked[0], wired, RecordingWatch())
    limit_memory(built, SPARE_BYTES)
    with pytest.raises(EngineError, match=r"^the model failed: (Runtime|Memory)Error$"):
        pipeline.run(asked[1], wired, RecordingWatch())
    (failed,) = [r for r in built.records() if r["kind"] == "exchange.failed"]
    assert (failed["exchange"], failed["body"]["error"]) == (ids[1], "EngineError")
    # The same process goes on, and memory is still as tight.
    pipeline.run(asked[2], wired, RecordingWatch())
    assert built.client.health()["ok"]
    # It was the memory: with more of it the same text is answered.
    limit_memory(built, None)
    pipeline.run(asked[3], wired, RecordingWatch())
    for id_ in (ids[0], ids[2], ids[3]):
        assert "draft.generated" in kinds_of(built, id_)
    assert built.process is not None
    assert built.process.poll() is None
    assert "xq" not in built.log()
