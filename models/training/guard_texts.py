"""Writes texts for the guard: attacks alone and hidden in documents, harmless ones.

Everything comes from one seeded generator. A document is a letter, mail, note, case or
record from `pii_texts*.py` or a public set; an attack stands before, in or behind it,
or in a field of it. Names give way to surrogates in part, as the masker leaves a text.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from appliance.detect.inspection import LEARNED_NONCE
from models.training import guard_benign_house as house
from models.training import guard_benign_more as fine
from models.training import guard_families as families
from models.training.guard_carriers import carry, greet
from models.training.guard_corpora import Example, read_bipia, read_ordinary
from models.training.guard_disguise import disguise
from models.training.guard_families import LOTS, Blocks, Family
from models.training.guard_grammar import PARTS, Grammar, wordings
from models.training.pii_corpora import Document
from models.training.pii_texts import write_documents

_KEYS = "qwertzuiopasdfghjklyxcvbnmöäü123.,?"
_LANGUAGES = ("en", "de", "other")
_SHARES = (70, 22, 8)
_FIELDS = ("comment", "note", "review", "content", "description", "body", "title")

Text = tuple[str, tuple[tuple[int, int], ...]]


class GuardWriter:
    """Draws examples for ever."""

    def __init__(
        self, random: Random, data: Path, *, part: str = PARTS[0], lot: str = LOTS[0]
    ) -> None:
        """Read the public sets once; `part` is one of `PARTS`, `lot` one of `LOTS`."""
        self._random = random
        self._part = part
        self._lot = lot
        self._newest = lot in {"all", "broad"}
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
        if self._lot != "first":
            kinds |= {
                self._direct: 40, self._carried: 14, self._carried_fine: 14,
                self._trigger_letter: 24, self._question: 16, self._title: 22,
            }  # fmt: skip
        if self._newest:
            kinds |= {
                self._amid: 16, self._row: 14, self._question: 22,
                self._turning: 9, self._whole: 12, self._public: 60,
            }  # fmt: skip
        alone = (self._direct, self._question, self._trigger_letter)
        while True:
            write = self._random.choices(list(kinds), list(kinds.values()))[0]
            text, spans = write()
            kind = write.__name__.strip("_")
            if self._lot != "first" and write in alone and self._random.random() < 0.2:
                text, start = greet(text, self._random)
                spans = tuple((start + a, start + b) for a, b in spans)
            if self._random.random() < 0.15:
                text, spans = disguise(text, spans, self._random)
            source = f"written, to {self._part}"
            yield Example(text, spans, source, kind, kind != "turning")

    # What attacks.

    def _direct(self) -> Text:
        count = self._random.choice((1, 1, 1, 2))
        return _all(self._attack(families.DIRECT, count))

    def _long(self) -> Text:
        return _all(self._attack(families.LONG, self._random.randint(3, 12)))

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

    def _carried(self) -> Text:
        attack = self._hidden_attack()
        text, start = carry(attack, self._filler, self._random)
        return text, _at(start, attack)

    def _turning(self) -> Text:
        """Write a text of one piece that turns to the model somewhere."""
        return _all(self._draw_long(families.TURNING))

    def _amid(self) -> Text:
        """Write an attack between harmless sentences of its own form."""
        before, after = (self._some(self._random.randint(0, 3)) for _ in "ab")
        attack = self._hidden_attack()
        return before + attack + after, _at(len(before), attack)

    def _hidden_attack(self) -> str:
        if self._lot in {"all", "first"} and self._random.random() < 0.3:
            return self._random.choice(self._bipia)
        return self._attack(families.HIDDEN, self._random.choice((1, 1, 2)))

    def _attack(self, found: dict[str, Family], count: int) -> str:
        language = self._random.choices(_LANGUAGES, _SHARES)[0]
        blocks = found[language].of(self._lot)
        if language == "other":
            count = 1
        blocks = tuple(one for one in blocks if wordings(one[0], part=self._part))
        drawn = self._random.choices(*zip(*blocks, strict=True), k=count)
        grammar = self._grammars[language]
        gap = self._random.choice((" ", " ", "\n"))
        return gap.join(grammar.draw(block) for block in drawn)

    def _one_of(self, blocks: Blocks) -> str:
        if len(blocks) == 1:
            return blocks[0][0]
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

    def _whole(self) -> Text:
        """Write a harmless text of that length."""
        return self._draw_long(families.WHOLE), ()

    def _draw_long(self, blocks: Mapping[str, str]) -> str:
        language = "de" if self._random.random() < 0.3 else "en"
        return self._grammars[language].draw(blocks[language])

    def _row(self) -> Text:
        """Write harmless orders and rules in a row, as guides and manuals have them."""
        return self._some(self._random.randint(2, 9)).strip(), ()

    def _some(self, count: int) -> str:
        gap = self._random.choice((" ", " ", "\n", "\n- "))
        return gap.join(["", *(self._trigger() for _ in range(count)), ""])

    def _trigger(self) -> str:
        if self._newest and self._random.random() < 0.08:
            return self._grammars["other"].draw(families.FINE_OTHER)
        if self._random.random() < 0.3:
            block, _ = self._random.choice(families.TRIGGERS["de"].of(self._lot))
            return self._grammars["de"].draw(block)
        block = self._one_of(families.TRIGGERS["en"].of(self._lot))
        return self._grammars["en"].draw(block)

    def _carried_fine(self) -> Text:
        return carry(self._trigger(), self._filler, self._random)[0], ()

    def _filler(self) -> str:
        """Write a short harmless sentence."""
        if self._random.random() < 0.6:
            return self._random.choice(self._ordinary["banking77"])
        return self._trigger()

    def _question(self) -> Text:
        """Write what one asks an assistant, with trigger words or without."""
        if self._random.random() < 0.2:
            block = self._one_of(families.ASKED["de"].of(self._lot))
            return self._grammars["de"].draw(block), ()
        block = self._one_of(families.ASKED["en"].of(self._lot))
        return self._grammars["en"].draw(block), ()

    def _plain(self) -> Text:
        return self._document(), ()

    def _public(self) -> Text:
        """Give an ordinary text of a public set, each set as often as another."""
        texts = self._ordinary[self._random.choice(list(self._ordinary))]
        return self._random.choice(texts), ()

    def _record(self) -> Text:
        return self._as_record(self._document()[:400]), ()

    def _talk(self) -> Text:
        texts = self._ordinary["banking77"]
        count = self._random.randint(1, 4)
        return " ".join(self._random.choice(texts) for _ in range(count)), ()

    def _title(self) -> Text:
        """Write headings and rules of a house, as references have them."""
        german = self._random.random() < 0.3
        grammar = self._grammars["de" if german else "en"]
        titles, rules = (
            (fine.TITLES_DE, house.RULES_DE) if german else (fine.TITLES, house.RULES)
        )
        if self._newest and self._random.random() < 0.6:
            rules = families.FINE_DE if german else families.FINE_ORDERS
        title = grammar.draw(titles)
        if self._lot == "first" or self._random.random() < 0.3:
            return title, ()
        count = self._random.randint(1, 6)
        return f"{title}\n{' '.join(grammar.draw(rules) for _ in range(count))}", ()

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
                parts += [
                    document.text[at:start],
                    f"[{label}_{LEARNED_NONCE}_{number + 1}]",
                ]
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
