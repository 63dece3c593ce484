"""Writes texts for the guard: attacks alone and hidden in documents, harmless ones.

Everything comes from one seeded generator. A document is a letter, mail, note, case or
record from `pii_texts*.py` or a public set; an attack stands before, in or behind it,
or in a field of it. Names give way to surrogates in part, as the masker leaves a text.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from models.training import guard_attacks_de as de
from models.training import guard_attacks_en as en
from models.training import guard_attacks_more_de as more_de
from models.training import guard_attacks_more_en as more
from models.training import guard_attacks_wide_de as wide_de
from models.training import guard_attacks_wide_en as wide
from models.training import guard_benign as ok
from models.training import guard_benign_more as fine
from models.training import guard_benign_wide as plain
from models.training.guard_corpora import Example, read_bipia, read_ordinary
from models.training.guard_disguise import disguise
from models.training.guard_grammar import PARTS, Grammar, wordings
from models.training.pii_corpora import Document
from models.training.pii_texts import write_documents

_EN = (
    (en.OVERRIDE, 5), (en.LEAK, 5), (en.PERSONA, 6), (en.HARM, 4), (en.MARKERS, 2),
    (en.INDIRECT, 4), (more.SHORT_LEAK, 6), (more.ABOVE, 3), (more.SHORT_OVERRIDE, 5),
    (more.SHORT_PERSONA, 4), (more.ROLES, 3), (more.SPLIT, 3), (more.EXFIL, 3),
    (more.LETTER_ORDER, 3),
)  # fmt: skip
_DE = (
    (de.OVERRIDE, 5), (de.LEAK, 4), (de.PERSONA, 4), (de.HARM, 3), (de.INDIRECT, 4),
    (more_de.SHORT_LEAK, 5), (more_de.ABOVE, 2), (more_de.SHORT_OVERRIDE, 5),
    (more_de.SHORT_PERSONA, 3), (more_de.LETTER_ORDER, 4),
)  # fmt: skip
_HIDDEN_EN = (
    (en.OVERRIDE, 4), (en.INDIRECT, 8), (en.MARKERS, 3), (en.LEAK, 2), (en.PERSONA, 2),
    (en.TASKS, 6), (en.HARM, 1), (more.SHORT_LEAK, 1), (more.ABOVE, 1),
    (more.SHORT_OVERRIDE, 3), (more.SHORT_PERSONA, 1), (more.ROLES, 2), (more.SPLIT, 1),
    (more.EXFIL, 4), (more.LETTER_ORDER, 6),
)  # fmt: skip
_HIDDEN_DE = (
    (de.OVERRIDE, 4), (de.INDIRECT, 6), (de.LEAK, 2), (de.PERSONA, 2), (de.TASKS, 4),
    (more_de.SHORT_LEAK, 1), (more_de.SHORT_OVERRIDE, 3), (more_de.SHORT_PERSONA, 1),
    (more_de.LETTER_ORDER, 6),
)  # fmt: skip
_LONG = (
    (en.PERSONA, 8), (en.OVERRIDE, 2), (en.HARM, 2), (en.LEAK, 1),
    (more.SHORT_PERSONA, 3), (more.SHORT_OVERRIDE, 1),
)  # fmt: skip
_LONG_DE = ((de.PERSONA, 6), (de.OVERRIDE, 2), (de.HARM, 2), (more_de.SHORT_PERSONA, 2))
# Not for the report, whose texts are to stay what they were.
_WIDE = (
    (wide.DROP, 16), (wide.LEAKS, 12), (wide.AGENT, 7), (wide.SOURCE, 5),
    (wide.PRESS, 7),
)  # fmt: skip
_WIDE_DE = (
    (wide_de.DROP, 12), (wide_de.LEAKS, 8), (wide_de.AGENT, 5), (wide_de.SOURCE, 4),
    (wide_de.PRESS, 5),
)  # fmt: skip
_WIDE_HIDDEN = (
    (wide.DROP, 9), (wide.LEAKS, 3), (wide.AGENT, 9), (wide.SOURCE, 9), (wide.PRESS, 6),
)  # fmt: skip
_WIDE_HIDDEN_DE = (
    (wide_de.DROP, 6), (wide_de.LEAKS, 2), (wide_de.AGENT, 5), (wide_de.SOURCE, 6),
    (wide_de.PRESS, 4),
)  # fmt: skip
_MORE_DE = ((plain.LETTER_DE, 1), (plain.STEPS_DE, 1))
_KEYS = "qwertzuiopasdfghjklyxcvbnmöäü123.,?"
_LANGUAGES = ("en", "de", "other")
_SHARES = (70, 22, 8)
_FIELDS = ("comment", "note", "review", "content", "description", "body", "title")

Text = tuple[str, tuple[tuple[int, int], ...]]
Blocks = tuple[tuple[str, int], ...]


class GuardWriter:
    """Draws examples for ever."""

    def __init__(self, random: Random, data: Path, *, part: str = PARTS[0]) -> None:
        """Read the public sets once; `part` is one of `PARTS`."""
        self._random = random
        self._part = part
        self._grammars = {
            language: Grammar(random, language, part=part) for language in _LANGUAGES
        }
        self._bipia, self._mails = read_bipia(data, held_back=part == "report")
        self._ordinary = read_ordinary(data, part=part)
        self._documents = self._written(data)

    def write(self) -> Iterator[Example]:
        """Write examples, a little less than half of them hostile."""
        kinds = {
            self._direct: 18, self._long: 5, self._hidden: 24, self._in_record: 4,
            self._trigger_letter: 16, self._question: 11, self._plain: 14,
            self._record: 3, self._talk: 5, self._title: 6, self._noise: 3,
        }  # fmt: skip
        while True:
            write = self._random.choices(list(kinds), list(kinds.values()))[0]
            text, spans = write()
            kind = write.__name__.strip("_")
            if self._random.random() < 0.15:
                text, spans = disguise(text, spans, self._random)
            source = f"written, to {self._part}"
            yield Example(text, spans, source, kind)

    # What attacks.

    def _direct(self) -> Text:
        count = self._random.choice((1, 1, 1, 2))
        english, german = self._with(_EN, _WIDE), self._with(_DE, _WIDE_DE)
        return _all(self._attack(english, german, count))

    def _long(self) -> Text:
        return _all(self._attack(_LONG, _LONG_DE, self._random.randint(3, 12)))

    def _hidden(self) -> Text:
        attack = self._hidden_attack()
        document = self._document()
        place = self._random.random()
        gap = self._random.choice((" ", "\n", "\n\n", "\n\n\n", "\n---\n"))
        if place < 0.4:
            return document + gap + attack, _at(len(document) + len(gap), attack)
        if place < 0.55:
            return attack + gap + document, _at(0, attack)
        cuts = [i for i, c in enumerate(document) if c in ".!?\n"] or [len(document)]
        cut = self._random.choice(cuts) + 1
        before, after = document[:cut], document[cut:]
        text = f"{before}{gap}{attack}{gap}{after}"
        return text, _at(len(before) + len(gap), attack)

    def _in_record(self) -> Text:
        attack = self._hidden_attack()
        return self._as_record(attack), self._found(attack)

    def _hidden_attack(self) -> str:
        if self._random.random() < 0.3:
            return self._random.choice(self._bipia)
        return self._attack(
            self._with(_HIDDEN_EN, _WIDE_HIDDEN),
            self._with(_HIDDEN_DE, _WIDE_HIDDEN_DE),
            self._random.choice((1, 1, 2)),
        )

    def _with(self, blocks: Blocks, wider: Blocks) -> Blocks:
        """Add the wordings that the report does not draw."""
        return blocks if self._part == "report" else blocks + wider

    def _attack(
        self,
        english: Blocks,
        german: Blocks,
        count: int,
    ) -> str:
        language = self._random.choices(_LANGUAGES, _SHARES)[0]
        if language == "other":
            english, count = self._with(((de.OTHER, 2),), ((wide.OTHER, 3),)), 1
        blocks = german if language == "de" else english
        blocks = tuple(one for one in blocks if wordings(one[0], part=self._part))
        drawn = self._random.choices(*zip(*blocks, strict=True), k=count)
        grammar = self._grammars[language]
        gap = self._random.choice((" ", " ", "\n"))
        return gap.join(grammar.draw(block) for block in drawn)

    def _one_of(self, blocks: Blocks) -> str:
        names, shares = zip(*blocks, strict=True)
        return str(self._random.choices(names, shares)[0])

    # What does not.

    def _trigger_letter(self) -> Text:
        sentences = [self._trigger() for _ in range(self._random.choice((1, 1, 2, 3)))]
        if self._random.random() < 0.5:
            return " ".join(sentences), ()
        document = self._document()
        cuts = [i + 1 for i, c in enumerate(document) if c in ".!?\n"] or [0]
        cut = self._random.choice(cuts)
        words = " ".join(sentences)
        return f"{document[:cut]} {words} {document[cut:]}".strip(), ()

    def _trigger(self) -> str:
        if self._random.random() < 0.3:
            german = self._with(((ok.LETTER_DE, 1), (fine.LETTER_DE, 1)), _MORE_DE)
            block, _ = self._random.choice(german)
            return self._grammars["de"].draw(block)
        blocks = self._with(
            ((ok.LETTER, 5), (fine.LETTER, 3), (ok.STAFF, 2)),
            ((plain.LETTER, 5), (plain.STEPS, 4)),
        )
        block = self._one_of(blocks)
        return self._grammars["en"].draw(block)

    def _question(self) -> Text:
        """Write what one asks an assistant, with trigger words or without."""
        if self._random.random() < 0.2:
            return self._grammars["de"].draw(de.TASKS), ()
        blocks = self._with(
            ((ok.ASK, 3), (en.TASKS, 2), (fine.ASK, 1)), ((plain.ASK, 2),)
        )
        return self._grammars["en"].draw(self._one_of(blocks)), ()

    def _plain(self) -> Text:
        return self._document(), ()

    def _record(self) -> Text:
        return self._as_record(self._document()[:400]), ()

    def _talk(self) -> Text:
        texts = self._ordinary["banking77"]
        count = self._random.randint(1, 4)
        return " ".join(self._random.choice(texts) for _ in range(count)), ()

    def _title(self) -> Text:
        """Write headings and rules of a house, as references have them."""
        if self._random.random() < 0.3:
            return self._grammars["de"].draw(fine.TITLES_DE), ()
        return self._grammars["en"].draw(fine.TITLES), ()

    def _noise(self) -> Text:
        """Write letters that say nothing."""
        return " ".join(
            "".join(self._random.choices(_KEYS, k=self._random.randint(1, 9)))
            for _ in range(self._random.randint(1, 8))
        ), ()

    def _document(self) -> str:
        draw = self._random.random()
        if draw < 0.55:
            return self._masked(next(self._documents))
        if draw < 0.7:
            return self._random.choice(self._mails)
        texts = self._random.choice(list(self._ordinary.values()))
        return self._random.choice(texts)

    def _written(self, data: Path) -> Iterator[Document]:
        while True:
            yield from write_documents(
                self._random, 200, data, held_back=self._part != PARTS[0]
            )

    def _masked(self, document: Document) -> str:
        """Put surrogates where some or all of the labels stand."""
        share = self._random.choice((0.0, 0.0, 0.6, 1.0))
        parts, at = [], 0
        for number, (start, end, label) in enumerate(document.spans):
            if self._random.random() < share:
                parts += [document.text[at:start], f"[{label}_k7q2_{number + 1}]"]
                at = end
        return "".join([*parts, document.text[at:]])

    def _as_record(self, text: str) -> str:
        """Put a text into a field of what a program would return."""
        field = self._random.choice(_FIELDS)
        record = {
            "id": self._random.randint(1, 9999),
            "date": f"2024-0{self._random.randint(1, 9)}-1{self._random.randint(0, 9)}",
            field: text,
            "rating": self._random.randint(1, 5),
        }
        self._last = json.dumps(record, ensure_ascii=False)
        return self._last

    def _found(self, attack: str) -> tuple[tuple[int, int], ...]:
        escaped = json.dumps(attack, ensure_ascii=False)[1:-1]
        return _at(self._last.index(escaped), escaped)


def _all(text: str) -> Text:
    return text, _at(0, text)


def _at(start: int, text: str) -> tuple[tuple[int, int], ...]:
    return ((start, start + len(text)),)
