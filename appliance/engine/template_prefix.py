"""Finds how all prompts of a purpose begin, from the signed templates alone.

Nothing of a person is in such a beginning, nor which references somebody's text led to:
it ends before the first part that is not a slice of the prompt file.
"""

import itertools
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence

from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import BREAK, Part, TemplatePart
from appliance.engine.check import text_of
from appliance.engine.load import LoadedModel
from appliance.engine.render import encode_chat

# "reply-draft/prompt.en.md#SYSTEM.0", but not "reply-draft/references/fees.md#0".
_PROMPT_FILE = re.compile(r"[^/]+/prompt\.")
# Any two words that begin unlike each other.
_STAND_INS = ("x", "7")
_MAX_KEPT = 64

# The leading turns with their fixed text, and the roles of those behind.
_Lead = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]


class TemplatePrefixes:
    """The token ids that prompts of the same template slices begin with."""

    def __init__(self, loaded: LoadedModel) -> None:
        """Start with none."""
        self._loaded = loaded
        self._found: OrderedDict[_Lead, tuple[int, ...]] = OrderedDict()

    def of(
        self, request: GenerateRequest, templates: Mapping[str, str]
    ) -> tuple[int, ...]:
        """Encode how a request's prompt begins, up to the first part that may differ.

        Args:
            templates: Texts of the request's release, by id.

        Raises:
            SealError: A template slice is not the release's.
        """
        lead = _lead(request, templates)
        found = self._found.pop(lead, None)
        self._found[lead] = found = found if found is not None else self._encode(*lead)
        while len(self._found) > _MAX_KEPT:
            self._found.popitem(last=False)
        return found

    def _encode(
        self, turns: tuple[tuple[str, str], ...], rest: tuple[str, ...]
    ) -> tuple[int, ...]:
        """Encode the turns with two words in place of what follows: what they share.

        So a token that would span the seam is not part of it.
        """
        (role, text), before = turns[-1], turns[:-1]
        one, other = (
            encode_chat(
                [
                    *({"role": r, "content": t} for r, t in before),
                    {"role": role, "content": text + word},
                    *({"role": r, "content": word} for r in rest),
                ],
                self._loaded,
            )
            for word in _STAND_INS
        )
        pairs = zip(one, other, strict=False)
        return tuple(a for a, _ in itertools.takewhile(lambda p: p[0] == p[1], pairs))


def _leading_slices(parts: Sequence[Part]) -> list[TemplatePart]:
    """List the first parts that are of a prompt file, and so the same for everybody."""
    found: list[TemplatePart] = []
    for part in parts:
        if not isinstance(part, TemplatePart):
            break
        if part != BREAK and _PROMPT_FILE.match(part.template) is None:
            break
        found.append(part)
    return found


def _lead(request: GenerateRequest, templates: Mapping[str, str]) -> _Lead:
    turns: list[tuple[str, str]] = []
    for message in request.messages:
        fixed = _leading_slices(message.parts)
        text = "".join(text_of(part, templates) for part in fixed)
        turns.append((message.role, text))
        if len(fixed) < len(message.parts):
            break
    rest = tuple(message.role for message in request.messages[len(turns) :])
    return tuple(turns), rest
