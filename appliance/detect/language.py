"""Tell a text in Latin letters that is in a language nobody here reads.

A naive Bayes model over byte n-grams judges the words that stand in lower case, because
names say nothing of the language they stand in: py3langid (Lui and Baldwin,
"langid.py", ACL 2012), whose model comes with it. It takes a clear case: a text of
names, figures and codes, or of few words, is read as what its sender says.
"""

import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# What the model for names was trained and measured on (ISO 639-1).
LANGUAGES = ("en", "de", "fr", "es")
# Languages of a state. Left out are Latin, which stands in every diagnosis, and small
# relatives of the four (Aragonese, Ligurian …), which unusual spelling looks like.
_OTHERS = (
    "af am ar az bg bn bs ca cs cy da el et eu fa fi ga gl ha he hi hr hu hy id ig is "
    "it ja ka kk ko lo lt lv mk ms mt nl nn no pl pt ro ru sk sl so sq sr sv sw ta "
    "te th tl tr uk ur uz vi xh yo zh zu"
)
# No language: codes and figures.
_NONE = "zxx"
_WORD = re.compile(r"(?<![\w@./:-])[^\W\d_]+(?:['\u2019][^\W\d_]+)?(?![\w@/:])")
# Fewer letters than these decide nothing; more words than these tell nothing more.
_LEAST_LETTERS, _MOST_WORDS = 30, 100
# By how many nats the best language must be likelier than the best of ours: in all, and
# per letter. None of 24,000 public sentences in the four languages is refused by it.
_CLEAR, _CLEAR_PER_LETTER = 50.0, 0.4


class Languages:
    """Judges texts; loads its model once (0.8 s, some 60 MB) and is safe to share."""

    def __init__(self) -> None:
        self._model = LanguageIdentifier.from_model_file(MODEL_FILE)
        self._model.set_languages([*LANGUAGES, *_OTHERS.split(), _NONE])

    def is_foreign(self, text: str) -> bool:
        """Tell whether a text is clearly in a language other than `LANGUAGES`."""
        words = " ".join(_words(text))
        letters = sum(map(str.isalpha, words))
        if letters < _LEAST_LETTERS:
            return False
        ranked = self._model.rank(words)
        best, most = ranked[0]
        if best == _NONE:
            return False
        ours = next(score for language, score in ranked if language in LANGUAGES)
        return bool(most - ours > max(_CLEAR, _CLEAR_PER_LETTER * letters))

    def likeliest(self, text: str) -> str:
        """Name the language that a text most looks like (ISO 639-1).

        A text of few words may be taken for another; "" if it has none.
        """
        words = " ".join(_words(text))
        best = self._model.rank(words)[0][0] if words else _NONE
        return "" if best == _NONE else str(best)


def _words(text: str) -> list[str]:
    """Give different words in lower case from all over; of a text in capitals, all."""
    found = _WORD.findall(text)
    words = [word for word in found if word.islower()]
    if 3 * len(words) < len(found) < 2 * sum(map(str.isupper, found)):
        words = [word.lower() for word in found]
    different = list(dict.fromkeys(words))
    return different[:: max(1, -(-len(different) // _MOST_WORDS))]
