"""Exchanges as stores keep them, begun and ended for tests."""

import dataclasses
from datetime import timedelta

from appliance.domain.conversation import Continues, Follows
from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Exchange, ExchangeState, Masked
from appliance.stores.opened import Stores
from tests.fakes import NOON, DictionaryMasker, make_caller, make_exchange, make_purpose

LETTER = "Anna Kowalski asks about a fee."
YES = Decision(
    Question.INFER, allowed=True, rules=(), errors=(), policy_digest="0" * 64, facts={}
)


def hex_id(number: int) -> str:
    return f"{number:032x}"


def begun(
    stores: Stores, number: int = 1, *, owner: str = "anna", title: str = ""
) -> Exchange:
    """Open an exchange in a case of its owner."""
    case = stores.cases.create(owner, title)
    exchange = make_exchange(
        LETTER, id=hex_id(number), case=case.id, caller=make_caller(owner)
    )
    exchange = dataclasses.replace(
        exchange, received_at=NOON + timedelta(seconds=number)
    )
    stores.exchanges.opened(exchange)
    return exchange


def mask(exchange: Exchange) -> Masked:
    masker = DictionaryMasker({"Anna Kowalski": EntityKind.PERSON})
    purpose = make_purpose()
    text = masker.mask(
        exchange.text,
        exchange=exchange.id,
        case=exchange.case,
        purpose=purpose,
        language="en",
    )
    caller = make_caller(exchange.credential.person)
    return Masked(Admitted(exchange, caller, purpose, YES), text)


def followed(
    stores: Stores, number: int, before: Exchange, how: Continues = Continues.TURN
) -> Exchange:
    """Open an exchange that goes on from another of its case."""
    exchange = dataclasses.replace(
        before,
        id=hex_id(number),
        received_at=NOON + timedelta(seconds=number),
        follows=Follows(before.id, how),
    )
    stores.exchanges.opened(exchange)
    return exchange


def release(stores: Stores, exchange: Exchange, answer: str) -> None:
    stores.exchanges.masked(mask(exchange))
    stores.exchanges.closed(
        exchange.id, ExchangeState.RELEASED, answer=answer, reasons=(), record=7
    )
