"""What the pages of lists share: a list as it is given, told and recorded."""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any

from flask import request

from appliance.domain.bulk import (
    WHY_WORDS,
    BulkList,
    BulkState,
    BulkWhy,
    GivenItem,
    GivenList,
    Problem,
    per_hour,
)
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.errors import BadRequestError, ConflictError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.web.bulk_file import read_list
from appliance.web.bulk_table import ENCODINGS, SEPARATORS, Layout
from appliance.web.languages import say
from appliance.web.parts import Parts
from appliance.web.visit import fields


def record(
    of: Parts, kind: RecordKind, kept: BulkList, more: Mapping[str, object]
) -> None:
    """Record what is done with a list: how many texts stand where, and no text."""
    of.ports.ledger.append(entry_of(of, kind, kept, more), durable=True)


def move(
    of: Parts,
    kept: BulkList,
    before: Collection[BulkState],
    after: BulkState,
    kind: RecordKind,
) -> None:
    """Have a list pause, go on or end as its owner asks, with its record.

    Raises:
        ConflictError: It stands where this may not be done.
    """
    why = BulkWhy.NONE if after is BulkState.RUNNING else BulkWhy.PERSON
    entry = entry_of(of, kind, kept, {"why": str(BulkWhy.PERSON)})

    def record_it() -> None:
        of.ports.ledger.append(entry, durable=True)

    if not of.stores.bulk.move(kept.id, before, after, why, record=record_it):
        raise ConflictError(f"list {kept.id} stands elsewhere by now")


def entry_of(
    of: Parts, kind: RecordKind, kept: BulkList, more: Mapping[str, object]
) -> Entry:
    """Give the record of what is done with a list."""
    counts = of.stores.bulk.counts(kept).record()
    body = {"bulk": kept.id, "purpose": kept.purpose, **more, **counts}
    return Entry(kind, None, kept.case, kept.owner, body)


def purpose_of(of: Parts, kept: BulkList) -> Purpose | None:
    """Give the purpose of a list; of one that is no longer live as it answered.

    Returns:
        None where it is no longer live and answered no text of the list.
    """
    try:
        return of.ports.purposes.named(kept.purpose)
    except UnknownPurposeError:
        states = (ExchangeState.RELEASED, ExchangeState.HELD)
        found = of.stores.bulk.items(kept.id, kept.owner, states=states, most=1)
        if not found or not found[0].kept.release:
            return None
        return of.ports.purpose_as_answered(kept.purpose, found[0].kept.release)


def given_list(of: Parts, purpose: Purpose) -> GivenList:
    """Read the list that came in.

    Raises:
        BadRequestError: It is said to be written as no list is.
    """
    form = fields()
    encoding = form.get("encoding", "") or "utf-8"
    separator = form.get("separator", "") or "comma"
    if encoding not in ENCODINGS or separator not in SEPARATORS:
        raise BadRequestError("no such encoding or separator")
    layout = Layout(
        encoding=encoding,
        separator=separator,
        text_column=form.get("text_column", "").strip(),
        name_column=form.get("name_column", "").strip(),
    )
    files = [
        (file.filename, file.read())
        for file in request.files.getlist("file")
        if file.filename
    ]
    return read_list(files, layout, purpose, max_rows=of.settings.worker.list_rows)


def digest_of(of: Parts, items: tuple[GivenItem, ...]) -> str:
    """Tell a list from others; keyed, so that nobody can try texts against it."""
    digest = hmac.new(of.session_key, b"cloister-list-v1\0", hashlib.sha256)
    for item in items:
        values = {name: value.reveal() for name, value in item.variables.items()}
        line = [item.row, item.name, item.text.reveal(), values]
        digest.update(json.dumps(line, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def told(of: Parts, kept: BulkList) -> dict[str, Any]:
    """Tell how far a list is, for a program."""
    counts = of.stores.bulk.counts(kept)
    rate = per_hour(of.stores.bulk.ended_lately(kept.id), of.ports.clock.now())
    running = kept.state is BulkState.RUNNING and rate > 0
    return {
        "bulk": kept.id,
        "case": kept.case,
        "purpose": kept.purpose,
        "state": str(kept.state),
        "why": str(kept.why),
        "rows": kept.rows,
        "taken": kept.taken,
        "reading": of.intake.is_reading(kept.id),
        "counts": counts.record(),
        "per_hour": rate,
        "left_s": round(3600 * counts.left / rate) if running else None,
    }


def told_problem(problem: Problem) -> dict[str, Any]:
    """Tell what is wrong and where, for a program."""
    return {
        "row": problem.row,
        "column": problem.column,
        "sentence": say(problem.sentence),
    }


def why_label(why: BulkWhy) -> str:
    """Say why a list is paused or has ended, in the reader's words."""
    return say(WHY_WORDS[why]) if why in WHY_WORDS else ""
