"""Looks at a text for orders to the model that reads it: the guards of the input.

Joins the classifier with the forms that only an attack has. It runs in the masker's
detector child, on masked texts and on passages of references.
"""

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer

from appliance.detect.detectors import NAMES_FOLDER
from appliance.detect.injection import Injections, load_injections
from appliance.detect.injection_forms import encoded_in, forms_in
from appliance.detect.unveil import lookalikes_in, unveil
from appliance.domain.finding import Sighting, Where
from appliance.domain.progress import Progress, untold
from appliance.domain.surrogate import EXACT

GUARD_FOLDER = "guard"
LIKELY, FORM, ENCODED, LOOK_ALIKE = (
    "injection.likely",
    "injection.form",
    "injection.encoded",
    "characters.lookalike",
)
# The classifier learned with this nonce in each case: letters that are drawn say
# nothing, and a few of them in a row are like nothing that anybody writes.
LEARNED_NONCE = "k7q2"
# More of one rule say nothing that these do not.
_MOST_SHOWN = 20
_MOST_SIGNED = 1_000


class Inspection:
    """What looks at a text before a model reads it; safe to share between threads."""

    def __init__(self, injections: Injections) -> None:
        """Take the classifier."""
        self.injections = injections
        self._signed: OrderedDict[bytes, tuple[Sighting, ...]] = OrderedDict()

    def inspect(self, text: str, progress: Progress = untold) -> tuple[Sighting, ...]:
        """List what is seen; spans are places of the text as it is."""
        return tuple(self._seen(text, progress))

    def inspect_signed(self, text: str) -> tuple[Sighting, ...]:
        """Look at a passage of the purpose's own: the same one is read only once.

        What is kept is its digest and what was seen, for the last thousand.
        """
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        seen = self._signed.pop(digest, None)
        if seen is None:
            seen = self.inspect(text)
        self._signed[digest] = seen
        while len(self._signed) > _MOST_SIGNED:
            self._signed.popitem(last=False)
        return seen

    def _seen(self, text: str, progress: Progress) -> Iterator[Sighting]:
        plain = unveil(text)
        worst = self.injections.read(EXACT.sub(_as_learned, plain.text), progress)
        if worst.score >= self.injections.limit:
            yield Sighting(
                LIKELY,
                Where.INPUT,
                worst.score,
                plain.in_original(worst.start, worst.end),
            )
        for start, end in list(forms_in(plain.text))[:_MOST_SHOWN]:
            yield Sighting(FORM, Where.INPUT, span=plain.in_original(start, end))
        for start, end, said in encoded_in(plain.text):
            score = self.injections.read(said).score
            if score >= self.injections.limit:
                span = plain.in_original(start, end)
                yield Sighting(ENCODED, Where.INPUT, score, span)
        for span in lookalikes_in(text)[:_MOST_SHOWN]:
            yield Sighting(LOOK_ALIKE, Where.INPUT, span=span)


def _as_learned(surrogate: re.Match[str]) -> str:
    """Write a surrogate with the nonce that was learned, as long as before."""
    start, end = (place - surrogate.start() for place in surrogate.span(2))
    return f"{surrogate[0][:start]}{LEARNED_NONCE}{surrogate[0][end:]}"


def load_inspection(models: Path, tokenizer: Tokenizer) -> Inspection:
    """Load the guards of the input.

    Args:
        models: The folder that holds `guard/` and `pii/`.
        tokenizer: The name model's, as it was loaded.

    Raises:
        DetectionError: The classifier cannot be used; nothing may run without it.
    """
    folder, names = models / GUARD_FOLDER, models / NAMES_FOLDER
    return Inspection(load_injections(folder, names, tokenizer))
