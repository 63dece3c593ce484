"""What a person asked before: their own exchanges, newest first, and search in them.

What is searched for comes in a form: it may be a person's name, and an address is
written into logs, histories and bookmarks.
"""

from dataclasses import dataclass, field

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.domain.exchange import ExchangeState
from appliance.domain.purpose import Purpose
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.access import STAFF, Pages
from appliance.web.incoming import read_page
from appliance.web.laid_out import ShownAnswer, shown
from appliance.web.parts import Parts, parts
from appliance.web.visit import fields, visit
from appliance.web.wanted import wants_json

pages = Pages("history", __name__)

MAX_QUERY_CHARS = 200
_EXCERPT_CHARS = 220


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the list; `repr` shows no text."""

    kept: KeptExchange
    title: str = field(repr=False)
    excerpt: str = field(repr=False)


@pages.route("/history", to=STAFF)
def index() -> ResponseReturnValue:
    """List the visitor's exchanges; names in them stay masked here."""
    return _listed("", request.args.get("page", "1"))


@pages.route("/history", to=STAFF, methods=("POST",))
def search() -> ResponseReturnValue:
    """List those of the visitor's exchanges that have some words."""
    form = fields()
    query = form.get("q", "")[:MAX_QUERY_CHARS].strip()
    return _listed(query, form.get("page", "1"))


def _listed(query: str, asked: str) -> ResponseReturnValue:
    of = parts()
    page = of.stores.history.of_owner(visit().person, query, read_page(asked))
    purposes = {purpose.name: purpose for purpose in of.ports.purposes.all()}
    entries = [_entry(kept, purposes.get(kept.purpose)) for kept in page.items]
    if wants_json():
        return jsonify(
            exchanges=[
                {
                    "exchange": entry.kept.id,
                    "purpose": entry.kept.purpose,
                    "state": str(entry.kept.state),
                    "received_at": entry.kept.received_at.isoformat(),
                    "excerpt": entry.excerpt,
                }
                for entry in entries
            ],
            page=page.page,
            more=page.more,
        )
    return render_template("history.html", entries=entries, page=page, query=query)


def latest(of: Parts, person: str, count: int) -> list[HistoryLine]:
    """Give a person's newest exchanges, to go on from."""
    purposes = {purpose.name: purpose for purpose in of.ports.purposes.all()}
    newest = of.stores.history.of_owner(person).items[:count]
    return [_entry(kept, purposes.get(kept.purpose)) for kept in newest]


def _in_short(answer: ShownAnswer) -> str:
    """Give the words of an answer without the names of its fields."""
    values = (", ".join(v.text for v in values) for _, values in answer.facts)
    return " \u00b7 ".join(values) if answer.facts else answer.text


def _entry(kept: KeptExchange, purpose: Purpose | None) -> HistoryLine:
    title = purpose.title if purpose else kept.purpose
    # A held draft is not the requester's to read, not even its first words.
    released = kept.state is ExchangeState.RELEASED
    answer = (kept.answer or "") if released else ""
    if purpose and answer:
        answer = _in_short(shown(purpose, answer))
    words = " ".join((answer or kept.masked or "").split())
    excerpt = words[:_EXCERPT_CHARS]
    return HistoryLine(
        kept, title, excerpt + ("\u2026" if len(words) > len(excerpt) else "")
    )
