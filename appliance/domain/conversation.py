"""Turns: how an exchange goes on from an earlier one, and which turns a model reads.

An exchange follows another as its next turn, as a changed version of it, or as the same
text asked again. The last two take the place of what they follow: only answers that
were gone on from are turns of the conversation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.domain.masked import MaskedText

# The most that a purpose may have its model read.
MAX_TURNS = 12


class Continues(StrEnum):
    """How an exchange goes on from the one that it follows."""

    TURN = "turn"
    EDITED = "edited"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Follows:
    """What an exchange goes on from.

    Args:
        exchange: The earlier exchange, of the same person, case and purpose.
        how: As its next turn, changed, or again.
    """

    exchange: str
    how: Continues


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier text and its answer, both masked, as they are kept; `repr` hides them.

    Args:
        exchange: Its exchange.
        text: The text as the model saw it.
        answer: The answer as the model wrote it, or as a reviewer released it.
    """

    exchange: str
    text: str = field(repr=False)
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MaskedTurn:
    """A turn, masked once more and sealed for the exchange that goes on from it.

    Args:
        exchange: Its exchange.
        text: What was asked.
        answer: What was answered.
        summary: What is said of it where it is left out: the codes of a structured
            answer; None of a text.
    """

    exchange: str
    text: MaskedText
    answer: MaskedText
    summary: MaskedText | None = None


@dataclass(frozen=True, slots=True)
class ConversationRule:
    """[conversation] of purpose.toml.

    Args:
        turns: How many earlier turns the model reads at most; 0 for none.
    """

    turns: int = 0


def thread(links: Mapping[str, Follows | None], follows: Follows | None) -> list[str]:
    """List the exchanges that are earlier turns of one that follows, the oldest first.

    Args:
        links: What each exchange of the case follows. One that is not there ends the
            conversation: what came before it is not known any more.
        follows: What the exchange itself follows.
    """
    found: list[str] = []
    met: set[str] = set()
    while follows and follows.exchange in links and follows.exchange not in met:
        met.add(follows.exchange)
        if follows.how is Continues.TURN:
            found.append(follows.exchange)
        follows = links[follows.exchange]
    return found[::-1]
