"""The main job: pick a purpose, send a text that was seen masked, watch the answer.

The pages work without scripts; with them the answer arrives as server-sent events. The
only way from here to the model is pipeline.run.
"""

import contextlib
import secrets
from collections.abc import Iterator

from flask import g, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.conversation import Continues, Follows
from appliance.domain.exchange import Exchange, Masked, Outcome, Refused, Released
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose, ReviewRule
from appliance.domain.variable import read_values
from appliance.errors import ApplianceError, ConflictError, InternalError
from appliance.kinds import RecordKind
from appliance.pipeline import preview as preview_exchange
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.access import EVERYBODY, STAFF, Pages
from appliance.web.budgets import alert_lines
from appliance.web.conversations import comes_out_the_same, followed_by_visitor
from appliance.web.errors import failed_event
from appliance.web.feed import Event, Feed, outcome_event
from appliance.web.history import latest
from appliance.web.languages import say, speaker
from appliance.web.live import Place
from appliance.web.long_texts import is_long, put_in_line
from appliance.web.own_text import own_text
from appliance.web.parts import Parts, parts
from appliance.web.previews import (
    event_stream,
    exchange_given,
    own_purpose,
    refused_event,
    refused_preview,
)
from appliance.web.visit import fields, visit
from appliance.web.wanted import wants_events

pages = Pages("chat", __name__)

# How long a page load without scripts waits for its answer.
PAGE_WAIT_S = 15.0
# Of the visitor's own exchanges, on the first page.
RECENT = 4


@pages.route("/", to=EVERYBODY)
def start() -> ResponseReturnValue:
    """Show what a person can do here: the purposes that are for them."""
    of, now_visit = parts(), visit()
    mine = [p for p in of.ports.purposes.all() if p.roles & now_visit.roles]
    return render_template(
        "start.html",
        # What answers at once comes first.
        purposes=sorted(mine, key=lambda p: p.review is ReviewRule.FOUR_EYES),
        waiting=of.stores.reviews.count_waiting(reviewable(of)),
        to_rate=of.stores.samples.count_for(now_visit.person),
        proposals=of.stores.proposals.count_waiting(),
        budget_lines=alert_lines(of, now_visit.credential.caller()),
        recent=latest(of, now_visit.person, RECENT) if mine else [],
    )


@pages.route("/exchanges", to=STAFF, methods=("POST",))
def ask() -> ResponseReturnValue:
    """Take a text all the way, streaming what happens where the caller reads it."""
    of, purpose = parts(), own_purpose(fields().get("purpose", ""))
    with of.live.let_in(visit().person, purpose.name) as place:
        return begin(of, exchange_given(of, purpose), place)


def begin(
    of: Parts, exchange: Exchange, place: Place | None = None
) -> ResponseReturnValue:
    """Take an exchange all the way, as its reader wants to hear of it."""
    url = url_for("answers.show", exchange=exchange.id)
    if is_long(of, exchange):
        return _ask_later(of, exchange, url, place)
    # Taken now, because the stream goes on after this request's context has ended.
    speak = speaker()
    feed = Feed(speak, is_read=wants_events())
    feed.put("opened", exchange=exchange.id, case=exchange.case)
    future = of.live.start(exchange, feed, place)
    g.exchange = exchange.id
    if not wants_events():
        # What takes longer goes on: the page of the exchange says that it is in work.
        with contextlib.suppress(TimeoutError):
            future.result(PAGE_WAIT_S)
        return redirect(url, 303)

    def end(outcome: Outcome | None, fault: ApplianceError | None) -> Event:
        if outcome is None:
            fault = fault or InternalError("no outcome")
            return failed_event(fault, exchange.id, speak)
        return outcome_event(outcome, url, speak)

    def body() -> Iterator[str]:
        yield from of.live.events(feed, future, end)
        # Only reached when the last event was taken: the reader was still there.
        if future.done() and not future.exception():
            _record_sent(of, exchange, future.result())

    return event_stream(body())


# Not one with `/anew` (anew.py), which says why.
@pages.route("/exchanges/<exchange>/again", to=STAFF, methods=("POST",))
def again(exchange: str) -> ResponseReturnValue:
    """Ask the same text once more; its answer is an exchange of its own.

    Raises:
        ConflictError: It would come out as it did.
        NotFoundError: There is nothing of the visitor's that could be asked again.
    """
    of, now_visit = parts(), visit()
    kept = of.stores.exchanges.get(exchange, now_visit.person)
    purpose = own_purpose(kept.purpose)
    follows = Follows(kept.id, Continues.AGAIN)
    followed_by_visitor(of, follows, purpose)
    if comes_out_the_same(kept, purpose):
        raise ConflictError(f"exchange {kept.id} would come out the same")
    with of.live.let_in(now_visit.person, purpose.name) as place:
        asked = once_more(of, kept, purpose, follows=follows)
        return _begin_again(of, asked, place)


def once_more(
    of: Parts,
    kept: KeptExchange,
    purpose: Purpose,
    *,
    follows: Follows | None,
    anew: bool = False,
) -> Exchange:
    """Make the exchange that asks an earlier one's text again, its people put back.

    Raises:
        NotAllowedError: No rule lets the text back.
        NotFoundError: It is none of the visitor's, or who it names was erased.
        RevokedError: The directory no longer lets them in.
    """
    now_visit = visit()
    given = own_text(of, kept, purpose, now_visit)
    return Exchange(
        id=secrets.token_hex(16),
        case=kept.case,
        case_owner=kept.owner,
        purpose=purpose.name,
        language=kept.language,
        text=given.text,
        credential=now_visit.credential,
        received_at=of.ports.clock.now(),
        origin="web",
        variables=read_values(purpose.variables, given.values),
        follows=follows,
        anew=anew,
    )


def _begin_again(of: Parts, asked: Exchange, place: Place) -> ResponseReturnValue:
    url = url_for("answers.show", exchange=asked.id)
    if is_long(of, asked):
        return _ask_later(of, asked, url, place)
    feed = Feed(is_read=False)
    future = of.live.start(asked, feed, place)
    g.exchange = asked.id
    # It has a page of its own from its first step on, which tells how it goes on.
    feed.take(PAGE_WAIT_S)
    if future.done():
        future.result()
    return redirect(url, 303)


def _ask_later(
    of: Parts, exchange: Exchange, url: str, place: Place | None
) -> ResponseReturnValue:
    """Have the worker answer a long text; its page says how far it is."""
    feed = Feed(say)

    def mask() -> Masked | Refused:
        seen = preview_exchange(exchange, of.ports, feed.masking)
        if isinstance(seen, Masked):
            feed.check_masked()
            put_in_line(of, seen)
        return seen

    # In the pool even without events: it goes on when the person goes away.
    future = of.live.start_masking(exchange, feed, mask, place)
    g.exchange = exchange.id
    if not wants_events():
        seen = future.result()
        if isinstance(seen, Refused):
            return refused_preview(exchange, seen)
        return redirect(url, 303)

    def end(seen: Masked | Refused | None, fault: ApplianceError | None) -> Event:
        if isinstance(seen, Masked):
            return Event("queued", {"exchange": exchange.id, "url": url})
        if isinstance(seen, Refused):
            return refused_event(seen)
        return failed_event(fault or InternalError("no end"), exchange.id, say)

    return event_stream(stream_with_context(of.live.events(feed, future, end)))


def reviewable(of: Parts) -> list[str]:
    """Name the purposes whose held answers this visitor may conclude."""
    roles = visit().roles
    return [p.name for p in of.ports.purposes.all() if p.reviewer_role in roles]


def _record_sent(of: Parts, exchange: Exchange, outcome: Outcome) -> None:
    if isinstance(outcome, Released):
        person = exchange.credential.person
        entry = Entry(RecordKind.RESPONSE_SENT, exchange.id, exchange.case, person, {})
        of.ports.ledger.append(entry)
