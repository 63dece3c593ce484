"""Conversations on pages: what an exchange goes on from, and what goes on from it.

Turns are shown as the model reads them, with nobody put back; each has its own page.
"""

from dataclasses import dataclass, field

from appliance.domain.conversation import Continues, Follows
from appliance.domain.exchange import ExchangeState
from appliance.domain.prose import render_answer
from appliance.domain.purpose import Purpose
from appliance.errors import NotFoundError, UnknownPurposeError
from appliance.kinds import RecordKind
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.parts import Parts
from appliance.web.show import Segment, segments
from appliance.web.visit import visit

_ENDED = frozenset(
    {ExchangeState.RELEASED, ExchangeState.REFUSED, ExchangeState.FAILED}
)


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """An earlier turn as a page shows it; `repr` shows no text.

    Args:
        exchange: Its exchange.
        number: Its place in the conversation, from 1.
        text: What was asked, masked.
        answer: What was answered, masked, in words.
        is_read: Whether the model read it; True where that is not known yet.
    """

    exchange: str
    number: int
    text: tuple[Segment, ...] = field(repr=False)
    answer: str = field(repr=False)
    is_read: bool = True


@dataclass(frozen=True, slots=True)
class Conversation:
    """What an exchange is part of.

    Args:
        turns: The turns before it, the oldest first.
        unread: How many of them the model did not read: the oldest.
        after: What goes on from it, and how.
        goes_on: Whether a next turn may be asked.
        can_change: Whether the text can come back to be changed.
        can_repeat: Whether it can be asked again and come out otherwise.
    """

    turns: tuple[ShownTurn, ...]
    unread: int
    after: tuple[tuple[str, Continues], ...]
    goes_on: bool
    can_change: bool
    can_repeat: bool


def conversation_of(of: Parts, kept: KeptExchange) -> Conversation:
    """Put together what a page says of the conversation of an exchange."""
    purpose = live_purpose(of, kept.purpose)
    before = of.stores.conversations.before(kept)
    unread = _left_out(of, kept) if before else 0
    ended = kept.state in _ENDED and purpose is not None and kept.masked is not None
    released = kept.state is ExchangeState.RELEASED
    return Conversation(
        turns=shown_turns(of, before, unread=unread),
        unread=unread,
        after=of.stores.conversations.after(kept),
        goes_on=bool(ended and released and purpose and purpose.conversation.turns),
        can_change=ended,
        can_repeat=bool(ended and purpose and not comes_out_the_same(kept, purpose)),
    )


def shown_turns(
    of: Parts, turns: tuple[KeptExchange, ...], *, unread: int = 0
) -> tuple[ShownTurn, ...]:
    """Lay turns out for a page, with nobody put back."""
    return tuple(
        ShownTurn(
            exchange=one.id,
            number=number,
            text=segments(one.masked or "", one.spans),
            answer=render_answer(
                of.ports.purpose_as_answered(one.purpose, one.release),
                one.answer or "",
            ),
            is_read=number > unread,
        )
        for number, one in enumerate(turns, 1)
    )


def turns_up_to(of: Parts, follows: Follows) -> tuple[ShownTurn, ...]:
    """Lay out what an exchange that follows another would go on from."""
    kept = of.stores.exchanges.get(follows.exchange, visit().person)
    before = of.stores.conversations.before(kept)
    if follows.how is Continues.TURN:
        before = (*before, kept)
    return shown_turns(of, before)


def followed_by_visitor(of: Parts, follows: Follows, purpose: Purpose) -> KeptExchange:
    """Find the visitor's own exchange that they want to go on from.

    Raises:
        NotFoundError: It is none of theirs for this purpose, is under way still, or the
            purpose's model reads no earlier turns.
    """
    person = visit().person
    kept = of.stores.exchanges.get(follows.exchange, person)
    if follows.how is Continues.TURN and not purpose.conversation.turns:
        raise NotFoundError(f"{purpose.name} goes on from nothing")
    return of.stores.conversations.followed(
        follows, owner=person, case=kept.case, purpose=purpose.name
    )


def comes_out_the_same(kept: KeptExchange, purpose: Purpose) -> bool:
    """Tell whether a text would get the answer that it has, if it were asked again."""
    answered = kept.state is ExchangeState.RELEASED
    return answered and purpose.temperature == 0 and purpose.release == kept.release


def live_purpose(of: Parts, name: str) -> Purpose | None:
    """Find a purpose as it is now, if it still is one for the visitor."""
    try:
        purpose = of.ports.purposes.named(name)
    except UnknownPurposeError:
        return None
    return purpose if purpose.roles & visit().roles else None


def _left_out(of: Parts, kept: KeptExchange) -> int:
    """Read in the log how many turns the prompt had no room for."""
    left = [
        record["body"].get("left_out", 0)
        for record in of.log.of_exchange(kept.id)
        if record["kind"] == RecordKind.PROMPT_COMPOSED
    ]
    return int(left[-1]) if left else 0
