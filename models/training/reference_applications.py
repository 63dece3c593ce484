"""Writes the text of credit applications: forms, notes of a clerk, e-mails, tables.

Each fact has labels for forms and clauses for prose (`reference_application_words.py`);
clauses are joined to sentences. Between them stand facts that the rules do not ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from .reference_application_words import (
    BLURS,
    BRIEF_LABELS,
    EXTRA_CLAUSES,
    EXTRA_LINES,
    FRAMES,
    HELD_BACK,
    PURPOSES,
    SUBJECTS,
    TRAINED,
    Wordings,
)
from .reference_messages import Case, vary

BRIEF_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Stated:
    """A number as it stands: the figure alone, and with its unit."""

    figure: str
    shown: str


def write_text(
    applicant: str,
    stated: Mapping[str, Stated],
    case: Case,
    random: Random,
    *,
    held_back: bool,
) -> str:
    """Write an application that states exactly these facts.

    Args:
        applicant: Surrogate of the applicant, or "" for none.
        stated: Numbers by field.
        case: Issues the other surrogates.
        random: Decides the layout and the wording.
        held_back: Use the held-back wordings, and only those.
    """
    words = HELD_BACK if held_back else TRAINED
    page = _Page(applicant, words, case, random)
    way = random.random()
    if way < BRIEF_SHARE and not held_back:
        return page.brief(stated)
    way = random.random()
    if way < 0.45:
        return page.form(stated)
    if way < 0.7:
        return page.note(stated)
    if way < 0.9:
        return page.mail(stated)
    cut = random.randint(1, 4)
    some, rest = dict(list(stated.items())[:cut]), dict(list(stated.items())[cut:])
    return f"{page.note(some)}\n{page.form(rest, named=False)}"


class _Page:
    """One application while it is written."""

    def __init__(
        self, applicant: str, words: Wordings, case: Case, random: Random
    ) -> None:
        self._applicant = applicant
        self._words = words
        self._case = case
        self._random = random

    def form(self, stated: Mapping[str, Stated], *, named: bool = True) -> str:
        """One fact a line, or all on one line."""
        random = self._random
        colon = random.choice((": ", ": ", ": ", " - ", " = ", "\t", " | ", ":", " "))
        labels = dict(self._words.labels)
        if stated and self._words is TRAINED and random.random() < 0.2:
            # One label says nothing: unit, size and the rest must do.
            labels[random.choice(list(stated))] = random.choice(BLURS)
        lines = [
            f"{self._label(labels[name])}{colon}{self._in_form(name, value)}"
            for name, value in stated.items()
        ]
        extras = random.choice((0, 0, 1, 2, 3, 5))
        chosen = random.sample(EXTRA_LINES, extras)
        lines += [self._fill(line).replace(": ", colon, 1) for line in chosen]
        if random.random() < 0.5:
            random.shuffle(lines)
        if self._applicant and named:
            name = f"{self._fill(self._words.labels['applicant'])}{colon}"
            place = 0 if random.random() < 0.8 else random.randint(0, len(lines))
            lines.insert(place, name + self._applicant)
        mark = random.choice(("", "", "", "- ", "* ", "• "))
        joint = random.choice(("\n", "\n", "\n", "\n", "\n\n", "; ", ", ", " / "))
        title = self._titles()
        return "\n".join([*title, joint.join(mark + line for line in lines)])

    def brief(self, stated: Mapping[str, Stated]) -> str:
        """The facts and nothing else, so that many fit into a batch."""
        labels = BRIEF_LABELS
        lines = [f"{labels[name]} {value.shown}" for name, value in stated.items()]
        return "\n".join([self._applicant, *lines] if self._applicant else lines)

    def note(self, stated: Mapping[str, Stated]) -> str:
        """Prose in the third person."""
        random = self._random
        subject = self._applicant or "The customer"
        clauses = [self._clause(n, v, self._words.third) for n, v in stated.items()]
        rest = random.sample(EXTRA_CLAUSES, random.choice((0, 0, 1, 2, 3)))
        clauses += [self._fill(clause) for clause in rest]
        if random.random() < 0.4:
            random.shuffle(clauses)
        used = False
        for index, clause in enumerate(clauses):
            if "{S}" in clause:
                other = random.choice(SUBJECTS) if used else subject
                clauses[index] = clause.replace("{S}", other)
                used = True
        body = self._sentences(clauses)
        if self._applicant and not used:
            name = f"{self._fill('<Applicant|Client|Customer>')}: {self._applicant}"
            body = name + random.choice((". ", "\n", ", ")) + body
        return "\n".join([*self._titles(), body])

    def mail(self, stated: Mapping[str, Stated]) -> str:
        """Prose in the first person, with a greeting and a name."""
        random = self._random
        clauses = [self._clause(n, v, self._words.first) for n, v in stated.items()]
        rest = random.sample(EXTRA_CLAUSES, random.choice((0, 0, 1, 2)))
        clauses += [self._fill(clause) for clause in rest]
        if random.random() < 0.4:
            random.shuffle(clauses)
        clauses = [c.replace("{S} has", "I have").replace("{S}", "I") for c in clauses]
        body = self._sentences(clauses)
        greeting = self._fill(
            "<Hello|Dear Sir or Madam|Dear team|Dear {PERSON}|Hi|Dear Mr {PERSON}>,"
        )
        first, last = "", ""
        if self._applicant:
            way = random.random()
            if way < 0.6:
                me = self._fill("<I am|My name is|This is|I'm>")
                first = f"{me} {self._applicant}. "
            if way > 0.3 or not first:
                bye = self._fill("<Regards|Kind regards|Thank you|Best wishes|Yours>")
                last = f"{bye},\n{self._applicant}"
        parts = [greeting] if random.random() < 0.75 else []
        parts += [first + body, last]
        return random.choice(("\n", "\n\n")).join(part for part in parts if part)

    def _label(self, wording: str) -> str:
        """A label, sometimes in another frame."""
        label, random = self._fill(wording), self._random
        if self._words is not TRAINED or random.random() < 0.7:
            return label
        lower = label[0].lower() + label[1:]
        return random.choice(FRAMES).format(label=label, lower=lower)

    def _titles(self) -> list[str]:
        share = 0.35
        chosen = [t for t in self._words.titles if self._random.random() < share / 2]
        return [self._fill(title) for title in chosen]

    def _in_form(self, name: str, value: Stated) -> str:
        if name == "years_employed" and self._random.random() < 0.3:
            return value.figure
        return value.shown

    def _clause(
        self, name: str, value: Stated, clauses: Mapping[str, tuple[str, ...]]
    ) -> str:
        wordings = clauses[name]
        if name == "defaults":
            wordings = self._words.zero.get(value.figure, wordings)
        chosen = self._fill(self._random.choice(wordings))
        if value.figure in {"1", "one"} and name == "defaults":
            chosen = _singular(chosen)
        return chosen.replace("{V}", value.shown)

    def _sentences(self, clauses: list[str]) -> str:
        """Join clauses to sentences of one to four."""
        random, text = self._random, ""
        joints = random.choice(((". ",), (". ", ". ", ", and ", "; "), (", ", "; ")))
        for index, clause in enumerate(clauses):
            joint = random.choice(joints) if index else ""
            starts = not text or joint == ". "
            text += joint + (clause[0].upper() + clause[1:] if starts else clause)
        return text + random.choice((".", ".", ".", ""))

    def _fill(self, wording: str) -> str:
        purpose = self._random.choice(PURPOSES)
        text = vary(wording.replace("{P}", vary(purpose, self._random)), self._random)
        for kind in ("ORG", "PERSON", "DATE", "ID", "ADDRESS", "IBAN", "PHONE",
                     "BIRTHDATE", "LOCATION"):  # fmt: skip
            while f"{{{kind}}}" in text:
                text = text.replace(f"{{{kind}}}", self._case.issue(kind), 1)
        return text


def _singular(clause: str) -> str:
    for many, one in (("there are", "there is"), ("defaults", "default"),
                      ("payments", "payment"), ("arrears", "arrear"),
                      ("were", "was"), ("are ", "is ")):  # fmt: skip
        clause = clause.replace(many, one)
    return clause
