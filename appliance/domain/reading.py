"""How a text reads without manners and spelling: two that read the same say the same.

Set aside is what can change no answer: greetings, thanks and farewells, "please", how a
question is wrapped ("could you tell me"), contractions, capitals, white space, silent
marks, and which of two spellings of a word was taken. Everything else stays, in order:
every number, name, date, code and negation, who does what to whom, whether it is asked
or told. So many a paraphrase is missed, and hardly a difference.

Encoders do the opposite: to them "open" is nearer to "close" than to "set up", so none
is asked (docs/caches.md has the figures). This is English; of other languages nothing
but white space is set aside.
"""

import re
from collections.abc import Iterator
from typing import Final

from appliance.domain.recalled import Piece

# A number with its signs as one; a word with its hyphens and apostrophes; any mark.
_TOKEN: Final = re.compile(
    r"[€$£¥#+-]*\d(?:[\w.,:/+-]*\w)?[%€$£]?|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\s\w]|_|\n"
)
_ENDS: Final = frozenset(".!?\n")
# "-" and "/" between words, "&", "@" and the rest stay.
_SILENT: Final = frozenset(',;:()"“”…')
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2019\u2018\u0060\u00b4", "'"))
_CONTRACTED: Final = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "i'm": "i am",
}
_CONTRACTED_ENDS: Final = {
    "n't": " not",
    "'ve": " have",
    "'ll": " will",
    "'re": " are",
}
# One word in two spellings.
_SPELLINGS: Final = {
    "e-mail": "email",
    "e-mails": "emails",
    "on-line": "online",
    "colour": "color",
    "favour": "favor",
    "cancelled": "canceled",
    "cancelling": "canceling",
    "organisation": "organization",
    "organise": "organize",
    "authorise": "authorize",
    "authorised": "authorized",
    "authorisation": "authorization",
    "recognise": "recognize",
    "recognised": "recognized",
    "ok": "okay",
    "an": "a",
    "whilst": "while",
    "amongst": "among",
    "somebody": "someone",
    "anybody": "anyone",
    "everybody": "everyone",
}
_FILLERS: Final = frozenset({"please", "kindly", "actually", "basically"})
_GREETINGS: Final = (
    *("dear sir or madam", "dear sirs", "dear all", "dear team"),
    *("good morning", "good afternoon", "good evening", "good day"),
    *("hello there", "hi there", "hello", "hi", "hey"),
)
# What follows is asked, however it is wrapped. The mark of the whole goes with it.
_WRAPS: Final = (
    *(
        "i would like to know",
        "i'd like to know",
        "i want to know",
        "i was wondering",
        "i am wondering",
    ),
    *("could you tell me", "can you tell me", "would you tell me", "tell me"),
    *("could you let me know", "can you let me know", "let me know"),
)
# With "please" beside it a request, and no question whether one is able to.
_REQUESTS: Final = ("could you", "can you", "would you", "will you")
# A sentence that says nothing else.
_MANNERS: Final = frozenset(
    {
        *("thanks", "thank you", "many thanks", "thanks a lot", "thank you very much"),
        *("thank you for your help", "thanks for your help"),
        *("thank you in advance", "thanks in advance", "many thanks in advance"),
        *("kind regards", "best regards", "warm regards", "regards", "best wishes"),
        *("with kind regards", "yours sincerely", "yours faithfully", "sincerely"),
        *("cheers", "have a nice day", "i hope you are well"),
        *("i look forward to your reply", "i look forward to hearing from you"),
        *("looking forward to your reply", "looking forward to hearing from you"),
    }
)
_LONGEST_MANNERS: Final = max(len(one.split()) for one in _MANNERS)
_ASKING: Final = frozenset(
    {"who", "whom", "whose", "what", "which", "when", "where", "why", "how", "whether"}
)
Word = Piece


def reading_of(text: tuple[Piece, ...], language: str) -> tuple[tuple[Word, ...], ...]:
    """Read a masked text: its sentences, each the words that are left of it.

    Args:
        text: Cut at its surrogates, each of which is a word.
        language: Of the text, e.g. "en".
    """
    if language != "en":
        return (_plain(text),)
    read = (_sentence(words, end) for words, end in _sentences(text))
    return tuple(sentence for sentence in read if sentence)


def _plain(text: tuple[Piece, ...]) -> tuple[Word, ...]:
    """Read a text of a language that is not known: white space counts once."""
    words: list[Word] = []
    for piece in text:
        words += piece.split() if isinstance(piece, str) else [piece]
    return tuple(words)


def _sentences(text: tuple[Piece, ...]) -> Iterator[tuple[list[Word], str]]:
    """Cut a text into sentences: the words of each, and the mark that ends it."""
    words: list[Word] = []
    for piece in text:
        if not isinstance(piece, str):
            words.append(piece)
            continue
        for token in _TOKEN.findall(piece.translate(_APOSTROPHES)):
            if token in _ENDS:
                yield words, token
                words = []
            elif token not in _SILENT:
                words += _spelled(token)
    yield words, ""


def _spelled(token: str) -> list[str]:
    """Spell a word in one way; what is written in capitals alone is a name."""
    if not token[0].isalpha() or (token.isupper() and len(token) > 1):
        return [token]
    word = token.casefold()
    word = _CONTRACTED.get(word, word)
    for end, whole in _CONTRACTED_ENDS.items():
        if word.endswith(end):
            word = word.removesuffix(end) + whole
    return [_SPELLINGS.get(one, one) for one in word.split()]


def _sentence(words: list[Word], end: str) -> tuple[Word, ...]:
    """Give what a sentence says; "?" at its end where it asks."""
    asks = end == "?"
    begins = _GREETINGS
    while (lead := _lead(words, begins)) is not None:
        words = words[lead:]
    requested = any(word in _FILLERS for word in words)
    words = [word for word in words if word not in _FILLERS]
    wraps = (*_WRAPS, *_REQUESTS) if requested else _WRAPS
    while (lead := _lead(words, wraps)) is not None:
        words = words[lead:]
        asks = bool(words) and words[0] in _ASKING
    words = _without_farewell(words)
    return (*words, "?") if asks and words else tuple(words)


def _without_farewell(words: list[Word]) -> list[Word]:
    """Leave out the manners at the end of a sentence, which often has no mark."""
    for begin in range(max(0, len(words) - _LONGEST_MANNERS), len(words)):
        if " ".join(map(str, words[begin:])) in _MANNERS:
            return words[:begin]
    return words


def _lead(words: list[Word], leads: tuple[str, ...]) -> int | None:
    """Tell how many words of a lead a sentence begins with; None if with no lead."""
    for lead in leads:
        expected = lead.split()
        if words[: len(expected)] == expected:
            return len(expected)
    return None
