"""The text that a person gives, and what the model would see of it; nothing is sent.

A preview is masked for its case as the exchange will be, and shows beside it what is
left readable that could single a person out.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import (
    Response,
    g,
    jsonify,
    make_response,
    render_template,
    request,
    stream_with_context,
)
from flask.typing import ResponseReturnValue

from appliance.domain.conversation import Continues, Follows
from appliance.domain.exchange import Exchange, Inspected, Masked, Refused
from appliance.domain.finding import Where
from appliance.domain.purpose import Purpose
from appliance.domain.text import PersonText
from appliance.domain.variable import read_values
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    InternalError,
    UnknownPurposeError,
)
from appliance.explain import Remaining, remaining
from appliance.pipeline import look
from appliance.web.access import STAFF, Pages
from appliance.web.conversations import followed_by_visitor, turns_up_to
from appliance.web.errors import failed_event
from appliance.web.feed import Event, Feed, spans_of
from appliance.web.incoming import read_remark, read_text
from appliance.web.languages import say
from appliance.web.live import Place
from appliance.web.own_text import OwnText, own_text
from appliance.web.parts import Parts, parts
from appliance.web.seen import (
    Marked,
    Quoted,
    SeenLine,
    lines_as_json,
    lines_of,
    places_in,
    quotes_in,
)
from appliance.web.show import Segment, all_kinds, markable_kinds, segments
from appliance.web.upload import read_upload
from appliance.web.visit import fields, visit
from appliance.web.wanted import EVENTS, wants_events, wants_json
from appliance.web.why import NOTHING_LEFT, ShownDetails, remaining_of, shown_details

pages = Pages("previews", __name__)

MAX_TITLE_CHARS = 120
# A field of the form for each variable of the purpose: "variable.due".
VALUE_FIELD = "variable."
_ORIGINS = frozenset({"web", "terminal"})


@pages.route("/new/<purpose>", to=STAFF)
def new(purpose: str) -> ResponseReturnValue:
    """Show the page where a text is given, for a new case or one of the visitor's.

    Where it goes on from an earlier exchange it shows the conversation, and to change a
    text it has what was typed.
    """
    of, of_purpose = parts(), own_purpose(purpose)
    follows = _follows(request.args.get("follows", ""), request.args.get("how", ""))
    if follows is not None:
        return _going_on(of, of_purpose, follows)
    case = request.args.get("case", "")
    if not case:
        return new_page(of_purpose)
    kept = of.stores.cases.get(case, visit().person)
    return new_page(of_purpose, case=kept.id, title=kept.title)


def _going_on(of: Parts, purpose: Purpose, follows: Follows) -> str:
    kept = followed_by_visitor(of, follows, purpose)
    given = OwnText(PersonText(""))
    if follows.how is Continues.EDITED:
        given = own_text(of, kept, purpose, visit())
    return new_page(
        purpose,
        case=kept.case,
        title=kept.case_title,
        typed=given.text.reveal(),
        values={name: value.reveal() for name, value in given.values.items()},
        follows=follows,
        text_language=kept.language,
    )


def _follows(exchange: str, how: str) -> Follows | None:
    """Read what a text goes on from; nothing where no exchange is named.

    Raises:
        BadRequestError: It goes on in no way that a page offers.
    """
    if how not in {"", Continues.TURN, Continues.EDITED} or (exchange and not how):
        raise BadRequestError("a text goes on as a turn, or changed")
    if not exchange:
        return None
    return Follows(exchange, Continues(how))


@pages.route("/preview/<purpose>", to=STAFF, methods=("POST",))
def preview(purpose: str) -> ResponseReturnValue:
    """Show what the model would see of a text, and send nothing."""
    of, mine = parts(), own_purpose(purpose)
    with of.live.let_in(visit().person, mine.name) as place:
        exchange = exchange_given(of, mine)
        if wants_events():
            return _preview_live(of, exchange, place)
        seen = look_in_turn(of, exchange, place)
    if isinstance(seen, Refused):
        return refused_preview(exchange, seen)
    return preview_page(seen)


def look_in_turn(of: Parts, exchange: Exchange, place: Place) -> Inspected | Refused:
    """Look at what the model would see, after those who prepare theirs already.

    Raises:
        ApplianceError: It failed; the record says so.
    """
    g.exchange = exchange.id
    feed = Feed(is_read=False)
    masking = of.live.start_masking(
        exchange, feed, lambda: look(exchange, of.ports), place
    )
    return masking.result()


def _preview_live(of: Parts, exchange: Exchange, place: Place) -> Response:
    """Tell how far a long text is until the preview is there."""
    feed = Feed(say)
    future = of.live.start_masking(
        exchange,
        feed,
        lambda: look(exchange, of.ports, feed.masking),
        place,
    )

    def end(seen: Inspected | Refused | None, fault: ApplianceError | None) -> Event:
        if isinstance(seen, Inspected):
            return Event("seen", _body_of(seen))
        if isinstance(seen, Refused):
            return refused_event(seen)
        return failed_event(fault or InternalError("no end"), exchange.id, say)

    return event_stream(stream_with_context(of.live.events(feed, future, end)))


def own_purpose(name: str) -> Purpose:
    """Find a purpose that is for this visitor.

    Raises:
        UnknownPurposeError: There is none of this name for them.
    """
    purpose = parts().ports.purposes.named(name)
    if not purpose.roles & visit().roles:
        raise UnknownPurposeError("not a purpose of this person")
    return purpose


def exchange_given(of: Parts, purpose: Purpose) -> Exchange:
    """Make an exchange of the form that came in.

    Raises:
        BadRequestError: The language is none of the purpose's; it is kept in the clear,
            so it must not be words of a person.
        VariableError: A value that the purpose asks for is not as it must be.
    """
    now_visit, form = visit(), fields()
    language = form.get("language", "") or purpose.languages[0]
    if language not in purpose.languages:
        raise BadRequestError(f"{purpose.name} has no such language")
    text = read_text(_given(), max_chars=purpose.most_chars)
    variables = read_values(purpose.variables, _values_given())
    title = read_remark(form.get("title", ""), max_chars=MAX_TITLE_CHARS)
    follows = _follows(form.get("follows", ""), form.get("how", ""))
    case = form.get("case", "")
    if follows is not None:
        case = followed_by_visitor(of, follows, purpose).case
    kept = (
        of.stores.cases.get(case, now_visit.person)
        if case
        else of.stores.cases.create(now_visit.person, title)
    )
    origin = form.get("origin", "web")
    return Exchange(
        id=secrets.token_hex(16),
        case=kept.id,
        case_owner=kept.owner,
        purpose=purpose.name,
        language=language,
        text=PersonText(text.reveal()),
        credential=now_visit.credential,
        received_at=of.ports.clock.now(),
        origin=origin if origin in _ORIGINS else "web",
        variables=variables,
        follows=follows,
    )


def _values_given() -> dict[str, PersonText]:
    """Find what is given for the variables of a purpose, as it was typed."""
    return {
        name.removeprefix(VALUE_FIELD): PersonText(value.replace("\r\n", "\n"))
        for name, value in fields().items()
        if name.startswith(VALUE_FIELD)
    }


def _has_file() -> bool:
    file = request.files.get("file")
    return file is not None and bool(file.filename)


def _given() -> str:
    """Find the text: a file where one was given, else what was pasted."""
    form = fields()
    file = request.files.get("file")
    if file is None or not file.filename:
        return form.get("text", "")
    return read_upload(file.filename, file.read())


def preview_page(
    looked: Inspected, corrected: str = "", *, reasons: Sequence[str] = ()
) -> ResponseReturnValue:
    """Show what the model would see.

    Args:
        corrected: What a correction did, as a sentence.
        reasons: Why it did nothing; of a page alone.
    """
    if wants_json():
        body = _body_of(looked)
        if corrected:
            body["corrected"] = say(corrected)
        return jsonify(body)
    seen = looked.sourced.masked
    exchange = seen.admitted.exchange
    lines, text = _found(looked)
    return new_page(
        seen.admitted.purpose,
        case=exchange.case,
        typed=exchange.text.reveal(),
        values={name: v.reveal() for name, v in exchange.variables.items()},
        seen_values=seen.values(),
        seen=segments(seen.text.text, seen.text.spans, text.places),
        saw=lines,
        quotes=quotes_in([text]),
        left=shown_details(_left_of(seen)),
        corrected=corrected,
        follows=exchange.follows,
        text_language=exchange.language,
        words="" if corrected else fields().get("words", ""),
        reasons=reasons,
    )


def _body_of(looked: Inspected) -> dict[str, Any]:
    seen = looked.sourced.masked
    exchange = seen.admitted.exchange
    lines, text = _found(looked)
    body: dict[str, Any] = {
        "case": exchange.case,
        "masked": seen.text.text,
        "spans": spans_of(seen.text, say),
        "remaining": remaining_of(_left_of(seen)),
        "findings": lines_as_json(lines, text, say),
    }
    if seen.values():
        body["values"] = seen.values()
    if _has_file():
        body["text"] = exchange.text.reveal()
    return body


def _found(looked: Inspected) -> tuple[tuple[SeenLine, ...], Marked]:
    """Number what the checks saw in a text, and mark it there."""
    text, lines = looked.sourced.masked.text.text, lines_of(looked.findings)
    return lines, Marked(text, places_in(text, lines, Where.INPUT))


def _left_of(seen: Masked) -> Remaining:
    return remaining(seen.text.text, seen.admitted.purpose.kinds_kept())


def new_page(
    purpose: Purpose,
    *,
    case: str = "",
    title: str = "",
    typed: str = "",
    values: Mapping[str, str] | None = None,
    seen_values: Mapping[str, str] | None = None,
    words: str = "",
    seen: tuple[Segment, ...] = (),
    saw: Sequence[SeenLine] = (),
    quotes: Mapping[int, Sequence[Quoted]] | None = None,
    left: ShownDetails = NOTHING_LEFT,
    corrected: str = "",
    reasons: Sequence[str] = (),
    follows: Follows | None = None,
    text_language: str = "",
) -> str:
    """Write the page where a text is given.

    Args:
        case: The case it goes on with; a new one if empty.
        typed: The text as it was given.
        values: The same for each variable of the purpose.
        seen_values: What the model would see of those.
        words: What was to be masked, where that could not be done.
        seen: What the model would see of it.
        saw: What the checks saw in it.
        quotes: What stands at each place of those, by number.
        left: What is left readable of it.
        corrected: What a correction did, as a sentence.
        reasons: Why nothing was done.
        follows: What the text goes on from.
        text_language: The language that was said to be the text's.
    """
    return render_template(
        "new.html",
        purpose=purpose,
        case=case,
        title=title,
        typed=typed,
        values=values or {},
        seen_values=seen_values or {},
        words=words,
        seen=seen,
        saw=saw,
        quotes=quotes or {},
        left=left,
        corrected=corrected,
        reasons=reasons,
        follows=follows,
        turns=turns_up_to(parts(), follows) if follows else (),
        text_language=text_language,
        kinds=all_kinds(),
        markable=markable_kinds(),
    )


def refused_event(refused: Refused) -> Event:
    """Say why a text may not be seen; there is no page about it."""
    body = {"exchange": refused.exchange, "reasons": list(map(say, refused.reasons))}
    return Event("refused", body | {"url": "/"})


def event_stream(body: Iterable[str]) -> Response:
    """Answer with events as they come; nothing on the way may gather them."""
    response = Response(body, mimetype=EVENTS)
    response.headers["X-Accel-Buffering"] = "no"
    return response


def refused_preview(exchange: Exchange, refused: Refused) -> Response:
    """Say why the rules do not let a text be seen, and give it back."""
    reasons = list(map(say, refused.reasons))
    if wants_json():
        body = {"error": "Refused", "status": 403, "message": " ".join(reasons)}
        return make_response(jsonify(body), 403)
    page = new_page(
        own_purpose(exchange.purpose),
        case=exchange.case,
        typed=exchange.text.reveal(),
        values={name: v.reveal() for name, v in exchange.variables.items()},
        reasons=reasons,
        follows=exchange.follows,
        text_language=exchange.language,
    )
    return make_response(page, 403)
