"""The rules of the guards, and how much each matters where a purpose says nothing.

A purpose may say in [guards] that a rule matters more or less to it, but never less
than the rule's `least`: some things no answer may do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from appliance.domain.counted import NEARLY_FULL, counted
from appliance.domain.finding import STOPPED, Finding, Severity, Sighting

# The form that a purpose asks for is not there: cut off, broken, or something else.
MALFORMED = "answer.malformed"
# What says something of a draft's form. What is said of its content is for a person: a
# model that was told so would write around the guard.
OF_THE_FORM = frozenset({MALFORMED, "answer.unfinished", "answer.repeats"})
# Noted with each try after the first, and with an answer of the simpler form.
REWRITTEN, SIMPLER = "answer.rewritten", "answer.simpler"
# From nine tenths of what a purpose takes on; whoever adds to such a text goes over it.
SIZE, NEARLY_FULL_PERMILLE = "input.size", 900
# One more try was due, and would have taken too long.
TOO_LATE = "answer.too-late"
# The draft of a part is no answer to the whole text.
UNANSWERED = "parts.unanswered"


@dataclass(frozen=True, slots=True)
class GuardRule:
    """One rule.

    Args:
        severity: How much it matters where a purpose does not say.
        sentence: What it means to the person who asked, in plain words.
        least: How much it matters at least, whatever a purpose says.
        counted: The sentence with how many of how many, where the rule counts.
    """

    severity: Severity
    sentence: str
    least: Severity = Severity.NOTE
    counted: str = ""

    def said_of(self, of: tuple[int, int] | None) -> str:
        """Say what it means, with its numbers where there are any."""
        return counted(self.counted, *of) if of and self.counted else self.sentence


RULES: Mapping[str, GuardRule] = MappingProxyType(
    {
        "characters.hidden": GuardRule(
            Severity.WARN,
            "Your text holds characters that nobody sees; the model reads them too.",
        ),
        "characters.lookalike": GuardRule(
            Severity.WARN,
            "Your text holds words with letters that are made to look like others.",
        ),
        SIZE: GuardRule(
            Severity.NOTE,
            "Your text is nearly as long as this purpose takes.",
            counted=NEARLY_FULL,
        ),
        "injection.likely": GuardRule(
            Severity.HOLD,
            "A part of what the model would read looks like orders to the model.",
        ),
        "injection.form": GuardRule(
            Severity.HOLD,
            "What the model would read holds marks that only its own prompts have, or "
            "an order to forget them.",
        ),
        "injection.encoded": GuardRule(
            Severity.HOLD,
            "What the model would read hides orders to the model in an encoding.",
        ),
        "secret.masked": GuardRule(
            Severity.WARN,
            "Your text holds a password, key or PIN; the model does not see it.",
        ),
        "surrogate.unissued": GuardRule(
            Severity.REFUSE,
            "The answer names somebody or something that your text does not.",
            least=Severity.REFUSE,
        ),
        "date.moved": GuardRule(
            Severity.HOLD,
            "The answer gives a date that was moved before the model saw it.",
            least=Severity.HOLD,
        ),
        MALFORMED: GuardRule(
            Severity.REFUSE,
            "The model's answer does not have the form this purpose requires.",
            least=Severity.HOLD,
        ),
        "grounding.number": GuardRule(
            Severity.HOLD,
            "The answer states a number or a sum that your text and its references "
            "do not.",
        ),
        "grounding.date": GuardRule(
            Severity.HOLD,
            "The answer states a date or a time that your text and its references "
            "do not.",
        ),
        "grounding.code": GuardRule(
            Severity.HOLD,
            "The answer states a file number, account or address that your text and "
            "its references do not.",
        ),
        "grounding.name": GuardRule(
            Severity.WARN,
            "The answer states a name that your text and its references do not.",
        ),
        "grounding.quote": GuardRule(
            Severity.HOLD,
            "The answer quotes words that your text and its references do not hold.",
        ),
        "grounding.sentence": GuardRule(
            Severity.NOTE,
            "A sentence of the answer shares hardly a word with your text and its "
            "references.",
        ),
        "personal.new": GuardRule(
            Severity.HOLD,
            "The answer holds personal data that your text does not.",
            least=Severity.HOLD,
        ),
        "leak.canary": GuardRule(
            Severity.REFUSE,
            "The answer gives away what the model was told in confidence.",
            least=Severity.REFUSE,
        ),
        "leak.instructions": GuardRule(
            Severity.HOLD,
            "The answer repeats instructions that were meant for the model.",
        ),
        "answer.repeats": GuardRule(
            Severity.HOLD,
            "The answer repeats itself again and again.",
        ),
        "answer.off-topic": GuardRule(
            Severity.NOTE,
            "The answer has hardly anything to do with your text.",
        ),
        "tone.toxic": GuardRule(
            Severity.HOLD,
            "The answer holds words that insult or threaten.",
            least=Severity.HOLD,
        ),
        "tone.forbidden": GuardRule(
            Severity.HOLD,
            "The answer holds words that this purpose does not allow.",
        ),
        "answer.unfinished": GuardRule(
            Severity.HOLD,
            "The answer reached its length or time limit before it ended.",
        ),
        REWRITTEN: GuardRule(
            Severity.NOTE,
            "The first answer was not in the form that is needed; it was written "
            "again.",
        ),
        SIMPLER: GuardRule(
            Severity.WARN,
            "The answer has a simpler form, with less in it: the full one was not "
            "reached.",
        ),
        TOO_LATE: GuardRule(
            Severity.NOTE,
            "The answer was not in the form that is needed; it was too late to have "
            "it written again.",
        ),
        UNANSWERED: GuardRule(
            Severity.REFUSE,
            "A part of your text was not answered in the form that is needed, so there "
            "is no answer to the whole.",
            least=Severity.REFUSE,
        ),
        STOPPED: GuardRule(Severity.NOTE, "You stopped this answer."),
        "confidence.low": GuardRule(
            Severity.HOLD,
            "The model was less sure than this purpose asks for.",
        ),
    }
)


def lacks_form(findings: Iterable[Finding]) -> bool:
    """Tell whether what is seen of a draft's form keeps it from going out at once."""
    return any(one.rule in OF_THE_FORM and one.severity.is_grave for one in findings)


@dataclass(frozen=True, slots=True)
class Guards:
    """How much each rule matters to a purpose.

    Args:
        severities: By rule, where the purpose says so.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the rules and their severities.

        Raises:
            ValueError: There is no such rule, or it may not matter so little.
        """
        for rule, severity in self.severities.items():
            if rule not in RULES:
                raise ValueError(f"{rule}: no such rule")
            least = RULES[rule].least
            if severity.is_milder_than(least):
                raise ValueError(f'{rule}: at least "{least}"')

    def finding(self, seen: str | Sighting) -> Finding:
        """Say what a sighting means to the purpose; a rule's id is about the whole."""
        sighting = Sighting(seen) if isinstance(seen, str) else seen
        rule = RULES[sighting.rule]
        return Finding(
            sighting.rule,
            self.severities.get(sighting.rule, rule.severity),
            rule.said_of(sighting.of),
            sighting.where,
            sighting.score,
            sighting.span,
            sighting.of,
        )
