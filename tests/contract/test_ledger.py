"""The ledger's process, real: its socket, its crashes, its rivals; and the fake beside."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.ports.ledger import Entry, Ledger
from appliance.errors import LedgerAwayError, LedgerError, PeerError, WireError
from appliance.kinds import RecordKind
from appliance.ledger.client import LedgerClient
from appliance.wire.peers import Peer, account_of
from audit.checkpoint import open_checkpoint
from audit.errors import IncompleteError
from audit.livelog import examine_log
from audit.verify import examine_export
from tests.contract.ledger_process import (
    FAILED,
    HELD,
    INTENDED,
    RECEIVED,
    RELEASED,
    ROOT,
    LedgerProcess,
    entry,
)
from tests.fakes import MemoryLedger


@pytest.fixture
def ledger() -> Iterator[LedgerProcess]:
    # Not pytest's own folder: a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="ledger-"))
    made = LedgerProcess(folder)
    yield made
    for client in made.opened:
        client.close()
    if made.process is not None:
        made.end(signal.SIGKILL)
    shutil.rmtree(folder)


@pytest.fixture(params=["memory", "process"])
def port(request: pytest.FixtureRequest) -> Ledger:
    """The port, once as the fake of the unit tests and once as the real one."""
    if request.param == "memory":
        return MemoryLedger()
    process: LedgerProcess = request.getfixturevalue("ledger")
    return process.start().client()


def kinds(ledger: LedgerProcess) -> list[str]:
    found: list[str] = []
    examine_log(
        ledger.log,
        ledger.key,
        on_line=lambda _, r, __: found.append(r.kind if r else ""),
    )
    return found


class TestEveryLedger:
    def test_records_are_numbered_in_order(self, port: Ledger) -> None:
        seqs = [port.append(entry(n=n), durable=n % 2 == 0).seq for n in range(6)]
        assert seqs == list(range(seqs[0], seqs[0] + 6))

    def test_a_receipt_names_a_leaf_of_its_own(self, port: Ledger) -> None:
        leaves = {port.append(entry(n=1)).leaf for _ in range(4)}
        assert len(leaves) == 4
        assert all(len(leaf) == 64 for leaf in leaves)

    @pytest.mark.parametrize("value", [0.5, 2**53, float("nan"), b"octets"])
    def test_a_body_outside_the_profile_is_refused(
        self, port: Ledger, value: Any
    ) -> None:
        with pytest.raises(LedgerError):
            port.append(entry(value=value), durable=True)

    def test_a_refused_record_leaves_no_gap(self, port: Ledger) -> None:
        first = port.append(entry())
        with pytest.raises(LedgerError):
            port.append(entry(value=0.5))
        assert port.append(entry()).seq == first.seq + 1


def test_a_durable_record_is_on_disk_and_sealed(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    client.append(entry(RECEIVED))
    client.append(entry(INTENDED), durable=True)
    assert kinds(ledger) == ["ledger.started", RECEIVED, INTENDED]
    checkpoint = open_checkpoint(client.checkpoint(), ledger.key)
    assert checkpoint.size == client.size() == 3


def test_a_clean_stop_is_recorded_and_everything_is_kept(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    for number in range(20):
        client.append(entry(n=number))
    assert ledger.end() == 0
    assert kinds(ledger) == ["ledger.started", *[RECEIVED] * 20, "ledger.stopped"]
    assert not ledger.settings.paths.socket("ledger").exists()


def test_killed_between_records_it_keeps_what_it_acknowledged(
    ledger: LedgerProcess,
) -> None:
    acknowledged: list[int] = []
    for _ in range(4):
        client = ledger.start().client()
        stop = threading.Event()

        def work(client: LedgerClient = client, stop: threading.Event = stop) -> None:
            while not stop.is_set():
                try:
                    done = client.append(entry(RELEASED, None, n=1), durable=True)
                except LedgerError:
                    return
                acknowledged.append(done.seq)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        ledger.end(signal.SIGKILL)
        stop.set()
        for thread in threads:
            thread.join(20)
    ledger.start()
    ledger.end()
    found: dict[int, str] = {}
    examine_log(
        ledger.log,
        ledger.key,
        on_line=lambda seq, r, _: found.update({seq: r.kind if r else ""}),
    )
    assert len(acknowledged) > 20
    assert len(acknowledged) == len(set(acknowledged))
    assert {found[seq] for seq in acknowledged} == {str(RELEASED)}


def test_killed_with_records_in_memory_their_exchange_cannot_be_released(
    ledger: LedgerProcess,
) -> None:
    client = ledger.start().client()
    client.append(entry(RECEIVED, "lost"))
    ledger.end(signal.SIGKILL)
    ledger.start()
    with pytest.raises(LedgerError, match="may be lost"):
        client.append(entry(INTENDED, "lost"), durable=True)
    with pytest.raises(LedgerError, match="may be lost"):
        client.append(entry(RELEASED, "lost"), durable=True)
    client.append(entry(FAILED, "lost"), durable=True)
    client.append(entry(RELEASED, "another"), durable=True)
    assert RELEASED not in [record["kind"] for record in client.of_exchange("lost")]


def test_an_exchange_that_is_durable_goes_on_after_a_restart(
    ledger: LedgerProcess,
) -> None:
    client = ledger.start().client()
    client.append(entry(RECEIVED, "held"))
    client.append(entry(RecordKind.EXCHANGE_HELD, "held"), durable=True)
    ledger.end(signal.SIGKILL)
    ledger.start()
    client.append(entry(RELEASED, "held"), durable=True)
    assert [r["kind"] for r in client.of_exchange("held")] == [
        RECEIVED,
        RecordKind.EXCHANGE_HELD,
        RELEASED,
    ]


def test_a_second_process_is_refused(ledger: LedgerProcess) -> None:
    ledger.start()
    rival = ledger.spawn()
    _, told = rival.communicate(timeout=20)
    assert rival.returncode != 0
    assert b"another process writes this log" in told
    # The rival never got as far as the socket: the first one still answers.
    assert ledger.client().health()["ok"] is True


def test_64_threads_over_the_socket_write_one_chain(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    receipts: list[tuple[int, str]] = []

    def work(number: int) -> None:
        for turn in range(5):
            receipt = client.append(
                entry(HELD, f"e{number}", turn=turn), durable=turn == 4
            )
            receipts.append((receipt.seq, receipt.leaf))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(seq for seq, _ in receipts) == list(range(1, 321))
    assert len(kinds(ledger)) == 321


def test_a_full_disk_lets_nothing_out(ledger: LedgerProcess) -> None:
    """A limit on the size of files stands for a full disk: writes fall short, then fail."""
    client = ledger.start().client()
    client.append(entry(RELEASED, "before"), durable=True)
    assert ledger.process is not None
    size = max(p.stat().st_size for p in (ledger.log / "segments").iterdir())
    _limit_file_size(ledger.process.pid, size + 100)
    with pytest.raises(LedgerError, match="the log cannot be written"):
        client.append(entry(RELEASED, "during"), durable=True)
    with pytest.raises(LedgerError):
        client.health()
    _limit_file_size(ledger.process.pid, -1)
    _wait_until_well(client)
    client.append(entry(RELEASED, "after"), durable=True)
    assert [r["kind"] for r in client.of_exchange("during")] == []
    assert "ledger.recovered" in kinds(ledger)


def _limit_file_size(pid: int, size: int) -> None:
    import resource  # noqa: PLC0415 - for this test alone

    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, -1))


def _wait_until_well(client: LedgerClient) -> None:
    for _ in range(200):
        with contextlib.suppress(LedgerError):
            client.health()
            return
        time.sleep(0.05)
    pytest.fail("the ledger did not recover")


def test_a_removed_log_file_stops_all_answers(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    for path in (ledger.log / "segments").iterdir():
        path.unlink()
    with pytest.raises(LedgerError, match="was removed"):
        client.append(entry(RELEASED), durable=True)
    with pytest.raises(LedgerError):
        client.append(entry(RELEASED), durable=True)


def test_without_its_process_the_log_takes_nothing(ledger: LedgerProcess) -> None:
    client = ledger.client()
    calls: list[Callable[[], object]] = [
        lambda: client.append(entry()),
        lambda: client.alias("person-1"),
        lambda: client.read(0, 1),
        lambda: client.of_exchange("e1"),
        lambda: list(client.export()),
        client.size,
        client.health,
    ]
    for call in calls:
        with pytest.raises(LedgerError, match="cannot connect"):
            call()


def test_a_hung_process_lets_its_caller_go(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    assert ledger.process is not None
    ledger.process.send_signal(signal.SIGSTOP)
    with pytest.raises(LedgerAwayError, match="silent for"):
        client.append(entry(RELEASED), durable=True)
    ledger.process.send_signal(signal.SIGCONT)
    # What nobody waited for any more was not done: the exchange can still end.
    client.append(entry(RecordKind.EXCHANGE_FAILED), durable=True)
    assert RELEASED not in [record["kind"] for record in client.of_exchange("e1")]


def test_reads_cross_many_replies(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    for number in range(60):
        client.append(entry(RECEIVED, f"e{number % 3}", s="x" * 100_000, n=number))
    client.append(entry(RELEASED, "e0"), durable=True)
    records = client.read(1, 60)
    assert [record["body"]["n"] for record in records] == list(range(60))
    assert client.read(55, 100)[-1]["kind"] == RELEASED
    assert len(client.of_exchange("e1")) == 20


def test_an_actor_is_an_alias_in_the_log(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    client.append(entry(RELEASED), durable=True)
    (record,) = client.of_exchange("e1")
    assert record["actor"] == client.alias("person-1")
    assert "person-1" not in str(record)


def test_an_operator_is_named_as_the_kernel_knows_the_caller(
    ledger: LedgerProcess,
) -> None:
    client = ledger.start().client()
    client.append(Entry(RecordKind.LOG_EXPORTED, None, None, None, {}), durable=True)
    record = client.read(client.size() - 1, 1)[0]
    own = Peer(pid=os.getpid(), uid=os.geteuid(), gid=os.getegid())
    assert (record["actor"], record["body"]) == (None, {"operator": account_of(own)})
    words = {"operator": {"login": None, "user": "somebody"}}
    with pytest.raises(LedgerError, match="the ledger's own to say"):
        client.append(Entry(RecordKind.LOG_EXPORTED, None, None, None, words))


def test_exports_verify_with_the_key_on_paper_alone(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    for number in range(300):
        client.append(entry(RECEIVED, f"e{number % 7}", n=number))
    client.append(entry(RELEASED, "e0"), durable=True)
    whole = b"".join(client.export())
    report = examine_export(io.BytesIO(whole), ledger.key)
    assert (report.count, report.disclosed) == (302, 302)
    now = datetime.now(UTC)
    hour = b"".join(client.export(now - timedelta(hours=1), now + timedelta(hours=1)))
    assert examine_export(io.BytesIO(hour), ledger.key).count == 302
    early = b"".join(client.export(end=now - timedelta(hours=1)))
    assert examine_export(io.BytesIO(early), ledger.key).count == 0
    one = b"".join(client.export(exchange="e3"))
    report = examine_export(io.BytesIO(one), ledger.key)
    assert report.disclosed == 43
    assert report.withheld == report.count - 43 > 0


def test_an_export_without_a_zone_is_refused(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    with pytest.raises(LedgerError, match="a time has no zone"):
        list(client.export(datetime(2026, 1, 1)))  # noqa: DTZ001 - the fault under test


def test_a_tail_cut_off_with_its_seals_shows_to_a_kept_checkpoint(
    ledger: LedgerProcess,
) -> None:
    client = ledger.start().client()
    client.append(entry(RELEASED), durable=True)
    copy = ledger.folder / "early"
    shutil.copytree(ledger.log, copy)
    client.append(entry(RELEASED, "e2"), durable=True)
    kept = open_checkpoint(client.checkpoint(), ledger.key)
    ledger.end()
    assert examine_log(copy, ledger.key).count == 2
    with pytest.raises(IncompleteError, match="names 3 records, this ends at 2"):
        examine_log(copy, ledger.key, [kept])


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become another user")
def test_a_foreign_uid_may_not_append(ledger: LedgerProcess) -> None:
    ledger.start()
    ledger.folder.chmod(0o755)
    code = (
        "import os, sys; from pathlib import Path;"
        "from appliance.wire.client import WireClient;"
        "from appliance.errors import ApplianceError, LedgerError;"
        "os.setgid(65534); os.setuid(65534);"
        "c = WireClient(Path(sys.argv[1]), LedgerError, 5);"
        "\nfor verb in ('append', 'read', 'export', 'alias', 'health'):\n"
        "    try: c.call(verb, {}); print('let in')\n"
        "    except ApplianceError as err: print(type(err).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ledger.settings.paths.socket("ledger"))],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.split() == ["PeerError"] * 5


def test_the_log_s_own_kinds_cannot_be_told_by_others(ledger: LedgerProcess) -> None:
    client = ledger.start().client()
    with pytest.raises(PeerError, match=r"may not append ledger\.recovered"):
        client.append(entry(RecordKind.LEDGER_RECOVERED, None))


def test_an_unknown_verb_is_refused(ledger: LedgerProcess) -> None:
    ledger.start()
    with pytest.raises(WireError, match="unknown verb"):
        ledger.wire().call("truncate", {})
