"""The results of a list as a table to take away, people back where the rules allow it.

CSV (RFC 4180) in UTF-8 with a byte order mark, so that spreadsheets read it right. A
cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV
Injection). That it is taken is on disk before its first byte leaves, and that each
answer is read stands in the log of its exchange.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from appliance.domain.bulk import BulkList
from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.domain.prose import parse_fields, render_answer
from appliance.domain.purpose import Purpose
from appliance.kinds import RecordKind
from appliance.stores.bulk import KeptItem
from appliance.web.access import STAFF, Pages
from appliance.web.answers import state_label
from appliance.web.bulk_told import purpose_of, record
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.visit import recheck, visit

pages = Pages("bulk_results", __name__)

_AT_ONCE = 100
# What a spreadsheet may begin a formula with, full-width forms included.
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


@pages.route("/bulk/<bulk>/results", to=STAFF, methods=("POST",))
def results(bulk: str) -> ResponseReturnValue:
    """Give what became of the texts of one of the visitor's lists, so far."""
    of, now_visit = parts(), visit()
    kept = of.stores.bulk.get(bulk, now_visit.person)
    caller = recheck(of, now_visit)
    purpose = purpose_of(of, kept)
    restores = purpose is not None and _may_restore(of, caller, purpose)
    record(of, RecordKind.BULK_DOWNLOADED, kept, {"restored": restores})
    lines = _lines(of, kept, purpose, restores=restores)
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="cloister-{kept.purpose}-{kept.id[:8]}.csv"'
    )
    return response


def safe_cell(value: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return f"'{value}" if value[:1] in _FORMULA else value


def _may_restore(of: Parts, caller: Caller, purpose: Purpose) -> bool:
    facts = {"owns_case": True, "answer_released": True, "own_text": False}
    question = Question.REIDENTIFY
    return of.ports.policy.decide(question, caller, purpose, facts).allowed


def _lines(
    of: Parts, kept: BulkList, purpose: Purpose | None, *, restores: bool
) -> Iterator[bytes]:
    named = tuple(purpose.forms) if purpose and purpose.schema_template else ()
    head = ("row", "name", "state", "answer", *named, "reasons", "exchange")
    yield codecs.BOM_UTF8 + _line(head)
    after = 0
    while True:
        items = of.stores.bulk.items(kept.id, kept.owner, after=after, most=_AT_ONCE)
        if not items:
            return
        after = items[-1].row
        _record_read(of, items, restores=restores)
        for item in items:
            yield _line(_cells(of, item, named, restores=restores))


def _record_read(of: Parts, items: Sequence[KeptItem], *, restores: bool) -> None:
    """Record that answers are read, before they are; the last makes all durable."""
    read = [item.kept for item in items if _answer_of(item) is not None]
    for number, kept in enumerate(read, 1):
        kind, body = RecordKind.ANSWER_READ, {"restored": restores}
        entry = Entry(kind, kept.id, kept.case, kept.owner, body)
        of.ports.ledger.append(entry, durable=number == len(read))


def _answer_of(item: KeptItem) -> str | None:
    released = item.kept.state is ExchangeState.RELEASED
    return item.kept.answer if released else None


def _cells(
    of: Parts, item: KeptItem, named: Sequence[str], *, restores: bool
) -> tuple[str, ...]:
    kept, answer = item.kept, _answer_of(item)
    fields = parse_fields(answer or "") or {}
    text = ""
    if answer is not None:
        purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
        text = render_answer(purpose, answer)
    back = _restoring(of, item) if restores else str
    return (
        str(item.row),
        item.name,
        state_label(kept.state),
        back(text),
        *(back(_value(fields.get(name, ""))) for name in named),
        " ".join(map(say, kept.reasons)),
        kept.id,
    )


def _restoring(of: Parts, item: KeptItem) -> Callable[[str], str]:
    kept = item.kept

    def back(text: str) -> str:
        if "[" not in text:
            return text
        return of.ports.masker.restore(
            text, exchange=kept.id, case=kept.case, reader=kept.owner
        ).text.reveal()

    return back


def _value(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(safe_cell, cells))
    return out.getvalue().encode("utf-8")
