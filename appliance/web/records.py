"""The auditor's pages: search the log, read one exchange's records, take a period away.

Reading the log is itself in the log, before anything is shown. Whether this person may
is asked of the policy each time; for an export the directory is asked again first.
Names beside the log's aliases come from the people's table, which is outside the log.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller, Role
from appliance.domain.decision import Question
from appliance.domain.ports.ledger import Entry
from appliance.errors import BadRequestError, NotAllowedError
from appliance.explain.words import KIND_WORDS
from appliance.kinds import RecordKind
from appliance.web.access import AUDITORS, Pages
from appliance.web.formats import zone
from appliance.web.parts import LogReader, Parts, parts
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("records", __name__)

READERS = AUDITORS | {Role.COMPLIANCE}
MAX_SHOWN = 100
MAX_SEARCHED = 20_000
_BATCH = 500
# What is asked for is recorded, so it must not be words of a person.
_EXCHANGE = re.compile("[0-9a-f]{32}")
_NUMBER = re.compile("[0-9]{1,16}")

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for in the log; empty fields match everything.

    Args:
        exchange: Exchange id.
        kind: Record kind.
        start: First moment, or None.
        end: First moment after, or None.
        before: Only records with a smaller number, or None for the newest.
    """

    exchange: str
    kind: str
    start: datetime | None
    end: datetime | None
    before: int | None

    @property
    def selects(self) -> bool:
        """Whether there is a record that does not fit."""
        return bool(self.kind or self.start or self.end)

    def fits(self, record: Record) -> bool:
        """Tell whether a record is one of those."""
        if not self.selects:
            return True
        if self.kind and record["kind"] != self.kind:
            return False
        at = datetime.fromisoformat(str(record["time"]))
        return not (
            (self.start is not None and at < self.start)
            or (self.end is not None and at >= self.end)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first.

    Args:
        records: The records.
        before: Where to go on, or None when everything was looked at.
    """

    records: tuple[Record, ...]
    before: int | None


@pages.route("/records", to=READERS)
def index() -> ResponseReturnValue:
    """Search the log; the search is recorded before its result is shown."""
    of = parts()
    check_may(of, Question.READ_RECORDS, visit().credential.caller())
    search = _search(request.args)
    body = {
        "exchange": search.exchange,
        "kind": search.kind,
        "from": search.start.isoformat() if search.start else "",
        "to": search.end.isoformat() if search.end else "",
    }
    entry = Entry(RecordKind.LOG_READ, None, None, visit().person, body)
    of.ports.ledger.append(entry, durable=True)
    found = find(of.log, search)
    if wants_json():
        return jsonify(records=found.records, before=found.before)
    aliases = {str(r["actor"]) for r in found.records if r.get("actor")}
    return render_template(
        "records.html",
        found=found,
        search=search,
        asked=request.args,
        kinds={kind: KIND_WORDS[kind] for kind in RecordKind},
        names=of.stores.people.by_alias(aliases),
        size=of.log.size(),
        today=of.ports.clock.now().astimezone(zone()).date(),
        body_of=body_text,
        moment_of=datetime.fromisoformat,
    )


@pages.route("/records/export", to=AUDITORS, methods=("POST",))
def export() -> ResponseReturnValue:
    """Give a period of the log as one file that verifies offline."""
    of, now_visit = parts(), visit()
    check_may(of, Question.EXPORT_LOG, recheck(of, now_visit))
    start, end = _period(fields())
    body = {"from": start.isoformat(), "to": end.isoformat()}
    entry = Entry(RecordKind.LOG_EXPORTED, None, None, now_visit.person, body)
    of.ports.ledger.append(entry, durable=True)
    chunks = _begun(of.log.export(start, end))
    response = Response(chunks, mimetype="application/octet-stream")
    days = (moment.astimezone(zone()) for moment in (start, end))
    name = f"cloister-log-{'-'.join(f'{d:%Y%m%d}' for d in days)}.cloister-audit"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def check_may(of: Parts, question: Question, caller: Caller) -> None:
    """Check that the policy lets this person at the log.

    Raises:
        NotAllowedError: It does not.
    """
    decision = of.ports.policy.decide(question, caller, None, {})
    if not decision.allowed:
        raise NotAllowedError(f"{question} is not allowed")


def find(log: LogReader, search: Search) -> Found:
    """Look through the log from its newest record back, up to a bound."""
    if search.exchange:
        records = [r for r in log.of_exchange(search.exchange) if search.fits(r)]
        return Found(tuple(records), None)
    end = log.size() if search.before is None else min(search.before, log.size())
    # What fits everything is found in the first that are read.
    at_once = _BATCH if search.selects else MAX_SHOWN
    found: list[Record] = []
    searched = 0
    while end > 0 and len(found) < MAX_SHOWN and searched < MAX_SEARCHED:
        first = max(0, end - at_once)
        batch = log.read(first, end - first)
        for record in reversed(batch):
            searched += 1
            end = int(record["seq"])
            if search.fits(record):
                found.append(record)
            if len(found) == MAX_SHOWN:
                break
        if not batch:
            break
        if search.start is not None and _is_older(batch, search.start):
            end = 0
    return Found(tuple(found), end or None)


def body_text(record: Record) -> str:
    """Lay out a record's body for reading."""
    return json.dumps(record.get("body", {}), ensure_ascii=False, indent=1)


def _is_older(batch: Sequence[Record], start: datetime) -> bool:
    return datetime.fromisoformat(str(batch[0]["time"])) < start


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Take the first chunk before the answer starts, so that a fault has a status."""
    first = next(chunks, b"")

    def rest() -> Iterator[bytes]:
        yield first
        yield from chunks

    return rest()


def _search(asked: Mapping[str, str]) -> Search:
    before = asked.get("before", "")
    if before and not _NUMBER.fullmatch(before):
        raise BadRequestError("before is not a record number")
    kind = asked.get("kind", "")
    if kind and kind not in list(RecordKind):
        raise BadRequestError("no such record kind")
    exchange = asked.get("exchange", "").strip().lower()
    if exchange and not _EXCHANGE.fullmatch(exchange):
        raise BadRequestError("an exchange id has 32 hex digits")
    return Search(
        exchange=exchange,
        kind=kind,
        start=_moment(asked.get("from", ""), is_end=False),
        end=_moment(asked.get("to", ""), is_end=True),
        before=int(before) if before else None,
    )


def _period(form: Mapping[str, str]) -> tuple[datetime, datetime]:
    start = _moment(form.get("from", ""), is_end=False)
    end = _moment(form.get("to", ""), is_end=True)
    if start is None or end is None or end <= start:
        raise BadRequestError("an export needs a first and a last day")
    return start, end


def _moment(text: str, *, is_end: bool) -> datetime | None:
    """Read a day of the site's, or a moment with its offset; a day ends at midnight.

    Raises:
        BadRequestError: It is neither.
    """
    if not text:
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text) + timedelta(days=1 if is_end else 0)
            return datetime.combine(day, time(), zone()).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise BadRequestError("a time is not ISO 8601") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
