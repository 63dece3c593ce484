"""What a page shows of a text that was answered in parts."""

from dataclasses import dataclass

from appliance.explain import PartLine
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.laid_out import in_words
from appliance.web.languages import say


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part: where it stands in the masked text, and what it was answered with.

    Args:
        first: Its first character, counted from 1.
        last: Its last.
        codes: The codes of its answer by field, in the reader's words.
    """

    first: int
    last: int
    codes: tuple[tuple[str, tuple[str, ...]], ...]


def shown_parts(
    kept: KeptExchange, places: tuple[PartLine, ...]
) -> tuple[ShownPart, ...]:
    """Lay out the parts of a text; of one that has no answer its places alone."""
    codes = kept.parts if len(kept.parts) == len(places) else ({},) * len(places)
    return tuple(
        ShownPart(
            place.start + 1,
            place.end,
            tuple(
                (say(in_words(name)), tuple(say(in_words(one)) for one in said))
                for name, said in answered.items()
            ),
        )
        for place, answered in zip(places, codes, strict=True)
    )
