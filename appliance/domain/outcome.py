"""What an exchange came to, in figures by release and arm; no text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from appliance.domain.rollout import Arm, Metric
from appliance.error_table import TABLE
from appliance.errors import (
    ApplianceError,
    EngineBusyError,
    EngineError,
    HaltedError,
    MaskerError,
    NotAllowedError,
    OverBudgetError,
    RestartingError,
    StoppedError,
    TooFastError,
    TooLateError,
    TooManyAtOnceError,
)

_FAULT = 500


class Cause(StrEnum):
    """Why an exchange ended without an answer; each is somebody else's to mend."""

    # The model is not there, died or broke off.
    MODEL = "model"
    TIME_OUT = "time-out"
    BUSY = "busy"
    # A guard saw what refuses it.
    GUARD = "guard"
    # The draft has not the form asked for.
    PARSE = "parse"
    POLICY = "policy"
    # It was held, and who decided on it did not let it out.
    REVIEW = "review"
    # A budget is used up, or somebody asks too often.
    LIMIT = "limit"
    MASKING = "masking"
    # What was sent cannot be taken.
    INPUT = "input"
    HALTED = "halted"
    STOPPED = "stopped"
    # Any other part: the log, the database, the directory.
    APPLIANCE = "appliance"


# Something did not work; the rest is said to people, or by them, as it was meant.
BROKEN = frozenset(
    {
        Cause.MODEL,
        Cause.TIME_OUT,
        Cause.BUSY,
        Cause.PARSE,
        Cause.MASKING,
        Cause.APPLIANCE,
    }
)


def cause_of(err: ApplianceError) -> Cause:
    """Tell what kind of cause an error is."""
    return Cause.TIME_OUT if err.late else _cause_of_kind(type(err))


def cause_named(error: str) -> Cause:
    """Tell what kind of cause an error is that a record names by its class."""
    kind = next((one for one in TABLE if one.__name__ == error), None)
    return Cause.APPLIANCE if kind is None else _cause_of_kind(kind)


def _cause_of_kind(error: type[ApplianceError]) -> Cause:
    kinds: dict[type[ApplianceError], Cause] = {
        EngineBusyError: Cause.BUSY,
        RestartingError: Cause.APPLIANCE,
        EngineError: Cause.MODEL,
        MaskerError: Cause.MASKING,
        TooLateError: Cause.TIME_OUT,
        HaltedError: Cause.HALTED,
        StoppedError: Cause.STOPPED,
        NotAllowedError: Cause.POLICY,
        OverBudgetError: Cause.LIMIT,
        TooFastError: Cause.LIMIT,
        TooManyAtOnceError: Cause.LIMIT,
    }
    for kind, cause in kinds.items():
        if issubclass(error, kind):
            return cause
    row = next((TABLE[one] for one in error.__mro__ if one in TABLE), None)
    is_input = row is not None and row.status < _FAULT
    return Cause.INPUT if is_input else Cause.APPLIANCE


@dataclass(frozen=True, slots=True)
class Took:
    """What drafts took of the models: tokens read and written, processor time."""

    prompt_tokens: int = 0
    output_tokens: int = 0
    ms: int = 0

    def __add__(self, other: "Took") -> "Took":
        return Took(
            self.prompt_tokens + other.prompt_tokens,
            self.output_tokens + other.output_tokens,
            self.ms + other.ms,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one exchange; None where it did not get so far.

    What the models took is of all its drafts: of every try and of every part.

    Args:
        purpose: The purpose's name.
        release: Digest of the release that answered; "" where it was not let in.
        arm: Which side of a rollout that is; LIVE where there is none.
        findings: How often each rule of a guard saw something, by its id.
        grave: How many of them hold or refuse.
        well_formed: Whether the draft has the form that the purpose asks for.
        queue_ms: How long it waited for the model.
        first_token_ms: From its beginning to the first piece of its first draft.
        total_ms: From its beginning to its end, or until it was held.
        writing_ms: From the first piece of each draft to its last, together.
        further_tokens: Tokens of each draft but its first: those that were written in
            writing_ms.
        prompt_tokens: Tokens read, but for a draft that broke off: nobody says how
            many of its prompt were.
        output_tokens: Tokens written, those of a draft that broke off too.
        engine_ms: Processor time of the models, in milliseconds.
        longest_ms: Of it, what the draft took that took longest.
        tier: The tier that wrote the last draft, or as far as it came.
        tiers: What each tier took of it.
        used_tokens: Tokens of every draft that was written to its end.
        loose_tokens: Tokens written of one that was not; what was read for it is not
            known.
        cause: Why there is no answer.
        language: Of the text; None where it was not let in.
        teams: Those of who asked, by the names that the settings give them.
        confidence_permille: How sure the model was of its draft.
        withdrawn: Whether the answer was taken back while it was written.
        measured: Whether what it took of the model is known; of an exchange whose
            process died it is not.
    """

    purpose: str
    release: str
    arm: Arm
    total_ms: int
    findings: Mapping[str, int] = field(default_factory=dict)
    grave: int | None = None
    well_formed: bool | None = None
    queue_ms: int | None = None
    first_token_ms: int | None = None
    writing_ms: int | None = None
    further_tokens: int | None = None
    prompt_tokens: int | None = None
    output_tokens: int | None = None
    engine_ms: int | None = None
    longest_ms: int | None = None
    tier: str | None = None
    tiers: Mapping[str, Took] = field(default_factory=dict)
    used_tokens: int = 0
    loose_tokens: int = 0
    cause: Cause | None = None
    language: str | None = None
    teams: frozenset[str] = frozenset()
    confidence_permille: int | None = None
    withdrawn: bool = False
    measured: bool = True


class Ended(NamedTuple):
    """One exchange that ended or is held, as it stands now; no id, no person, no text.

    Fields of the same name are those of `Figures`.

    Args:
        ended_at: When it ended or was first held, aware UTC.
        state: How it stands: "released", "held", "refused" or "failed".
        arm: "live", "candidate", or "shadow": nobody read it.
        held: Whether it ever waited for a second person.
        edited: Whether a second person rewrote it.
        amended: Whether its owner has written it as it should have been.
        thumb: "up", "down" or None.
        findings: How often each rule saw something.
        again: Whether the same was asked in the same case some minutes before.
        teams: Those of the person who asked; a program is of none.
        of_list: Whether it is a text of a list: nobody waited for it.
        tiers: What each tier took of it; nothing where one took it all.
    """

    ended_at: datetime
    purpose: str
    release: str
    arm: str
    state: str
    tier: str
    cause: str | None
    grave: int | None
    well_formed: bool | None
    held: bool
    edited: bool
    amended: bool
    thumb: str | None
    queue_ms: int | None
    first_token_ms: int | None
    writing_ms: int | None
    further_tokens: int
    total_ms: int
    prompt_tokens: int
    output_tokens: int
    engine_ms: int
    language: str
    confidence_permille: int | None
    withdrawn: bool
    again: bool
    of_list: bool
    findings: Mapping[str, int]
    teams: tuple[str, ...]
    tiers: Mapping[str, Took]

    def shares(self) -> Mapping[str, Took]:
        """Give what each tier took of it, also where it was one; "" if none did."""
        whole = Took(self.prompt_tokens, self.output_tokens, self.engine_ms)
        return self.tiers or {self.tier: whole}


@dataclass(frozen=True, slots=True)
class Series:
    """An arm's exchanges one by one, in the order in which they ended.

    Args:
        bad: For each metric, whether it was bad; of SLOW nothing, it has no bound yet.
        total_ms: How long each draft took.
        at: When each of them ended (or was rated); under SLOW the drafts.
    """

    bad: Mapping[Metric, tuple[bool, ...]]
    total_ms: tuple[int, ...]
    at: Mapping[Metric, tuple[datetime, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """What a person got, and a shadow's answer is compared with; shows no text.

    Args:
        exchange: The exchange that was answered.
        release: Digest of the release that answered it.
        answer: The masked answer.
    """

    exchange: str
    release: str
    answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """A shadow's answer beside the one that was given to a person.

    Args:
        live: The exchange that was answered.
        live_release: Digest of the release that answered it.
        same_fields: Of structured answers, whether every field has the same value.
        fields_differ: Names of the fields that have not; of the purpose's schema.
        same_reasons: Whether both carry the same reason codes.
        same_text: Whether both are the same, letter by letter; None without a draft.
        live_chars: Length of the live answer, in code points.
        chars: Length of the shadow's; None without a draft.
    """

    live: str
    live_release: str
    live_chars: int
    same_fields: bool | None = None
    fields_differ: tuple[str, ...] = ()
    same_reasons: bool | None = None
    same_text: bool | None = None
    chars: int | None = None
