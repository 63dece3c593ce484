"""Holds text that a server writes to the rule of the answer, byte for byte.

The rules are those of grammar.py, over an alphabet of bytes: this process has no
tokenizer of the model, and needs none to see whether a text may go on like this.
"""

import llguidance

from appliance.engine.grammar import QUIET, check_schema
from appliance.errors import EngineError

BYTES = llguidance.LLTokenizer("byte")
_SPACE = b" \t\r\n"


class Rule:
    """The state of one answer under its rule."""

    def __init__(self, rule: str) -> None:
        """Start at the beginning of an answer.

        Raises:
            EngineError: The rule is too large, leaves nothing, or is not one the
                library knows.
        """
        self._matcher = llguidance.LLMatcher(BYTES, rule, log_level=0, limits=QUIET)
        if self._matcher.is_error():
            raise EngineError("the answer's grammar cannot be built")

    @property
    def whole(self) -> bool:
        """Tell whether the answer may end here."""
        return bool(self._matcher.is_accepting())

    def take(self, text: str) -> None:
        """Go on by some text.

        Raises:
            EngineError: The answer may not go on like this.
        """
        try:
            raw = text.encode("utf-8")
        except UnicodeEncodeError:
            raise EngineError("the server wrote half a character") from None
        taken = self._matcher.try_consume_tokens(list(raw))
        # White space behind the last bracket is JSON too.
        over = not self._matcher.is_error() and self._matcher.is_stopped()
        if taken < len(raw) and not (over and not raw[taken:].strip(_SPACE)):
            raise EngineError("what the server wrote breaks the rule of the answer")


def check_obeyable(name: str, schema: str) -> None:
    """Check at start-up that a schema can be obeyed.

    Raises:
        SettingsError: It cannot; the message names the template and the keyword.
    """
    check_schema(name, schema, BYTES)
