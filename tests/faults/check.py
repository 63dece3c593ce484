"""What must be true after a fault, whatever was taken away and wherever."""

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from appliance.commands.client import StaffClient
from appliance.kinds import ENDS, OUTCOMES
from audit.note import parse_vkey
from audit.record import Record
from audit.verify import examine_export
from tests.faults.house import Asked, until
from tests.stack import Stack


@dataclass(frozen=True)
class Told:
    """What the reader of an exchange heard, and the log and the row after it."""

    names: Sequence[str]
    records: Sequence[Mapping[str, Any]]
    row: Mapping[str, Any] | None

    @property
    def kinds(self) -> list[str]:
        return [record["kind"] for record in self.records]

    @property
    def ends(self) -> list[str]:
        return [kind for kind in self.kinds if kind in ENDS]


def gather(asked: Asked, reader: StaffClient, auditor: StaffClient) -> Told:
    """Ask the log and the row about an exchange."""
    if not asked.exchange:
        return Told(asked.names, (), None)
    rows = {r["exchange"]: r for r in reader.history()["exchanges"]}
    return Told(
        asked.names,
        auditor.records(exchange=asked.exchange),
        rows.get(asked.exchange),
    )


def check_nothing_half_released(told: Told) -> None:
    """Check that nobody read what the log does not let them read."""
    names, kinds = told.names, told.kinds
    # 1. an exchange ends once
    assert len(told.ends) <= 1, kinds
    # 2. a whole answer, or a held one, is in the log before its reader hears of it
    if "released" in names:
        assert "exchange.released" in kinds, kinds
    if "held" in names:
        assert "exchange.held" in kinds, kinds
    # 3. words on their way are opened first, and taken back unless they are the answer
    if "piece" in names:
        assert "answer.opened" in kinds, kinds
        last = names[-1]
        if last in {"failed", "refused"}:
            assert "withdrawn" in names, names
            assert "piece" not in names[names.index("withdrawn") :], names
    # 4. no model without an intent
    if "draft.generated" in kinds:
        assert kinds.index("exchange.intended") < kinds.index("draft.generated"), kinds
    # 5. what a part that ended was writing is no answer: nobody has pressed Stop
    if "exchange.released" in kinds:
        written = [r for r in told.records if r["kind"] == "draft.generated"]
        assert written[-1]["body"]["finish"] != "cancelled", kinds


def check_said(asked: Asked) -> None:
    """Check that the reader was told in a sentence how it stands."""
    assert len(asked.said) > 5, asked.names
    assert "Traceback" not in asked.said
    assert "Error" not in asked.said, asked.said


def verified_log(stack: Stack, auditor: StaffClient) -> list[Mapping[str, Any]]:
    """Export the whole log, verify it with the public key alone, and read it."""
    key = parse_vkey(
        (stack.settings.paths.keys / "public" / "log.vkey").read_text().strip()
    )
    found: list[Mapping[str, Any]] = []

    def keep(_: int, record: Record | None, __: bytes) -> None:
        if record is not None:
            found.append({"kind": record.kind, "exchange": record.exchange})

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "log"
        auditor.export("2026-01-01", "2099-12-31", out)
        with out.open("rb") as source:
            report = examine_export(source, key, on_line=keep)
    assert report.count == len(found) > 10
    return found


def unsettled(stack: Stack, auditor: StaffClient) -> list[str]:
    """Name every exchange whose row and log do not agree on one end."""
    path = stack.settings.paths.state / "web" / "cloister.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        rows = dict(connection.execute("SELECT id, state FROM exchanges"))
        waiting = {
            exchange
            for (exchange,) in connection.execute(
                "SELECT exchange FROM reviews WHERE state = 'waiting'"
            )
        }
    ends: dict[str, list[str]] = {exchange: [] for exchange in rows}
    for record in verified_log(stack, auditor):
        exchange, kind = record["exchange"], record["kind"]
        if kind in OUTCOMES or kind == "exchange.intended":
            ends.setdefault(exchange, [])
        if kind in ENDS:
            ends[exchange].append(kind)
    wrong = []
    for exchange, found in ends.items():
        state = rows.get(exchange, "missing")
        fits = found == [f"exchange.{state}"]
        held = state == "held" and not found and exchange in waiting
        # A preview is no exchange to keep, and may have failed.
        preview = state == "missing" and len(found) == 1
        if not (fits or held or preview) or (exchange in waiting) != held:
            wrong.append(f"{exchange} {state} {found}")
    return wrong


def await_ready(stack: Stack, part: str, seconds: float) -> float:
    """Wait until the readiness page names a part; says how long that took."""
    began = time.monotonic()

    def names_it() -> bool:
        reply = _ready(stack)
        if part == "web":
            return reply.status_code == 502
        return reply.status_code == 503 and reply.json()["parts"][part] is False

    until(names_it, f"/health/ready names {part}", seconds=seconds)
    return time.monotonic() - began


def _ready(stack: Stack) -> httpx.Response:
    with StaffClient(stack.url, stack.ca) as anybody:
        return anybody._http.get("/health/ready")


def post_page(
    client: StaffClient, purpose: str, text: str, *, signed: bool
) -> httpx.Response:
    """Send the form as a browser without scripts does.

    Args:
        signed: With the token of the form, which only a web process can give.
    """
    token = client.session()["csrf_token"] if signed else ""
    return client._http.post(
        "/exchanges",
        data={"purpose": purpose, "text": text, "csrf_token": token},
        headers={"Accept": "text/html"},
        timeout=60.0,
    )
