"""How a text reads without manners and spelling: two that read the same say the same.

Set aside is what can change no answer: greetings, thanks and farewells, "please", how a
question is wrapped ("could you tell me"), the marks beside all of these, contractions,
the capital that a sentence begins with, white space, brackets and quotation marks, and
which of two spellings of a word was taken. Everything else stays, in order: every
number, name, date, code and negation, who does what to whom, whether it is asked or
told, each comma and colon ("Don't, stop it") and each other capital ("Polish"). Manners
stay too where they may be what is asked for: without a mark that parts them from the
rest ("end it with kind regards"), after a colon, and in a text that is about words. So
many a paraphrase is missed, and hardly a difference.

Encoders do the opposite: to them "open" is nearer to "close" than to "set up", so none
is asked (docs/caches.md has the figures). This is English; of other languages nothing
but white space is set aside.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from appliance.domain.recalled import Piece

# A number with its signs as one; a word with its hyphens and apostrophes; any mark.
_TOKEN: Final = re.compile(
    r"[€$£¥#+-]*\d(?:[\w.,:/+-]*\w)?[%€$£]?|[^\W\d_]+(?:['-][^\W\d_]+)*|[^\s\w]|_|\n"
)
_ENDS: Final = frozenset(".!?\n")
# "-" and "/" between words, "&", "@" and the rest stay.
_SILENT: Final = frozenset('()"“”…')
# They stay too, but beside what is set aside they go with it.
_PAUSES: Final = frozenset(",;:")
# One of these parts manners from what is said; a colon may announce them.
_BREAKS: Final = frozenset(",;")
_COLON: Final = ":"
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
# They stand side by side in most texts, and nobody asks which of the two it is.
_ARTICLES: Final = frozenset({"a", "an"})
# Where one of these stands, how something is put may be what is asked for.
_ABOUT_WORDS: Final = frozenset(
    {
        *("closing", "closings", "sign-off", "farewell", "signature"),
        *("greeting", "greetings", "salutation", "salutations"),
        *("word", "words", "wording", "phrase", "phrases", "sentence", "sentences"),
        *("spell", "spells", "spelled", "spelt", "spelling", "capital", "capitals"),
        *("say", "says", "write", "writes", "rewrite", "rephrase", "reword"),
        *("translate", "translates", "translation", "quote", "quotes"),
    }
)
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


class _Written(NamedTuple):
    """A word as it is written, and as it is without the capital of a sentence."""

    as_it_is: Word
    small: Word


def reading_of(text: tuple[Piece, ...], language: str) -> tuple[tuple[Word, ...], ...]:
    """Read a masked text: its sentences, each the words that are left of it.

    Args:
        text: Cut at its surrogates, each of which is a word.
        language: Of the text, e.g. "en".
    """
    if language != "en" or _is_about_words(text):
        return (_plain(text),)
    read: list[tuple[Word, ...]] = []
    # A line that only goes on begins with no capital of its own.
    begins, announced = True, False
    for sentence, end in _sentences(text):
        words, asks = sentence, end == "?"
        if not announced:
            words, asks = _without_manners(words, asks=asks, greets=not read)
        if words:
            read.append(_said(words, asks=asks, begins=begins))
            begins = end != "\n"
            announced = announced or _COLON in read[-1]
    return tuple(read)


def _is_about_words(text: tuple[Piece, ...]) -> bool:
    """Tell whether a text speaks of words, or spells one of them in two ways."""
    spelled: dict[tuple[str, ...], str] = {}
    for piece in text:
        if not isinstance(piece, str):
            continue
        for token in _TOKEN.findall(piece.translate(_APOSTROPHES)):
            small = token.casefold()
            if small in _ABOUT_WORDS:
                return True
            if small in _ARTICLES:
                continue
            read = tuple(str(word.small) for word in _spelled(token))
            if spelled.setdefault(read, small) != small:
                return True
    return False


def _plain(text: tuple[Piece, ...]) -> tuple[Word, ...]:
    """Read a text of a language that is not known: white space counts once."""
    words: list[Word] = []
    for piece in text:
        words += piece.split() if isinstance(piece, str) else [piece]
    return tuple(words)


def _sentences(text: tuple[Piece, ...]) -> Iterator[tuple[list[_Written], str]]:
    """Cut a text into sentences: the words of each, and the mark that ends it."""
    words: list[_Written] = []
    for piece in text:
        if not isinstance(piece, str):
            words.append(_Written(piece, piece))
            continue
        for token in _TOKEN.findall(piece.translate(_APOSTROPHES)):
            if token in _ENDS:
                yield words, token
                words = []
            elif token not in _SILENT:
                words += _spelled(token)
    yield words, ""


def _spelled(token: str) -> list[_Written]:
    """Spell a word in one way; what is written in capitals alone is a name."""
    if not token[0].isalpha() or (token.isupper() and len(token) > 1):
        return [_Written(token, token)]
    small = token.casefold()
    word = _CONTRACTED.get(small, small)
    for end, whole in _CONTRACTED_ENDS.items():
        if word.endswith(end):
            word = word.removesuffix(end) + whole
    first, *rest = [_SPELLINGS.get(one, one) for one in word.split()]
    if token in (small, small.capitalize()):
        is_capital = token != small and first != "i"
        as_it_is = first.capitalize() if is_capital else first
        return [_Written(as_it_is, first), *(_Written(one, one) for one in rest)]
    # "iPhone", "McDonald": no capital of a sentence.
    return [_Written(token, token)]


def _said(words: list[_Written], *, asks: bool, begins: bool) -> tuple[Word, ...]:
    """Give what a sentence says; "?" at its end where it asks.

    Args:
        begins: Its first capital says nothing but that a sentence begins.
    """
    first = words[0].small if begins else words[0].as_it_is
    said = (first, *(word.as_it_is for word in words[1:]))
    return (*said, "?") if asks else said


def _without_manners(
    words: list[_Written], *, asks: bool, greets: bool
) -> tuple[list[_Written], bool]:
    """Leave out of a sentence what says nothing; tells too whether the rest asks.

    Args:
        asks: Whether it ends with "?".
        greets: Whether nothing was said before it.
    """
    if greets:
        words = _without_greetings(words)
    left = _without_fillers(words)
    wraps = (*_WRAPS, *_REQUESTS) if len(left) < len(words) else _WRAPS
    unwrapped = _without_leads(left, wraps)
    if len(unwrapped) < len(left):
        asks = bool(unwrapped) and unwrapped[0].small in _ASKING
    return _without_farewells(unwrapped), asks


def _without_greetings(words: list[_Written]) -> list[_Written]:
    """Leave out the greetings that a text begins with, each parted from what follows.

    A colon parts one where nothing else stands in its line ("Dear Sirs:").
    """
    while (length := _lead(words, _GREETINGS)) is not None:
        rest = words[length:]
        is_alone = [word.small for word in rest] in ([], [_COLON])
        if not is_alone and rest[0].small not in _BREAKS:
            return words
        words = _without_first_pauses(rest)
    return words


def _without_leads(words: list[_Written], leads: tuple[str, ...]) -> list[_Written]:
    """Leave out what a sentence begins with that says nothing, and pauses after it."""
    while (length := _lead(words, leads)) is not None:
        words = _without_first_pauses(words[length:])
    return words


def _without_fillers(words: list[_Written]) -> list[_Written]:
    """Leave out "please" and its like; of the pauses around it one stays within."""
    left: list[_Written] = []
    is_after_filler = False
    for at, word in enumerate(words):
        if word.small in _FILLERS and (is_after_filler or _stands_apart(words, at)):
            is_after_filler = True
            continue
        is_pause = word.small in _PAUSES
        if is_after_filler and is_pause and (not left or left[-1].small in _PAUSES):
            continue
        is_after_filler = is_after_filler and is_pause
        left.append(word)
    return _without_last_pauses(left) if is_after_filler else left


def _stands_apart(words: list[_Written], at: int) -> bool:
    """Tell whether a filler is no more than one where it stands."""
    before = [word.small for word in words[:at]]
    if _COLON in before:
        return False
    if not before or before[-1] in _BREAKS or " ".join(map(str, before)) in _REQUESTS:
        return True
    return at == len(words) - 1 and words[at].small == "please"


def _without_farewells(words: list[_Written]) -> list[_Written]:
    """Leave out the manners that a sentence is, or ends with after a break."""
    begin = max(0, len(words) - _LONGEST_MANNERS)
    while begin < len(words):
        before = [word.small for word in words[:begin]]
        is_parted = not before or (before[-1] in _BREAKS and _COLON not in before)
        manners = " ".join(str(word.small) for word in words[begin:])
        if is_parted and manners in _MANNERS:
            words = _without_last_pauses(words[:begin])
            begin = max(0, len(words) - _LONGEST_MANNERS)
        else:
            begin += 1
    return words


def _without_first_pauses(words: list[_Written]) -> list[_Written]:
    while words and words[0].small in _PAUSES:
        words = words[1:]
    return words


def _without_last_pauses(words: list[_Written]) -> list[_Written]:
    while words and words[-1].small in _PAUSES:
        words = words[:-1]
    return words


def _lead(words: list[_Written], leads: tuple[str, ...]) -> int | None:
    """Tell how many words of a lead a sentence begins with; None if with no lead."""
    for lead in leads:
        expected = lead.split()
        if [word.small for word in words[: len(expected)]] == expected:
            return len(expected)
    return None
