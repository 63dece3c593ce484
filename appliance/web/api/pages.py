"""What programs may ask for: completions, the purposes they may use, their exchanges.

The model of a request names a purpose of the program's token, and the text takes the
same way through the pipeline as a person's. Every read is by owner: another program's
exchange and no exchange are the same answer.
"""

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from appliance.domain.decision import Question
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import AnswerForm, Purpose, ReviewRule
from appliance.domain.service import ServiceToken
from appliance.errors import MalformedCallError, NotAllowedError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.web.access import PROGRAMS, Pages
from appliance.web.api.asked import check_fits, exchange_of
from appliance.web.api.chat_request import parse_chat
from appliance.web.api.completion import Completion, took
from appliance.web.api.content import content_of
from appliance.web.api.faults import with_number
from appliance.web.api.json_body import unsupported_value
from appliance.web.api.schema_fit import schema_of
from appliance.web.api.told import Told
from appliance.web.feed import Feed
from appliance.web.parts import Parts, parts
from appliance.web.programs import token_here, vouched

pages = Pages("api", __name__)


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
    check_fits(asked, purpose)
    feed = Feed(is_read=asked.streams)
    with of.live.let_in(token.person, purpose.name) as place:
        exchange = exchange_of(of, token, asked, purpose)
        g.exchange = exchange.id
        future = of.live.start(exchange, feed, place)
    told = Told(of, exchange, purpose, asked)
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


def _purpose(of: Parts, token: ServiceToken, name: str) -> Purpose:
    """Find a purpose of a program's token.

    Raises:
        UnknownPurposeError: It is none, or there is no such purpose.
    """
    if name not in token.purposes:
        raise UnknownPurposeError("not a purpose of this token")
    return of.ports.purposes.named(name)


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
