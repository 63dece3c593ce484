"""What programs may ask for: completions, the purposes they may use, their exchanges.

The model of a request names a purpose of the program's token, and the text takes the
same way through the pipeline as a person's. Every read is by owner: another program's
exchange and no exchange are the same answer.
"""

import secrets
import time
from collections.abc import Iterator
from concurrent.futures import Future
from functools import cached_property
from itertools import chain

from flask import Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from appliance.domain.conversation import Continues, Follows
from appliance.domain.decision import Question
from appliance.domain.exchange import Exchange, ExchangeState, Outcome, Released
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import AnswerForm, Purpose, ReviewRule
from appliance.domain.service import ServiceToken
from appliance.domain.text import PersonText
from appliance.domain.variable import read_values
from appliance.errors import (
    ApplianceError,
    ClosingError,
    InternalError,
    MalformedCallError,
    NotAllowedError,
    UnknownPurposeError,
)
from appliance.kinds import RecordKind
from appliance.web.access import PROGRAMS, Pages
from appliance.web.api.chat_request import ChatRequest, parse_chat
from appliance.web.api.completion import DONE, Completion, Took, fault_event, took
from appliance.web.api.content import content_of
from appliance.web.api.faults import (
    body_of,
    fault_body,
    unanswered,
    unanswered_response,
    with_number,
)
from appliance.web.api.json_body import unsupported_value
from appliance.web.api.schema_fit import fits, schema_of
from appliance.web.errors import message_of
from appliance.web.feed import Event, Feed
from appliance.web.incoming import read_text
from appliance.web.parts import Parts, parts
from appliance.web.previews import event_stream
from appliance.web.programs import credential_of, token_here, vouched

pages = Pages("api", __name__)

# Under the time that nginx waits, so that the program reads our words.
WAIT_S = 180.0


@pages.route("/v1/chat/completions", to=PROGRAMS, methods=("POST",))
def complete() -> ResponseReturnValue:
    """Take the text of a request all the way; the answer is a chat completion."""
    of, token = parts(), token_here()
    if request.mimetype != "application/json":
        raise MalformedCallError(
            "invalid_json", "The body of a request is application/json."
        )
    asked = parse_chat(request.get_data())
    purpose = _purpose(of, token, asked.model)
    _check_fits(asked, purpose)
    feed = Feed(is_read=asked.streams)
    with of.live.let_in(token.person, purpose.name) as place:
        exchange = _exchange(of, token, asked, purpose)
        g.exchange = exchange.id
        future = of.live.start(exchange, feed, place)
    told = _Told(of, exchange, purpose, asked)
    if asked.streams:
        return told.stream(feed, future)
    return told.wait(future)


@pages.route("/v1/models", to=PROGRAMS)
def models() -> ResponseReturnValue:
    """List the purposes of the program's token that are live."""
    of, token = parts(), token_here()
    roles = vouched(of, token).roles
    mine = [p for p in of.ports.purposes.all() if p.name in token.purposes]
    found = [_model(purpose, token) for purpose in mine if purpose.roles & roles]
    return jsonify(object="list", data=found)


@pages.route("/v1/models/<model>", to=PROGRAMS)
def model(model: str) -> ResponseReturnValue:
    """Describe one of them."""
    of, token = parts(), token_here()
    purpose = _purpose(of, token, model)
    if not purpose.roles & vouched(of, token).roles:
        raise UnknownPurposeError("not a purpose of the token's owner")
    return jsonify(_model(purpose, token))


@pages.route("/v1/exchanges/<exchange>", to=PROGRAMS)
def exchange(exchange: str) -> ResponseReturnValue:
    """Say where one of the program's exchanges stands; with its answer once it is out.

    Raises:
        MalformedCallError: It is asked for in a form that no answer has.
        NotAllowedError: The rules do not let the program read the answer.
    """
    of, token = parts(), token_here()
    form = request.args.get("format", "")
    if form not in {"", "text"}:
        raise unsupported_value("format", "It is text, or left out.")
    kept = of.stores.exchanges.get(exchange, token.person)
    g.exchange = kept.id
    caller = vouched(of, token)
    purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
    released = kept.state is ExchangeState.RELEASED
    completion = None
    if released and kept.answer is not None:
        decision = of.ports.policy.decide(
            Question.REIDENTIFY,
            caller,
            purpose,
            {
                "owns_case": kept.owner == token.person,
                "answer_released": released,
                "own_text": False,
            },
        )
        if not decision.allowed:
            raise NotAllowedError("no rule lets this program read the answer")
        entry = Entry(
            RecordKind.ANSWER_READ,
            kept.id,
            kept.case,
            token.person,
            {"restored": True},
        )
        of.ports.ledger.append(entry, durable=True)
        content = content_of(
            of,
            purpose,
            kept.answer,
            exchange=kept.id,
            case=kept.case,
            reader=token.person,
            in_words=form == "text",
        )
        head = Completion(kept.id, kept.purpose, kept.release, kept.received_at)
        completion = head.whole(content, took(of.log.of_exchange(kept.id)))
    response = jsonify(
        id=kept.id,
        object="exchange",
        created=int(kept.received_at.timestamp()),
        model=kept.purpose,
        state=str(kept.state),
        reasons=list(kept.reasons),
        completion=completion,
    )
    return with_number(response, kept.id)


class _Told:
    """One completion on its way out: as a stream, or whole."""

    def __init__(
        self, of: Parts, exchange: Exchange, purpose: Purpose, asked: ChatRequest
    ) -> None:
        self._of = of
        self._exchange = exchange
        self._purpose = purpose
        self._asked = asked
        self._pieces = 0
        # How it ended, where that came before its first piece.
        self._early: list[Outcome | ApplianceError] = []

    def wait(self, future: "Future[Outcome]") -> ResponseReturnValue:
        """Wait for the end, and give the answer or say why there is none."""
        number = self._exchange.id
        try:
            outcome = future.result(WAIT_S)
        except TimeoutError:
            return self._later()
        if not isinstance(outcome, Released):
            return unanswered_response(*unanswered(outcome, self._place), number)
        content, took = self._content(outcome), self._took()
        response = jsonify(self._head.whole(content, took))
        self._record_sent()
        return with_number(self._aged(response, took), number)

    def stream(self, feed: Feed, future: "Future[Outcome]") -> ResponseReturnValue:
        """Give the answer as it is written.

        Nothing is sent before there is something to read: what is held or refused has
        a status of its own. That is waited for no longer than a whole answer.
        """
        number = self._exchange.id
        told = self._of.live.events(feed, future, self._end, self._write)
        first, until_s = "", time.monotonic() + WAIT_S
        for first in told:
            if first.startswith("data:"):
                break
            if time.monotonic() >= until_s:
                feed.be_asked_later()
                told.close()  # type: ignore[attr-defined] # it is a generator
                return self._later()
        if not self._early:
            return with_number(event_stream(self._to_end(first, told)), number)
        (ended,) = self._early
        if isinstance(ended, ClosingError):
            feed.be_asked_later()
        told.close()  # type: ignore[attr-defined] # it is a generator
        if isinstance(ended, ClosingError):
            return self._later()
        if isinstance(ended, ApplianceError):
            raise ended
        if not isinstance(ended, Released):
            return unanswered_response(*unanswered(ended, self._place), number)
        response = event_stream(self._to_end(first, iter(())))
        return with_number(self._aged(response, self._took()), number)

    def _later(self) -> Response:
        """Say that it is still in work, and where to ask for it."""
        return unanswered_response(504, self._in_work(), self._exchange.id)

    def _in_work(self) -> dict[str, object]:
        told = f"It is still in work. Ask for it at {self._place}."
        return body_of(504, "still_in_work", told, exchange=self._exchange.id)

    @property
    def _place(self) -> str:
        """Where its answer will be, in the form that was asked for."""
        form = "?format=text" if self._asked.form == "text" else ""
        return f"/v1/exchanges/{self._exchange.id}{form}"

    def _aged(self, response: Response, took: Took) -> Response:
        """Say how old an answer is that was given again (RFC 9111, 5.1)."""
        if took.written_at is not None:
            age = self._of.ports.clock.now() - took.written_at
            response.headers["Age"] = str(max(0, int(age.total_seconds())))
        return response

    def _to_end(self, first: str, told: Iterator[str]) -> Iterator[str]:
        for said in chain([first], told):
            whole = said.endswith(DONE)
            yield said
            if whole:
                # Only reached when the last event was taken.
                self._record_sent()

    def _write(self, event: Event) -> str:
        if event.name == "piece":
            return self._piece(event.body["text"])
        return str(event.body["said"]) if event.name == "said" else ""

    def _piece(self, text: str) -> str:
        self._pieces += 1
        usage = self._asked.include_usage
        return self._head.piece(text, first=self._pieces == 1, usage=usage)

    def _end(self, outcome: Outcome | None, fault: ApplianceError | None) -> Event:
        ended = outcome or fault or InternalError("no end")
        if not self._pieces:
            self._early.append(ended)
        if isinstance(ended, ClosingError):
            return _said(fault_event(self._in_work()))
        if isinstance(ended, ApplianceError):
            return _said(fault_event(fault_body(ended, message_of(ended, str))))
        if not isinstance(ended, Released):
            return _said(fault_event(unanswered(ended, self._place)[1]))
        said = "" if self._pieces else self._piece(self._content(ended))
        usage = self._asked.include_usage
        return _said(said + self._head.end(self._took(), usage=usage))

    def _took(self) -> Took:
        return took(self._of.log.of_exchange(self._exchange.id))

    @cached_property
    def _head(self) -> Completion:
        """What every part of the answer begins with; once a release answers it."""
        exchange, release = self._exchange, self._took().release
        purpose = exchange.purpose
        return Completion(exchange.id, purpose, release, exchange.received_at)

    def _content(self, released: Released) -> str:
        purpose = self._of.ports.purpose_as_answered(
            self._purpose.name, self._head.release
        )
        if purpose.release != self._purpose.release:
            # A candidate answered: its form may be another.
            _check_fits(self._asked, purpose)
        structured = purpose.answer is AnswerForm.STRUCTURED
        if not structured or self._asked.form == "text":
            return released.text.reveal()
        return content_of(
            self._of,
            purpose,
            released.masked,
            exchange=released.exchange,
            case=self._exchange.case,
            reader=self._exchange.credential.person,
            in_words=False,
        )

    def _record_sent(self) -> None:
        exchange = self._exchange
        person = exchange.credential.person
        entry = Entry(RecordKind.RESPONSE_SENT, exchange.id, exchange.case, person, {})
        self._of.ports.ledger.append(entry)


def _said(text: str) -> Event:
    return Event("said", {"said": text})


def _purpose(of: Parts, token: ServiceToken, name: str) -> Purpose:
    """Find a purpose of a program's token.

    Raises:
        UnknownPurposeError: It is none, or there is no such purpose.
    """
    if name not in token.purposes:
        raise UnknownPurposeError("not a purpose of this token")
    return of.ports.purposes.named(name)


def _check_fits(asked: ChatRequest, purpose: Purpose) -> None:
    """Check that what is asked for is inside what the signed purpose gives.

    Raises:
        MalformedCallError: It is not; says which field.
    """
    wishes, most = asked.wishes, purpose.max_output_tokens
    if (wishes.max_output_tokens or 0) > most:
        raise unsupported_value("max_completion_tokens", f"It is {most} at most.")
    if (wishes.temperature or 0) > purpose.temperature:
        raise unsupported_value(
            "temperature", f"It is {purpose.temperature:g} at most for this purpose."
        )
    if asked.top_p not in (None, purpose.top_p):
        raise unsupported_value("top_p", f"It is {purpose.top_p:g} for this purpose.")
    if asked.language and asked.language not in purpose.languages:
        languages = ", ".join(purpose.languages)
        raise unsupported_value("metadata.language", f"It is one of: {languages}.")
    if not asked.form or asked.form == "text":
        return
    if purpose.answer is not AnswerForm.STRUCTURED:
        raise unsupported_value("response_format", "This purpose answers with text.")
    known = purpose.forms if purpose.has_all_forms else {}
    if asked.schema is not None and not (known and fits(known, asked.schema)):
        raise unsupported_value(
            "response_format.json_schema.schema",
            "Answers of this purpose have the schema that /v1/models tells; this one "
            "does not take all of them.",
        )


def _exchange(
    of: Parts, token: ServiceToken, asked: ChatRequest, purpose: Purpose
) -> Exchange:
    """Make an exchange of a request; without a named case it has one of its own."""
    text = read_text(asked.text, max_chars=purpose.most_chars)
    values = {name: PersonText(value) for name, value in asked.values.items()}
    variables = read_values(purpose.variables, values)
    follows = _followed(of, token, asked, purpose)
    if follows is not None:
        case = of.stores.exchanges.get(follows.exchange, token.person).case
        kept = of.stores.cases.get(case, token.person)
    elif asked.case:
        case = of.stores.tokens.case_named(token, asked.case)
        kept = of.stores.cases.ensure(case, token.person)
    else:
        kept = of.stores.cases.create(token.person, "")
    return Exchange(
        id=secrets.token_hex(16),
        case=kept.id,
        case_owner=kept.owner,
        purpose=purpose.name,
        language=asked.language or purpose.languages[0],
        text=text,
        credential=credential_of(token),
        received_at=of.ports.clock.now(),
        origin="api",
        variables=variables,
        wishes=asked.wishes,
        # RFC 9111, 5.2.1.4: what was written before is not good enough.
        anew=bool(request.cache_control.no_cache),
        follows=follows,
    )


def _followed(
    of: Parts, token: ServiceToken, asked: ChatRequest, purpose: Purpose
) -> Follows | None:
    """Check what a request goes on from: an answer of this program's own.

    Raises:
        MalformedCallError: The purpose goes on from nothing, or another case is named.
        NotFoundError: There is no such answer of this program for this purpose.
    """
    if not asked.follows:
        return None
    where = "metadata.follows"
    if not purpose.conversation.turns:
        raise unsupported_value(where, "This purpose reads no earlier turns.")
    follows = Follows(asked.follows, Continues.TURN)
    case = of.stores.exchanges.get(follows.exchange, token.person).case
    if asked.case and of.stores.tokens.case_named(token, asked.case) != case:
        raise unsupported_value(where, "It is of another case than 'metadata.case'.")
    of.stores.conversations.followed(
        follows, owner=token.person, case=case, purpose=purpose.name
    )
    return follows


def _model(purpose: Purpose, token: ServiceToken) -> dict[str, object]:
    """Describe a purpose as a model; `created` is when the token was made."""
    structured = purpose.answer is AnswerForm.STRUCTURED and purpose.has_all_forms
    return {
        "id": purpose.name,
        "object": "model",
        "created": int(token.made_at.timestamp()),
        "owned_by": "cloister",
        "title": purpose.title,
        "description": purpose.description,
        "languages": list(purpose.languages),
        "variables": [variable.name for variable in purpose.variables],
        "max_input_chars": purpose.most_chars,
        "max_output_tokens": purpose.max_output_tokens,
        "turns": purpose.conversation.turns,
        "streamed": purpose.streamed,
        "held": purpose.review is not ReviewRule.NONE,
        "schema": schema_of(purpose.forms) if structured else None,
        "release": purpose.release,
    }
