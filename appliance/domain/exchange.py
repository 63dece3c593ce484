"""An exchange and the states it passes through, one type each.

A step takes the type that the step before it gives, so mypy refuses a pipeline that
skips one: Exchange, Identified, Admitted, Masked, Sourced, Inspected, Prompt, Draft,
Checked, Cleared, Restored, Released; or it ends early as Refused or Held. A text that
is longer than the model reads at once is Divided between Inspected and Prompt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from appliance.domain.answer import Answer
from appliance.domain.caller import Caller, Credential
from appliance.domain.conversation import Continues, Follows, MaskedTurn
from appliance.domain.decision import Decision
from appliance.domain.finding import Finding
from appliance.domain.masked import MaskedText
from appliance.domain.parts import Place
from appliance.domain.passage import Passage
from appliance.domain.prompt import Message, PromptTemplate
from appliance.domain.purpose import Purpose
from appliance.domain.recalled import Recalled
from appliance.domain.review import HeldAnswer
from appliance.domain.text import PersonText
from appliance.domain.wishes import Wishes
from appliance.errors import ApplianceError

# Where somebody waits for an answer; the worker takes its time, and what is evaluated
# is what the model writes.
AWAITED = frozenset({"web", "terminal", "api"})


class ExchangeState(StrEnum):
    """Where an exchange stands; the log holds the proof of each."""

    QUEUED = "queued"
    OPEN = "open"
    RELEASED = "released"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, as it came in.

    Args:
        id: 32 hex digits.
        case: The staff member's unit of work, 32 hex digits.
        case_owner: Directory key of the person whose case it is.
        purpose: Name of the purpose asked for.
        language: Language of the text, e.g. "en".
        text: The person's text.
        credential: Who asks, as their session knows them.
        received_at: Aware UTC.
        origin: "web", "terminal", "api", "worker", "bulk" or "evaluation".
        variables: What is given for the variables of the purpose, by name.
        wishes: What a program asks of the sampler.
        anew: Whether its answer must be written, though one may be there.
        gives_way: Nobody waits for it, so everybody else comes first.
        follows: The earlier exchange that it goes on from, or None.
    """

    id: str
    case: str
    case_owner: str
    purpose: str
    language: str
    text: PersonText
    credential: Credential
    received_at: datetime
    origin: str
    variables: Mapping[str, PersonText] = field(default_factory=dict)
    wishes: Wishes = field(default_factory=Wishes)
    anew: bool = False
    gives_way: bool = False
    follows: Follows | None = None

    def seed_in(self, purpose: Purpose) -> int:
        """Give the sampler's seed; a text that is asked again has one of its own."""
        again = self.follows is not None and self.follows.how is Continues.AGAIN
        if again and self.wishes.seed is None:
            return int(self.id[:8], 16)
        return self.wishes.seed_in(purpose)


@dataclass(frozen=True, slots=True)
class Identified:
    """An exchange whose caller the directory vouches for."""

    exchange: Exchange
    caller: Caller


@dataclass(frozen=True, slots=True)
class Admitted:
    """An exchange that policy lets through for this purpose."""

    exchange: Exchange
    caller: Caller
    purpose: Purpose
    decision: Decision


@dataclass(frozen=True, slots=True)
class Masked:
    """An admitted exchange whose text went through the masker.

    Args:
        admitted: The exchange.
        text: Its text.
        variables: What was given for variables that a person types, by name.
        choices: The signed words that were chosen, by name of the variable.
        turns: Earlier turns that the model may read, the oldest first.
        older: How many turns came before those.
    """

    admitted: Admitted
    text: MaskedText
    variables: Mapping[str, MaskedText] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    turns: tuple[MaskedTurn, ...] = ()
    older: int = 0

    @property
    def given(self) -> str:
        """All masked text that came with this request."""
        masked = (self.text, *self.variables.values())
        return "\n".join(one.text for one in masked)

    def values(self) -> dict[str, str]:
        """What the model reads for each variable."""
        typed = {name: masked.text for name, masked in self.variables.items()}
        return {**typed, **self.choices}


@dataclass(frozen=True, slots=True)
class Sourced:
    """A masked exchange with the passages its answer may rest on."""

    masked: Masked
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A sourced exchange that the guards of the input let on, with what they saw."""

    sourced: Sourced
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text that is answered by itself.

    Args:
        place: Where it stands in the masked text.
        inspected: It in the place of the whole text; what was found is of the whole.
    """

    place: Place
    inspected: Inspected


@dataclass(frozen=True, slots=True)
class Divided:
    """An inspected text that is longer than the model reads at once, in its parts.

    Args:
        inspected: The whole of it; of a conversation it is read alone.
        parts: Its parts in order, each masked and sealed again.
    """

    inspected: Inspected
    parts: tuple[TextPart, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model will be given: parts only.

    Args:
        inspected: What it is made of.
        messages: The parts.
        number: Which try at an answer it is for; the first is 1.
        unread: How many turns of the conversation are left out, the oldest.
        place: Which part of a longer text it asks about, or None for all of it.
        combines: What was written for the parts of the text, if it asks to combine it.
    """

    inspected: Inspected
    messages: tuple[Message, ...]
    number: int = 1
    unread: int = 0
    place: Place | None = None
    combines: tuple["Draft", ...] = ()

    @property
    def given(self) -> str:
        """All masked text that the prompt holds: whom an answer may name."""
        masked = self.sourced.masked
        read = masked.turns[max(0, self.unread - masked.older) :]
        left = masked.turns[: len(masked.turns) - len(read)]
        said = [text.text for turn in read for text in (turn.text, turn.answer)]
        said += [turn.summary.text for turn in left if turn.summary]
        said += [draft.prompt.given for draft in self.combines]
        return "\n".join((*said, masked.given))

    @property
    def template(self) -> PromptTemplate | None:
        """The signed prompt that it is laid out by."""
        exchange, purpose = self.admitted.exchange, self.admitted.purpose
        if self.combines:
            return purpose.parts.prompts.get(exchange.language)
        return purpose.prompt_for(exchange.language, self.admitted.caller.roles)

    def record(self) -> dict[str, int]:
        """Say in a record which part it asks about, or how many it combines."""
        if self.place is not None:
            return {"part": self.place.number, "of": self.place.of}
        return {"combines": len(self.combines)} if self.combines else {}

    @property
    def sourced(self) -> Sourced:
        """The text and the passages under it."""
        return self.inspected.sourced

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was seen in them."""
        return self.inspected.findings

    @property
    def admitted(self) -> Admitted:
        """The admitted exchange under it."""
        return self.sourced.masked.admitted

    @property
    def may_be_recalled(self) -> bool:
        """Whether its answer may be one that was given before, or be given again."""
        purpose = self.admitted.purpose
        return (
            purpose.recalls
            and self.admitted.exchange.origin in AWAITED
            # What goes on from another answers more than its own text.
            and self.admitted.exchange.follows is None
            # What was answered in parts is written anew each time.
            and not self.combines
            and self.place is None
            and not any(finding.severity.is_grave for finding in self.findings)
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model wrote, masked and unchecked, and the tier that wrote it.

    Args:
        recalled: Where it comes from, if it was not written for this exchange.
    """

    prompt: Prompt
    answer: Answer
    tier: str = ""
    recalled: Recalled | None = None

    @property
    def tiers(self) -> frozenset[str]:
        """Every tier that wrote of it, its parts included."""
        return frozenset({self.tier, *(part.tier for part in self.prompt.combines)})

    @property
    def written(self) -> tuple["Draft", ...]:
        """Every draft that a model wrote of it: those of its parts, and its own."""
        own = (self,) if self.answer.tokens or not self.prompt.combines else ()
        return (*self.prompt.combines, *own)


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft with what the guards saw in it."""

    draft: Draft
    findings: tuple[Finding, ...]
    confidence_permille: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """A checked draft that the gate lets out.

    Args:
        checked: The draft and its findings.
        decision: The gate's decision.
        streamed: Whether the person has already read it as it was written.
    """

    checked: Checked
    decision: Decision
    streamed: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """A cleared answer with its people back, not yet out."""

    cleared: Cleared
    text: PersonText
    unknown: tuple[str, ...]
    commitments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """An answer that is out, with the record that says so.

    Args:
        exchange: The exchange's id.
        text: The answer with its people back.
        masked: The answer as the model wrote it.
        confidence_permille: 0 to 1000.
        findings: What the guards noted.
        record: Sequence number of `exchange.released`.
    """

    exchange: str
    text: PersonText
    masked: str
    confidence_permille: int
    findings: tuple[Finding, ...]
    record: int


@dataclass(frozen=True, slots=True)
class Held:
    """An answer that waits for a second person."""

    exchange: str
    answer: HeldAnswer
    record: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An exchange that ends without an answer, with the reasons in plain words."""

    exchange: str
    reasons: tuple[str, ...]
    record: int


@dataclass(frozen=True, slots=True)
class Delayed:
    """An exchange that waits: the model was not there, and the worker asks again.

    Args:
        exchange: The exchange's id.
        reasons: Why, for the person who waits; plain sentences.
        record: Sequence number of `exchange.delayed`.
        error: What it met.
    """

    exchange: str
    reasons: tuple[str, ...]
    record: int
    error: ApplianceError


Outcome = Released | Held | Refused | Delayed
