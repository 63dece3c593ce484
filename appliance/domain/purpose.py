"""A purpose: what staff pick, what a policy decides on, what is signed as one unit."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.budget_settings import Budget
from appliance.domain.answer_form import FieldForm
from appliance.domain.audience import Audiences
from appliance.domain.caching import Caching
from appliance.domain.caller import Role
from appliance.domain.conversation import ConversationRule
from appliance.domain.entity import HINTS, EntityKind, Treatment
from appliance.domain.governance import MAX_PERMILLE, Governance, Success
from appliance.domain.guards import Guards
from appliance.domain.judging import JudgePrompt
from appliance.domain.parts import PartsRule
from appliance.domain.prompt import PromptTemplate
from appliance.domain.retry import Retry
from appliance.domain.routing import Routing
from appliance.domain.sampling import Sampling
from appliance.domain.thresholds import RIGHT, Thresholds
from appliance.domain.tone import Tone
from appliance.domain.variable import Variable

# Where a purpose sets no target of its own.
DEFAULT_RIGHT_PERMILLE = 900


class Risk(StrEnum):
    """The risk class a purpose states for itself."""

    LOW = "low"
    HIGH = "high"


class AnswerForm(StrEnum):
    """Whether the model writes text or fills in a schema."""

    TEXT = "text"
    STRUCTURED = "structured"


class ReviewRule(StrEnum):
    """Who must look before an answer goes out."""

    NONE = "none"
    FOUR_EYES = "four-eyes"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose folder, read (DESIGN.md §4).

    Args:
        name: The folder's name.
        title: What staff see.
        description: One sentence for staff.
        risk: Its risk class.
        roles: Roles that may use it.
        tier: The model size class that answers it, or is its first choice.
        answer: Text or structured.
        streamed: Whether an answer may be shown while it is written.
        languages: Languages it has a prompt for; the first is the default.
        retention_days: How long its exchanges may be kept; nothing removes them yet.
        review: Whether a second person must release each answer.
        reviewer_role: The role that may release.
        max_input_chars: Longest text that the model reads at once, in code points.
        max_output_tokens: Longest answer.
        temperature: 0 means greedy.
        seed: Seed of the sampler.
        top_p: Draw from the likeliest tokens that together have this probability.
        top_k: Draw from this many likeliest tokens; 0 for all.
        repetition_penalty: Over 1 makes tokens of prompt and answer less likely.
        stop: Texts that end the answer; they are not part of it.
        routing: Which other tiers may answer, and when.
        sampling: Which answers people rate afterwards.
        treatments: What happens to each kind; unnamed kinds are masked.
        hold_below_permille: Answers less confident than this are held; 0 is never.
        reason_texts: Sentence of each reason code the answer may carry.
        prompts: Prompt templates by `prompt_key`.
        schema_template: Id of the output schema among the release's templates, or "".
        pattern_template: Id of the pattern that text answers match, or "".
        pattern: That pattern.
        prose: The template that turns a structured answer into prose, or "".
        forms: What each field of a structured answer takes, as its schema says.
        has_all_forms: Whether that are all of its fields.
        release: Digest (SHA-256 hex) of the release this purpose is part of.
        words: Language to what people read of this purpose, by the English of each.
        governance: Who answers for it.
        success: What it is meant to achieve.
        thresholds: When an evaluation of it passes.
        variables: What its prompts ask for besides the text.
        audiences: Who gets which of its prompts.
        guards: How much each rule of the guards matters to it.
        judge: What a model is asked that judges its answers, or None.
        tone: Words that its answers may not hold.
        budget: What all its exchanges together may use.
        retry: How often an answer that has not its form is written again.
        caching: When its answers may be given again.
        conversation: Whether its model reads earlier turns.
        parts: Whether longer texts are answered in parts, and how.
    """

    name: str
    title: str
    description: str
    risk: Risk
    roles: frozenset[Role]
    tier: str
    answer: AnswerForm
    streamed: bool
    languages: tuple[str, ...]
    retention_days: int
    review: ReviewRule
    reviewer_role: Role
    max_input_chars: int
    max_output_tokens: int
    temperature: float
    seed: int
    treatments: Mapping[EntityKind, Treatment]
    hold_below_permille: int
    reason_texts: Mapping[str, str]
    prompts: Mapping[str, PromptTemplate]
    schema_template: str
    prose: str
    release: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    stop: tuple[str, ...] = ()
    pattern_template: str = ""
    pattern: str = ""
    forms: Mapping[str, FieldForm] = field(default_factory=dict)
    has_all_forms: bool = False
    routing: Routing = field(default_factory=Routing)
    sampling: Sampling = field(default_factory=Sampling)
    governance: Governance = field(default_factory=lambda: Governance("", ""))
    success: Success = field(default_factory=lambda: Success("", MAX_PERMILLE))
    thresholds: Thresholds = field(
        default_factory=lambda: Thresholds({RIGHT: DEFAULT_RIGHT_PERMILLE})
    )
    variables: tuple[Variable, ...] = ()
    audiences: Audiences = field(default_factory=Audiences)
    guards: Guards = field(default_factory=Guards)
    judge: JudgePrompt | None = None
    tone: Tone = field(default_factory=Tone)
    budget: Budget = field(default_factory=Budget)
    retry: Retry = field(default_factory=Retry)
    caching: Caching = field(default_factory=Caching)
    conversation: ConversationRule = field(default_factory=ConversationRule)
    parts: PartsRule = field(default_factory=PartsRule)

    @property
    def most_chars(self) -> int:
        """Longest text taken, in code points, be it read at once or in parts."""
        return self.max_input_chars * self.parts.most

    @property
    def recalls(self) -> bool:
        """Whether answers may be given again: none of high risk, none that is held."""
        harmless = self.risk is Risk.LOW and self.review is ReviewRule.NONE
        return self.caching.exact and harmless

    def prompt_for(
        self, language: str, roles: Collection[Role]
    ) -> PromptTemplate | None:
        """Find the prompt for a text in a language, from somebody with these roles."""
        keys = self.audiences.order(language, roles)
        return next((self.prompts[key] for key in keys if key in self.prompts), None)

    def tier_orders(self) -> tuple[tuple[str, ...], ...]:
        """List each order in which tiers may be asked for an answer."""
        return self.routing.orders(self.tier)

    def form_of(self, number: int) -> tuple[str, str]:
        """Give the ids of the schema and pattern that a try is held to, "" for none."""
        if self.retry.is_simpler(number):
            return self.retry.form
        return self.schema_template, self.pattern_template

    def has_form(self, text: str, number: int = 1) -> bool:
        """Tell whether a text answer has the form that a try is asked for."""
        simpler = self.retry.is_simpler(number)
        pattern = self.retry.pattern if simpler else self.pattern
        return not pattern or re.fullmatch(pattern, text) is not None

    def tiers(self) -> tuple[str, ...]:
        """Name every tier that may answer, each once."""
        orders = self.tier_orders()
        return tuple(dict.fromkeys(tier for order in orders for tier in order))

    def kinds_kept(self) -> tuple[EntityKind, ...]:
        """Name the kinds this purpose leaves readable, sorted."""
        return tuple(
            sorted(k for k, t in self.treatments.items() if t is Treatment.KEEP)
        )

    def kinds_hinted(self) -> tuple[EntityKind, ...]:
        """Name the masked kinds whose surrogates may carry a hint, sorted."""
        return tuple(sorted(k for k, t in self.treatments.items() if t in HINTS))

    def kinds_blocked(self) -> tuple[EntityKind, ...]:
        """Name the kinds this purpose refuses outright, sorted."""
        return tuple(
            sorted(k for k, t in self.treatments.items() if t is Treatment.BLOCK)
        )
