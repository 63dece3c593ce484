"""Turns cases into weighted token sequences, and sequences into batches.

What counts is what decides: the intent (and the sentence of a letter that stands for
it), which surrogate, which figure, which reason. What the grammar forces or the tokens
before it settle counts little; prompt texts do not count.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .reference_cases import CREDIT, TRIAGE, Case, CaseWriter, Question
from .reference_chat import ChatEncoder, Prompt, read_prompt
from .reference_labels import INTENTS, OUT_OF_SCOPE
from .reference_letters import opening_of
from .reference_tokenizer import CONTEXT_TOKENS

BATCH_TOKENS, POOL_BATCHES = 2_400, 24

# Weight of a token in the loss.
INTENT_WEIGHT, FIGURE_WEIGHT, REASON_WEIGHT, NUMBER_WEIGHT = 6.0, 2.0, 3.0, 4.0
SETTLED_WEIGHT, FORCED_WEIGHT, MESSAGE_WEIGHT = 0.4, 0.1, 0.15
MESSAGE_SHARE = 0.1  # of sequences in which the message counts as well

HARD_SHARE = 0.5
"""How much of an intent's target is the label; the rest is the teacher's."""

_KIND = re.compile(r"\[[A-Z]+_")


@dataclass(frozen=True, slots=True)
class Sequence:
    """Token ids of a whole chat, and the weight of each as a target.

    Attributes:
        decision: Position of the intent's token, 0 where there is none.
        targets: Probability by token id at that position.
    """

    ids: list[int]
    weights: list[float]
    decision: int = 0
    targets: Mapping[int, float] = field(default_factory=dict)


class SequenceMaker:
    """Encodes cases.

    Args:
        encoder: The tokenizer in its chat layout.
        purposes: The folder `policies/purposes`.
    """

    def __init__(self, encoder: ChatEncoder, purposes: Path, random: Random) -> None:
        self._encoder = encoder
        self._purposes = purposes
        self._random = random
        self._prompts: dict[tuple[str, str], Prompt] = {}
        (self._dot,) = encoder.text(".")
        self._intents = {name: encoder.text(name)[0] for name in INTENTS}
        self._openings = {
            name: encoder.text(opening_of(name))[0]
            for name in INTENTS
            if name != OUT_OF_SCOPE
        }
        self._openings[OUT_OF_SCOPE] = encoder.text("Thank")[0]

    def make(self, case: Case) -> Sequence:
        """Encode a case and weigh its tokens."""
        ids, start, end = self._encoder.opening(self._prompt(case), case.text)
        weights = [0.0] * len(ids)
        if self._random.random() < MESSAGE_SHARE:
            weights[start:end] = [MESSAGE_WEIGHT] * (end - start)
        answer = [*self._encoder.text(case.answer), self._encoder.end_id]
        counted, decision = self._weigh(case, answer)
        targets: dict[int, float] = {}
        if decision:
            names = self._intents if case.purpose == TRIAGE else self._openings
            targets = _targets(case, names)
            decision += len(ids)
        ids += answer
        weights += counted
        return Sequence(ids, weights, decision, targets)

    def _prompt(self, case: Case) -> Prompt:
        key = (case.purpose, case.passage)
        if key not in self._prompts:
            self._prompts[key] = read_prompt(
                self._purposes / case.purpose, case.passage
            )
        return self._prompts[key]

    def _weigh(self, case: Case, answer: list[int]) -> tuple[list[float], int]:
        tokens = [self._encoder.piece(number) for number in answer]
        if case.purpose == TRIAGE:
            weights = [1.0] * len(tokens)
            weights[3] = FIGURE_WEIGHT
            first = tokens.index('","quote":"') + 1
            weights[first + 4 : -2] = [SETTLED_WEIGHT] * (len(tokens) - first - 6)
            return weights[: len(tokens)], 1
        if case.purpose == CREDIT:
            weights = [FIGURE_WEIGHT] * len(tokens)
            reasons = tokens.index('","reasons":["') + 1
            weights[reasons:] = [REASON_WEIGHT] * (len(tokens) - reasons)
            _weigh_surrogates(tokens, weights)
            return weights, 0
        weights = [SETTLED_WEIGHT] * len(tokens)
        for index, number in enumerate(answer[:-1]):
            if number == self._dot:
                weights[index + 1] = 1.0
        decision = next(
            index
            for index, number in enumerate(answer)
            if number == self._openings[case.label]
        )
        weights[: decision + 2] = [1.0] * (decision + 2)
        for index, token in enumerate(tokens):
            if _KIND.fullmatch(token) and index > decision:
                weights[index - 6 : index] = [1.5] * 6  # which to name, and how
        _weigh_surrogates(tokens, weights)
        return weights, decision


def _weigh_surrogates(tokens: list[str], weights: list[float]) -> None:
    """Of a surrogate, the kind and the number decide; its nonce is copied."""
    for index, token in enumerate(tokens):
        if _KIND.fullmatch(token):
            weights[index] = NUMBER_WEIGHT
            weights[index + 1 : index + 6] = [FORCED_WEIGHT] * 5
            place = index + 6
            while tokens[place].isdigit():
                weights[place] = NUMBER_WEIGHT
                place += 1


def _targets(case: Case, names: Mapping[str, int]) -> dict[int, float]:
    """Mix the label with the teacher's probabilities."""
    if not case.teacher:
        return {names[case.label]: 1.0}
    total = sum(case.teacher.values())
    soft = {
        names[name]: (1 - HARD_SHARE) * share / total
        for name, share in case.teacher.items()
    }
    label = names[case.label]
    return {**soft, label: soft.get(label, 0.0) + HARD_SHARE}


def draw_cases(
    writer: CaseWriter, questions: list[Question], random: Random
) -> Iterator[Case]:
    """Draw cases for ever."""
    ways = {
        "plain": 0.18,
        "letter": 0.18,
        "reply": 0.16,
        "credit": 0.38,
        "no_application": 0.02,
        "other": 0.06,
        "other_reply": 0.02,
    }
    asked: list[Question] = []
    while True:
        way = random.choices(list(ways), list(ways.values()))[0]
        if not asked:
            asked = random.sample(questions, len(questions))
        match way:
            case "plain":
                yield writer.triage(asked.pop(), plain_share=1.0)
            case "letter":
                yield writer.triage(asked.pop(), plain_share=0.0)
            case "reply":
                yield writer.reply(asked.pop())
            case "credit":
                yield writer.credit()
            case "no_application":
                yield writer.no_application(asked.pop())
            case "other":
                yield writer.triage(writer.other())
            case _:
                yield writer.reply(writer.other())


def draw_batches(
    sequences: Iterator[Sequence], random: Random
) -> Iterator[list[Sequence]]:
    """Group sequences of like length into batches of about `BATCH_TOKENS` tokens.

    One that is longer than the context is left out: cut, it would end without the
    answer, and a batch in which nothing counts has no loss.
    """
    while True:
        pool: list[Sequence] = []
        tokens = 0
        while tokens < BATCH_TOKENS * POOL_BATCHES:
            sequence = next(sequences)
            if len(sequence.ids) <= CONTEXT_TOKENS:
                pool.append(sequence)
                tokens += len(sequence.ids)
        pool.sort(key=lambda sequence: len(sequence.ids))
        batches: list[list[Sequence]] = [[]]
        for sequence in pool:
            if (len(batches[-1]) + 1) * len(sequence.ids) > BATCH_TOKENS:
                batches.append([])
            batches[-1].append(sequence)
        random.shuffle(batches)
        yield from (batch for batch in batches if batch)
