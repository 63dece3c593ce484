"""Find words in letters, and texts in languages, that no detector here reads.

The model for names learned languages in Latin letters. What a Greek, Cyrillic, Arabic
or Chinese word says nobody here can tell, so it is masked unread; a text that is mostly
such words is for no purpose.
"""

import re
from collections.abc import Iterator

from appliance.detect.language import LANGUAGES, Languages
from appliance.domain.entity import EntityKind
from appliance.domain.span import Span
from appliance.errors import UnknownLanguageError

# Letters outside the Latin blocks of Unicode 15 and their look-alikes (letter-like,
# ligatures, full width, mathematical), which are read plainly before detection.
_UNREAD = re.compile(
    r"[^\W\d_\u0000-\u02ff\u1d00-\u1dbf\u1e00-\u1eff\u2071\u207f\u2090-\u209c"
    r"\u2100-\u214f\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06"
    r"\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff]+"
)
# One Greek letter by itself is a sign: an angle, a dose in micrograms.
_SIGN = re.compile(r"[\u0370-\u03ff]")
SCRIPT = "script"
_REASON = "is written in letters that the masking cannot read"
# Less is a name, a greeting or a quotation in a text of another language.
_TEXT_LETTERS = 40


def find_unread(text: str) -> Iterator[Span]:
    """Find runs of letters that nobody here reads."""
    for run in _UNREAD.finditer(text):
        if not _SIGN.fullmatch(run.group()):
            yield Span(*run.span(), EntityKind.CUSTOM, 400, SCRIPT, _REASON)


def check_language(text: str, language: str, known: Languages) -> None:
    """Check that a text is one that the detectors read.

    Raises:
        UnknownLanguageError: It is said to be in another language, or is mostly in
            letters that nobody here reads, or clearly in another language.
    """
    if language not in LANGUAGES:
        raise UnknownLanguageError("said to be in a language that no detector reads")
    unread = sum(len(run.group()) for run in _UNREAD.finditer(text))
    if unread >= _TEXT_LETTERS and 2 * unread > sum(map(str.isalpha, text)):
        raise UnknownLanguageError(f"{unread} letters that no detector reads")
    if known.is_foreign(text):
        raise UnknownLanguageError("clearly in a language that no detector reads")
