"""Verify the whole log from its first byte, with the auditor's own verifier.

Runs `audit` over an export, exactly as an auditor would, and appends `ledger.verified`.
The checkpoint of the last time is kept with the web's and worker's state, where the
ledger cannot write: a log that was cut or rewritten since then does not verify, however
well it is signed. Before the first time there is nothing to compare with.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from appliance.domain.ports.ledger import Entry, Ledger
from appliance.errors import LedgerError, SettingsError, StoreError
from appliance.kinds import RecordKind
from appliance.settings import Paths
from appliance.worker.left_open import ReadableLog
from audit.checkpoint import Checkpoint, open_checkpoint
from audit.errors import AuditError
from audit.note import VerifierKey, parse_vkey
from audit.report import Report
from audit.verify import examine_export


class WholeLog(ReadableLog, Protocol):
    """The log as the worker reads it."""

    def checkpoint(self) -> bytes:
        """Fetch the newest signed checkpoint."""
        ...

    def export(self) -> Iterator[bytes]:
        """Export the whole log, piece by piece."""
        ...


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What a check needs.

    Args:
        key: The log's public key.
        kept: File of the checkpoint that verified last.
    """

    key: VerifierKey
    kept: Path

    def run(self, log: WholeLog, ledger: Ledger) -> Mapping[str, Any]:
        """Verify every record and say so in the log.

        Raises:
            LedgerError: The log cannot be read, or does not verify; the message names
                the first bad record.
            StoreError: The checkpoint cannot be kept.
        """
        held = self._held()
        try:
            newest = log.checkpoint()
            # (1) opened with the key, (2) then matched by the export it precedes
            checkpoints = [*held, open_checkpoint(newest, self.key)]
            report = _examine(log, self.key, checkpoints)
        except AuditError as err:
            raise LedgerError(f"the log does not verify: {err}") from err
        _replace(self.kept, newest)
        found = {"records": report.count, "compared": len(report.compared)}
        ledger.append(
            Entry(
                kind=RecordKind.LEDGER_VERIFIED,
                exchange=None,
                case=None,
                actor=None,
                body=found,
            ),
            durable=True,
        )
        return found

    def _held(self) -> list[Checkpoint]:
        try:
            return [open_checkpoint(self.kept.read_bytes(), self.key)]
        except FileNotFoundError:
            return []
        except OSError as err:
            raise StoreError(f"{self.kept}: {err.strerror}") from err
        except AuditError as err:
            raise LedgerError(f"{self.kept}: not a checkpoint of this log") from err


def read_log_check(paths: Paths) -> LogCheck:
    """Read the log's public key, and say where the last checkpoint is kept.

    Raises:
        SettingsError: The key file cannot be read or holds no key.
    """
    path = paths.keys / "public" / "log.vkey"
    try:
        key = parse_vkey(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError, AuditError) as err:
        raise SettingsError(f"{path}: {type(err).__name__}") from err
    return LogCheck(key, paths.state / "web" / "verified-checkpoint")


def _examine(log: WholeLog, key: VerifierKey, held: list[Checkpoint]) -> Report:
    # A file, because a log does not fit into memory; it holds no text of a person.
    with tempfile.TemporaryFile() as copy:
        for piece in log.export():
            copy.write(piece)
        copy.seek(0)
        report = examine_export(copy, key, held)
    if report.first != 0 or report.disclosed != report.size:
        raise LedgerError(
            f"the export covers {report.disclosed} of {report.size} records"
        )
    return report


def _replace(path: Path, content: bytes) -> None:
    """Replace a small file so that a power cut leaves the old or the new one."""
    new = path.with_suffix(".new")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as err:
        raise StoreError(f"{path}: {err.strerror}") from err
