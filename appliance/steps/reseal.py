"""Reseal: mask once more what goes into a prompt and has a seal that ends soon.

Of a text whose answer is written in parts, or again, the first drafts may take longer
than its seals hold.
"""

from dataclasses import replace
from datetime import timedelta

from appliance.domain.conversation import MaskedTurn
from appliance.domain.exchange import Inspected
from appliance.domain.masked import MaskedText
from appliance.domain.ports.wired import Ports
from appliance.domain.text import PersonText

# The engine looks at a seal when it is asked, so nobody's wait in its line counts. The
# last tier may be asked as much as five minutes after the first.
_LEFT = timedelta(minutes=10)


def reseal(inspected: Inspected, ports: Ports, *, is_read: bool = True) -> Inspected:
    """Give a text, its variables and its turns with seals that hold a while longer.

    Args:
        is_read: Whether the model reads the text itself; the answers to its parts are
            combined without it.

    Raises:
        As masking does.
    """
    masked = inspected.sourced.masked
    exchange, purpose = masked.admitted.exchange, masked.admitted.purpose

    def still(one: MaskedText) -> MaskedText:
        left_s = one.seal.expires_at_s - ports.clock.now().timestamp()
        if left_s >= _LEFT.total_seconds():
            return one
        return ports.masker.mask(
            PersonText(one.text),
            exchange=exchange.id,
            case=exchange.case,
            purpose=purpose,
            language=exchange.language,
            accept_surrogates=True,
            judged=True,
        )

    def still_told(turn: MaskedTurn) -> MaskedTurn:
        summary = None if turn.summary is None else still(turn.summary)
        return replace(
            turn, text=still(turn.text), answer=still(turn.answer), summary=summary
        )

    again = replace(
        masked,
        text=still(masked.text) if is_read else masked.text,
        variables={name: still(one) for name, one in masked.variables.items()},
        turns=tuple(map(still_told, masked.turns)),
    )
    return replace(inspected, sourced=replace(inspected.sourced, masked=again))
