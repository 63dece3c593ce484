"""Makes single training and evaluation cases for each of the three purposes."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random

from .reference_chat import read_passages, read_prompt
from .reference_credit import answer_without_facts, write_application
from .reference_labels import INTENTS, OUT_OF_SCOPE, urgency_of
from .reference_letters import write_letter
from .reference_messages import Message, dress_message, quote_of, roughen
from .reference_other import write_other

TRIAGE, REPLY, CREDIT = "complaint-triage", "reply-draft", "credit-memo"
PURPOSES = (TRIAGE, REPLY, CREDIT)
PASSAGE_SHARE = 0.15
"""How many cases carry one reference passage."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text and the answer it should get.

    Attributes:
        purpose: One of `PURPOSES`.
        text: What stands for `{{text}}`.
        passage: What stands for `{{references}}`; empty for none.
        answer: The whole answer, JSON without white space where it is structured.
        label: The intent, where the purpose has one.
    """

    purpose: str
    text: str
    passage: str
    answer: str
    label: str = ""


def compact_json(answer: dict[str, str | list[str]]) -> str:
    """Encode an answer as the engine's grammar writes it: in order, no white space."""
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


class CaseWriter:
    """Draws cases from questions and from the text generators.

    Args:
        rows: BANKING77 rows (message, label) to draw from.
        talk: Everyday lines that are out of scope.
        purposes: The folder `policies/purposes`, for the reference passages.
        held_back: Draw held-back wordings and ranges, and leave questions as they are.
        passage_share: How many cases carry one reference passage.
    """

    def __init__(
        self,
        rows: list[tuple[str, str]],
        talk: list[str],
        purposes: Path,
        random: Random,
        *,
        held_back: bool = False,
        passage_share: float = PASSAGE_SHARE,
    ) -> None:
        self._rows = rows
        self._talk = talk
        self._random = random
        self._held_back = held_back
        self._passage_share = passage_share
        self._passages = {name: read_passages(purposes / name) for name in PURPOSES}
        for name in PURPOSES:
            read_prompt(purposes / name)

    def triage(self, question: str, label: str, *, plain_share: float = 0.6) -> Case:
        """A message to sort."""
        message = self._dress(question, plain_share)
        answer: dict[str, str | list[str]] = {
            "intent": label,
            "urgency": urgency_of(label, message.text),
            "product": INTENTS[label].product,
            "quote": quote_of(message.question),
        }
        return Case(
            TRIAGE, message.text, self._passage(TRIAGE), compact_json(answer), label
        )

    def reply(self, question: str, label: str, *, plain_share: float = 0.3) -> Case:
        """A message to answer by letter."""
        message = self._dress(question, plain_share)
        letter = write_letter(label, message.facts, self._random)
        return Case(REPLY, message.text, self._passage(REPLY), letter, label)

    def credit(self) -> Case:
        """An application to assess; one in twenty is no application at all."""
        passage = self._passage(CREDIT)
        if self._random.random() < 0.05:
            answer = answer_without_facts()
            question = self.other()
            if self._random.random() < 0.5:
                question = self._random.choice(self._rows)[0]
            return Case(CREDIT, question, passage, compact_json(answer))
        application = write_application(self._random, held_back=self._held_back)
        return Case(CREDIT, application.text, passage, compact_json(application.answer))

    def other(self) -> str:
        """A request that is out of scope."""
        if self._talk and self._random.random() < 0.4:
            return self._random.choice(self._talk)
        return write_other(self._random, held_back=self._held_back)

    def other_case(self, purpose: str) -> Case:
        """A request out of scope, to sort or to answer."""
        write = self.triage if purpose == TRIAGE else self.reply
        return write(self.other(), OUT_OF_SCOPE)

    def _dress(self, question: str, plain_share: float) -> Message:
        if not self._held_back and self._random.random() < 0.5:
            question = roughen(question, self._random)
        return dress_message(
            question,
            self._random,
            held_back=self._held_back,
            plain_share=plain_share,
        )

    def _passage(self, purpose: str) -> str:
        if self._random.random() >= self._passage_share:
            return ""
        passage = self._random.choice(self._passages[purpose])
        if self._random.random() < 0.5:
            passage = passage.partition("\n")[2]
        return passage
