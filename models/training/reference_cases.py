"""Makes single training and evaluation cases for each of the three purposes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .reference_chat import read_passages, read_prompt
from .reference_credit import Answer, answer_without_facts, write_application
from .reference_labels import INTENTS, OUT_OF_SCOPE, urgency_of
from .reference_letters import write_letter
from .reference_messages import Message, dress_message, quote_of, roughen
from .reference_other import write_other

TRIAGE, REPLY, CREDIT = "complaint-triage", "reply-draft", "credit-memo"
PURPOSES = (TRIAGE, REPLY, CREDIT)
PASSAGE_SHARE: Mapping[str, float] = {TRIAGE: 0.12, REPLY: 0.12, CREDIT: 0.4}
"""How many cases carry one reference passage."""
LONG_SHARE, LONG_CHARS = 0.04, (800, 2_900)
"""How many cases of training are long letters, and how long these are."""


@dataclass(frozen=True, slots=True)
class Question:
    """A customer's question.

    Attributes:
        text: The question.
        label: Its intent.
        teacher: The teacher's probabilities by intent; empty where none was asked.
    """

    text: str
    label: str
    teacher: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One text and the answer it should get.

    Attributes:
        purpose: One of `PURPOSES`.
        text: What stands for `{{text}}`.
        passage: What stands for `{{references}}`; empty for none.
        answer: The whole answer, JSON without white space where it is structured.
        label: The intent, where the purpose has one.
        teacher: As in `Question`.
    """

    purpose: str
    text: str
    passage: str
    answer: str
    label: str = ""
    teacher: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Corpora:
    """Sentences that have nothing to do with a bank.

    Attributes:
        remarks: To stand around a question, and alone.
        requests: Texts that are out of scope as they are.
    """

    remarks: Sequence[str]
    requests: Sequence[str]


def compact_json(answer: Answer) -> str:
    """Encode an answer as the engine's grammar writes it: in order, no white space."""
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


def read_taught(path: Path) -> list[Question]:
    """Read what `teach_intents.py` wrote.

    A made question keeps its label only where the teacher can follow; where the teacher
    is sure of another, that one counts; the others are left out.
    """
    questions: list[Question] = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        label, teacher = row["label"], row["teacher"]
        best = max(teacher, key=lambda name: float(teacher[name]))
        if row["made"] and teacher.get(label, 0.0) < 0.4:
            if teacher[best] < 0.6 or best == OUT_OF_SCOPE:
                continue
            label = best
        questions.append(Question(row["text"], label, teacher))
    return questions


class CaseWriter:
    """Draws cases from questions and from the text generators.

    Args:
        corpora: Sentences of public sets.
        purposes: The folder `policies/purposes`, for the reference passages.
        held_back: Draw held-back wordings, and leave questions as they are.
        passages: Let cases carry reference passages, by `PASSAGE_SHARE`.
        long_share: How many cases are long letters, filled with remarks.
    """

    def __init__(
        self,
        corpora: Corpora,
        purposes: Path,
        random: Random,
        *,
        held_back: bool = False,
        passages: bool = True,
        long_share: float = LONG_SHARE,
    ) -> None:
        self._corpora = corpora
        self._random = random
        self._held_back = held_back
        self._with_passages = passages
        self._long_share = long_share
        self._passages = {name: read_passages(purposes / name) for name in PURPOSES}
        for name in PURPOSES:
            read_prompt(purposes / name)

    def triage(self, question: Question, *, plain_share: float = 0.6) -> Case:
        """A message to sort."""
        message = self._dress(question.text, plain_share)
        label = question.label
        answer: Answer = {
            "intent": label,
            "urgency": urgency_of(label, message.text),
            "product": INTENTS[label].product,
            "quote": quote_of(message.question),
        }
        return self._case(TRIAGE, message, compact_json(answer), question)

    def reply(self, question: Question, *, plain_share: float = 0.2) -> Case:
        """A message to answer by letter."""
        message = self._dress(question.text, plain_share)
        letter = write_letter(question.label, message.facts)
        return self._case(REPLY, message, letter, question)

    def credit(self) -> Case:
        """An application to assess."""
        application = write_application(self._random, held_back=self._held_back)
        answer = compact_json(application.answer)
        text = self._fill_up(application.text)
        return Case(CREDIT, text, self._passage(CREDIT), answer)

    def no_application(self, question: Question) -> Case:
        """A text for a memo that is no application: a question, or something else."""
        text = question.text if self._random.random() < 0.4 else self.other().text
        message = self._dress(text, 0.5)
        answer = compact_json(answer_without_facts())
        return Case(CREDIT, message.text, self._passage(CREDIT), answer)

    def other(self) -> Question:
        """A request that is out of scope."""
        way, random = self._random.random(), self._random
        if way < 0.25:
            text = random.choice(self._corpora.requests)
        elif way < 0.4:
            text = " ".join(
                random.choices(self._corpora.remarks, k=random.randint(1, 3))
            )
        else:
            text = write_other(random, held_back=self._held_back)
        return Question(text, OUT_OF_SCOPE)

    def _case(
        self, purpose: str, message: Message, answer: str, question: Question
    ) -> Case:
        passage = self._passage(purpose)
        label, teacher = question.label, question.teacher
        text = self._fill_up(message.text)
        return Case(purpose, text, passage, answer, label, teacher)

    def _fill_up(self, text: str) -> str:
        """Make a few texts long, by paragraphs of remarks before and after."""
        random = self._random
        if not self._long_share or random.random() >= self._long_share:
            return text
        length = random.randint(*LONG_CHARS)
        paragraphs = [text]
        while sum(map(len, paragraphs)) < length:
            remarks = random.choices(self._corpora.remarks, k=random.randint(2, 6))
            place = random.choice((0, len(paragraphs)))
            paragraphs.insert(place, " ".join(remarks))
        return "\n\n".join(paragraphs)[:3_000]

    def _dress(self, question: str, plain_share: float) -> Message:
        rough = not self._held_back and "{" not in question
        if rough and self._random.random() < 0.4:
            question = roughen(question, self._random)
        return dress_message(
            question,
            self._random,
            remarks=self._corpora.remarks,
            held_back=self._held_back,
            plain_share=plain_share,
        )

    def _passage(self, purpose: str) -> str:
        if not self._with_passages or self._random.random() >= PASSAGE_SHARE[purpose]:
            return ""
        passage = self._random.choice(self._passages[purpose])
        if self._random.random() < 0.5:
            passage = passage.partition("\n")[2]
        return passage
