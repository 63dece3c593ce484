"""What a request of a program becomes: an exchange, inside what its purpose gives.

Every read is by owner: another program's exchange and no exchange are the same answer.
"""

import secrets

from flask import request

from appliance.domain.conversation import Continues, Follows
from appliance.domain.exchange import Exchange
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.service import ServiceToken
from appliance.domain.text import PersonText
from appliance.domain.variable import read_values
from appliance.web.api.chat_request import ChatRequest
from appliance.web.api.json_body import unsupported_value
from appliance.web.api.schema_fit import fits
from appliance.web.incoming import read_text
from appliance.web.parts import Parts
from appliance.web.programs import credential_of


def check_fits(asked: ChatRequest, purpose: Purpose) -> None:
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


def exchange_of(
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
