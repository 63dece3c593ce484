"""What a model says of an answer that people rate too: never a person's rating.

A judge is a signed prompt and the model that reads it. It says one of the words that
people say, and no other: the model is only asked how likely each of them is. It reads
text and answer as data, each between two fences, lines of the signed prompt that the
person's own words must not repeat.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from appliance.domain.answer import Weights
from appliance.domain.assessment import Judgement
from appliance.domain.prompt import Message, PromptTemplate
from appliance.domain.sampling import Sample

# What a judge can say, from the best to the worst.
WORDS = tuple(Judgement)
# Why a text is not judged that repeats a fence.
FENCE = "FenceRepeated"
# Its prompt asks for the answer with this variable.
ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class JudgePrompt:
    """The signed prompt of a purpose's judge.

    Args:
        template: The prompt.
        digest: SHA-256 hex of its file.
        fences: The lines around each text of a person.
    """

    template: PromptTemplate
    digest: str
    fences: tuple[str, ...]

    def is_torn_by(self, texts: Iterable[str]) -> bool:
        """Tell whether a text repeats a fence, whatever its case and spaces are."""
        lines = [_plain(fence) for fence in self.fences]
        return any(line in _plain(text) for text in texts for line in lines)


@dataclass(frozen=True, slots=True)
class Judge:
    """Which judge it is: another prompt or another model is another judge.

    Args:
        purpose: The purpose's name.
        prompt: Digest of its prompt (`JudgePrompt.digest`).
        model: SHA-256 hex of the manifest of the model that reads it.
    """

    purpose: str
    prompt: str
    model: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn answer as a judge reads it: masked; `repr` shows no text.

    Args:
        sample: Which it is.
        text: What was asked.
        answer: What was answered.
        values: What was given for the variables of its purpose.
    """

    sample: Sample
    text: str = field(repr=False)
    answer: str = field(repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """What a judge is asked.

    Args:
        exchange: The exchange every seal must name.
        case: The case every seal must name.
        purpose: The purpose every seal must name.
        messages: The prompt's parts.
        release: Digest of the signed release that every template is of.
    """

    exchange: str
    case: str
    purpose: str
    messages: tuple[Message, ...]
    release: str


@dataclass(frozen=True, slots=True)
class JudgeSaid:
    """What a judge said.

    Args:
        judgement: The likeliest of its words.
        sure_permille: How likely it is among them; no chance of being right.
        weights: Which weights said it.
    """

    judgement: Judgement
    sure_permille: int
    weights: Weights


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge's judgement of a drawn answer, or why it has none.

    Args:
        sample: What was judged.
        judge: By which judge.
        release: Digest of the release that its prompt was read from.
        judgement: What it said; None where it could not be asked.
        sure_permille: As it said; None as above.
        error: Why it could not be asked: `FENCE`, or the error's class; else "".
        at: Aware UTC.
    """

    sample: str
    judge: Judge
    release: str
    judgement: Judgement | None
    sure_permille: int | None
    error: str
    at: datetime


def likeliest(sums: Sequence[float]) -> tuple[Judgement, int]:
    """Give the likeliest word, and its share of what all words have, permille.

    Of equals it is the one that is harder on the answer.

    Args:
        sums: The log-probability of each of `WORDS`, in their order.
    """
    most = max(sums)
    shares = [math.exp(one - most) for one in sums]
    best = max(range(len(WORDS)), key=lambda at: (sums[at], at))
    return WORDS[best], int(1000 * shares[best] / sum(shares))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isprintable() and char != " ")
