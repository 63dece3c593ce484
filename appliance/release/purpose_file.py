"""The form of purpose.toml: every key, its type and its limits (DESIGN.md §4).

An unknown key, a missing key or a value outside its limits is refused and named. It
knows nothing of the other files in the folder; purpose_folder.py does.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from appliance.budget_settings import Budget, check_budget
from appliance.domain.caching import MAX_KEEP_HOURS, Caching
from appliance.domain.caller import Role
from appliance.domain.conversation import MAX_TURNS, ConversationRule
from appliance.domain.entity import HINTS, EntityKind, Treatment
from appliance.domain.finding import Severity
from appliance.domain.governance import Governance, Success
from appliance.domain.guards import MALFORMED, Guards
from appliance.domain.purpose import DEFAULT_RIGHT_PERMILLE
from appliance.domain.retry import MOST_TRIES
from appliance.domain.routing import Routing
from appliance.domain.sampling import Sampling
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.errors import SettingsError
from appliance.release.purpose_parts import PartsTable, check_parts
from appliance.release.purpose_prompts import (
    AudienceTable,
    VariableTable,
    check_audiences,
    check_variables,
)
from appliance.settings import read_record

# A model's answer to one letter or form; a document of many pages is another purpose.
MAX_INPUT_CHARS = 200_000
MAX_OUTPUT_TOKENS = 8_192
MAX_TEMPERATURE = 2.0
MIN_TOP_P = 0.01
MAX_TOP_K = 1_000
MAX_PENALTY = 2.0
MAX_STOPS = 8
MAX_STOP_CHARS = 64
MAX_RETENTION_DAYS = 36_525
# What evaluations measure; shares of single fields are named "field.<name>".
SHARES = frozenset({RIGHT, "schema", "refused", "answered", "injection"})
LIMITS = frozenset(
    {"p50_ms", "p95_ms", "p99_ms", "first_token_p95_ms", "tokens", "cost_millicents"}
)
OF_FIELD = "field."
MAX_FIRST_DAYS = 366
MAX_LOGIN_CHARS = 256


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text and its answer may be."""

    max_input_chars: int
    max_output_tokens: int


@dataclass(frozen=True, slots=True)
class Generation:
    """How the model picks its words."""

    temperature: float
    seed: int
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    """From which confidence on an answer needs no second look."""

    hold_below_permille: int = 0


@dataclass(frozen=True, slots=True)
class ThresholdTable:
    """[thresholds]; see `domain.thresholds.Thresholds`."""

    shares: Mapping[str, int] = field(
        default_factory=lambda: {RIGHT: DEFAULT_RIGHT_PERMILLE}
    )
    limits: Mapping[str, int] = field(default_factory=dict)
    margin_permille: int = 50
    confidence_permille: int = 950


@dataclass(frozen=True, slots=True)
class RetryTable:
    """How often an answer is written again that has not the form that is needed."""

    tries: int = 0


@dataclass(frozen=True, slots=True)
class PurposeFile:
    """purpose.toml as it stands."""

    title: str
    description: str
    risk: Literal["low", "high"]
    roles: tuple[str, ...]
    tier: str
    answer: Literal["text", "structured"]
    streamed: bool
    languages: tuple[str, ...]
    retention_days: int
    review: Literal["none", "four-eyes"]
    reviewer_role: str
    limits: Limits
    generation: Generation
    governance: Governance
    success: Success
    masking: Mapping[str, Literal["keep", "block", "mask", "shift", "bucket"]] = field(
        default_factory=dict
    )
    confidence: Confidence = field(default_factory=Confidence)
    routing: Routing = field(default_factory=Routing)
    sampling: Sampling = field(default_factory=Sampling)
    reason_texts: Mapping[str, str] = field(default_factory=dict)
    thresholds: ThresholdTable = field(default_factory=ThresholdTable)
    variables: Mapping[str, VariableTable] = field(default_factory=dict)
    audiences: AudienceTable = field(default_factory=AudienceTable)
    guards: Mapping[str, Literal["note", "warn", "hold", "refuse"]] = field(
        default_factory=dict
    )
    budget: Budget = field(default_factory=Budget)
    retry: RetryTable = field(default_factory=RetryTable)
    cache: Caching = field(default_factory=Caching)
    conversation: ConversationRule = field(default_factory=ConversationRule)
    parts: PartsTable = field(default_factory=PartsTable)


def read_purpose_file(text: str) -> PurposeFile:
    """Read purpose.toml.

    Raises:
        SettingsError: A key is unknown, missing, of the wrong type or out of range.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as err:
        raise SettingsError(f"not TOML: {err}") from err
    read: PurposeFile = read_record(PurposeFile, raw, "")
    _check_words(read)
    _check_masking(read)
    _check_numbers(read)
    _check_stops(read.generation.stop)
    _check_streaming(read)
    _check_cache(read)
    _check_tiers(read)
    _check_governance(read)
    thresholds_of(read)
    guards_of(read)
    check_parts(
        read.parts,
        structured=read.answer == "structured",
        input_chars=read.limits.max_input_chars,
        output_tokens=read.limits.max_output_tokens,
    )
    check_variables(read.variables)
    check_audiences(read.audiences, read.languages, read.roles)
    check_budget("budget", read.budget)
    return read


def _check_words(read: PurposeFile) -> None:
    for key in ("title", "description", "tier"):
        if not getattr(read, key).strip():
            raise SettingsError(f"{key}: empty")
    if not read.roles or not read.languages:
        raise SettingsError("roles and languages: at least one each")
    for key in ("roles", "languages"):
        if len(set(getattr(read, key))) < len(getattr(read, key)):
            raise SettingsError(f"{key}: the same entry twice")
    known = {str(role) for role in Role}
    for role in (*read.roles, read.reviewer_role):
        if role not in known:
            raise SettingsError(f"{role}: no such role, one of {', '.join(known)}")


def _check_masking(read: PurposeFile) -> None:
    for kind, treatment in read.masking.items():
        if kind not in EntityKind.__members__:
            raise SettingsError(f"masking.{kind}: no such kind")
        fitting = HINTS.get(Treatment(treatment))
        if fitting is not None and EntityKind(kind) not in fitting:
            kinds = " and ".join(sorted(fitting))
            raise SettingsError(f'masking.{kind}: "{treatment}" is for {kinds} only')


def _check_numbers(read: PurposeFile) -> None:
    ranges: dict[str, tuple[float, float, float]] = {
        "limits.max_input_chars": (read.limits.max_input_chars, 1, MAX_INPUT_CHARS),
        "limits.max_output_tokens": (
            read.limits.max_output_tokens,
            1,
            MAX_OUTPUT_TOKENS,
        ),
        "generation.temperature": (read.generation.temperature, 0, MAX_TEMPERATURE),
        "generation.seed": (read.generation.seed, 0, 2**32 - 1),
        "generation.top_p": (read.generation.top_p, MIN_TOP_P, 1),
        "generation.top_k": (read.generation.top_k, 0, MAX_TOP_K),
        "generation.repetition_penalty": (
            read.generation.repetition_penalty,
            1,
            MAX_PENALTY,
        ),
        "confidence.hold_below_permille": (
            read.confidence.hold_below_permille,
            0,
            1000,
        ),
        "routing.harder_from_permille": (read.routing.harder_from_permille, 1, 1000),
        "sampling.share_permille": (read.sampling.share_permille, 0, 1000),
        "sampling.low_confidence_permille": (
            read.sampling.low_confidence_permille,
            0,
            1000,
        ),
        "sampling.first_days": (read.sampling.first_days, 0, MAX_FIRST_DAYS),
        "cache.keep_hours": (read.cache.keep_hours, 1, MAX_KEEP_HOURS),
        "conversation.turns": (read.conversation.turns, 0, MAX_TURNS),
        "retention_days": (read.retention_days, 1, MAX_RETENTION_DAYS),
        "retry.tries": (read.retry.tries, 0, MOST_TRIES),
        "success.target_permille": (read.success.target_permille, 1, 1000),
    }
    for key, (value, least, most) in ranges.items():
        if not least <= value <= most:
            raise SettingsError(f"{key}: expected {least} to {most}, got {value}")


def thresholds_of(read: PurposeFile) -> Thresholds:
    """Give what an evaluation of the purpose has to show.

    Raises:
        SettingsError: A name is not measured, or a number out of its range.
    """
    asked = read.thresholds
    shares = {n for n in asked.shares if not n.startswith(OF_FIELD)}
    for kind, strangers in (
        ("shares", shares - SHARES),
        ("limits", asked.limits.keys() - LIMITS),
    ):
        if strangers:
            raise SettingsError(f"thresholds.{kind}.{min(strangers)}: not measured")
    try:
        return Thresholds(
            shares=dict(asked.shares),
            limits=dict(asked.limits),
            margin_permille=asked.margin_permille,
            confidence_permille=asked.confidence_permille,
        )
    except ValueError as err:
        raise SettingsError(f"thresholds: {err}") from err


def guards_of(read: PurposeFile) -> Guards:
    """Give how much each rule of the guards matters to the purpose.

    What was written again and still has not its form is for a person to look at, unless
    the purpose says that it is refused.

    Raises:
        SettingsError: There is no such rule, or it may not matter so little.
    """
    try:
        held = {MALFORMED: "hold"} if read.retry.tries else {}
        said = {**held, **read.guards}
        return Guards({rule: Severity(word) for rule, word in said.items()})
    except ValueError as err:
        raise SettingsError(f"guards.{err}") from err


def _check_governance(read: PurposeFile) -> None:
    """Refuse a high risk that one person alone would answer for."""
    governance = read.governance
    for key in ("owner", "approver"):
        login = getattr(governance, key)
        if not login.strip() or len(login) > MAX_LOGIN_CHARS:
            raise SettingsError(f"governance.{key}: expected a login of the directory")
    if read.risk == "high" and governance.is_one_person():
        raise SettingsError("governance.approver: somebody else, as the risk is high")
    if not read.success.metric.strip():
        raise SettingsError("success.metric: empty")


def _check_stops(stop: tuple[str, ...]) -> None:
    if len(stop) > MAX_STOPS:
        raise SettingsError(f"generation.stop: {len(stop)} texts, at most {MAX_STOPS}")
    if not all(1 <= len(text) <= MAX_STOP_CHARS for text in stop):
        raise SettingsError(
            f"generation.stop: each text takes 1 to {MAX_STOP_CHARS} characters"
        )


def _check_streaming(read: PurposeFile) -> None:
    """Refuse to stream what a person must not see before a check (DESIGN.md §2)."""
    if read.streamed and (read.answer == "structured" or read.review != "none"):
        raise SettingsError("streamed: only a text answer that nobody must release")
    if read.streamed and read.retry.tries:
        # Its form is known once it is whole, and nobody likes to read what is taken
        # back again.
        raise SettingsError("streamed: not where an answer may be written again")


def _check_cache(read: PurposeFile) -> None:
    """Refuse to give again what a person has to look at each time."""
    if read.cache.alike and not read.cache.exact:
        raise SettingsError("cache.alike: only where cache.exact is true")
    if read.cache.exact and (read.risk == "high" or read.review != "none"):
        raise SettingsError("cache.exact: only of low risk, where nobody must release")


def _check_tiers(read: PurposeFile) -> None:
    """Refuse a choice that is none; which tiers there are, the settings say."""
    if read.routing.harder_tier == read.tier:
        raise SettingsError("routing.harder_tier: the purpose's own tier again")
    fall_back = read.routing.fall_back
    if len(set(fall_back)) < len(fall_back):
        raise SettingsError("routing.fall_back: the same entry twice")
