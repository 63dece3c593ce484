"""The daily check of the log, on the real ledger process and its real files."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from appliance.domain.ports.ledger import Entry
from appliance.errors import LedgerError, SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.settings import load_settings
from appliance.worker.verify import LogCheck, read_log_check

ROOT = Path(__file__).parents[2]
LEDGER = (
    "import sys; from pathlib import Path; from appliance.ledger.server import serve; "
    "from appliance.settings import load_settings; serve(load_settings(Path(sys.argv[1])))"
)


class Log:
    """A ledger process that can be stopped, changed behind its back and started."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.settings = load_settings(config)
        self.files = self.settings.paths.state / "ledger"
        self.client = LedgerClient(self.settings)
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", LEDGER, self.config], cwd=ROOT
        )
        pause = threading.Event()
        for _ in range(600):
            if self.settings.paths.socket("ledger").exists():
                return
            pause.wait(0.05)
        raise AssertionError("the ledger did not start")

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(30)

    def append(self, number: int) -> None:
        for n in range(number):
            entry = Entry(RecordKind.JOB_QUEUED, None, None, None, {"n": n})
            self.client.append(entry, durable=True)

    def check(self) -> LogCheck:
        return read_log_check(self.settings.paths)

    def verified(self) -> int:
        records = self.client.read(0, self.client.size())
        return [r["kind"] for r in records].count("ledger.verified")


@pytest.fixture
def log(settings_file: Callable[[str], Path]) -> Iterator[Log]:
    started = Log(settings_file("sqlite:////nowhere"))
    yield started
    if started.process.poll() is None:
        started.stop()


class Altered:
    """A log whose export was changed on the way."""

    def __init__(self, client: LedgerClient, change: Callable[[bytes], bytes]) -> None:
        self._client, self._change = client, change

    def checkpoint(self) -> bytes:
        return self._client.checkpoint()

    def of_exchange(self, exchange: str) -> list[dict[str, object]]:
        raise AssertionError(f"not asked for {exchange}")

    def export(self) -> Iterator[bytes]:
        yield self._change(b"".join(self._client.export()))


def test_a_whole_log_verifies_and_the_checkpoint_is_kept(log: Log) -> None:
    log.append(5)
    found = log.check().run(log.client, log.client)
    assert found == {"records": 6, "compared": 1}
    assert log.check().run(log.client, log.client) == {"records": 7, "compared": 2}
    assert log.verified() == 2
    assert (log.settings.paths.state / "web" / "verified-checkpoint").read_bytes()


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "one figure": lambda raw: raw.replace(b'"n":3', b'"n":4'),
    "one line less": lambda raw: b"\n".join(raw.split(b"\n")[:3] + raw.split(b"\n")[4:]),
    "two lines swapped": lambda raw: b"\n".join([*raw.split(b"\n")[:2], raw.split(b"\n")[3], raw.split(b"\n")[2], *raw.split(b"\n")[4:]]),
    "cut short": lambda raw: raw[: len(raw) // 2],
    "nothing": lambda _: b"",
    "garbage": lambda _: b"\xff\x00" * 100,
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_export_does_not_verify_and_leaves_no_record(
    log: Log, name: str
) -> None:
    log.append(5)
    with pytest.raises(LedgerError, match="the log does not verify"):
        log.check().run(Altered(log.client, CHANGES[name]), log.client)
    assert log.verified() == 0
    assert not (log.settings.paths.state / "web" / "verified-checkpoint").exists()


def test_an_export_of_less_than_everything_does_not_count(log: Log) -> None:
    log.append(3)

    class Partly(Altered):
        def export(self) -> Iterator[bytes]:
            return log.client.export(exchange="e" * 32)

    with pytest.raises(LedgerError, match="covers 0 of 4 records"):
        log.check().run(Partly(log.client, bytes), log.client)


def test_a_log_that_was_cut_back_and_went_on_is_noticed(
    log: Log, tmp_path: Path
) -> None:
    log.append(2)
    log.stop()
    shutil.copytree(log.files, tmp_path / "older")
    log.start()
    log.append(4)
    log.check().run(log.client, log.client)
    log.stop()
    shutil.rmtree(log.files)
    shutil.copytree(tmp_path / "older", log.files)
    log.start()
    # Shorter than what was verified, and later longer with other records: both signed.
    with pytest.raises(LedgerError, match="the log does not verify"):
        log.check().run(log.client, log.client)
    log.append(20)
    with pytest.raises(LedgerError, match="were rewritten"):
        log.check().run(log.client, log.client)
    assert log.verified() == 0


def test_a_log_started_anew_under_the_same_key_is_noticed(log: Log) -> None:
    log.append(2)
    log.check().run(log.client, log.client)
    log.stop()
    shutil.rmtree(log.files)
    log.files.mkdir()
    log.start()
    log.append(9)
    with pytest.raises(LedgerError, match="were rewritten"):
        log.check().run(log.client, log.client)


def test_a_ledger_that_is_down_is_a_ledger_error(log: Log) -> None:
    log.stop()
    with pytest.raises(LedgerError):
        log.check().run(log.client, log.client)


@pytest.mark.parametrize("content", [None, b"", b"not a key\n", b"\xff"])
def test_without_the_public_key_the_worker_does_not_start(
    log: Log, content: bytes | None
) -> None:
    path = log.settings.paths.keys / "public" / "log.vkey"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"log\.vkey"):
        log.check()
