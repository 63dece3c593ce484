"""Why the log takes no record of a release: a code, made a sentence where it is read.

    err.details {"code": "not-evaluated", "release": ..., "purpose": ...}
    told(err.details, say=gettext)     as a reader is told it

What the log says to operators is the English of the same sentence.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from appliance.errors import PromotionRefusedError

_SHOWN_DIGITS = 12
_SHOWN_CHARS = 64


class Refusal(StrEnum):
    """What stands against it."""

    NOT_EVALUATED = "not-evaluated"
    FAILED = "failed"
    UNDECIDED = "undecided"
    LOST_TO_LIVE = "lost-to-live"
    SECOND_PERSON = "second-person"
    ASKS_LESS = "asks-less"
    LIVE_ALREADY = "live-already"
    NEVER_LIVE = "never-live"
    NEVER_SIGNED = "never-signed"
    OTHER_PURPOSE = "other-purpose"
    NOTHING_LIVE = "nothing-live"
    RETIRED = "retired"
    HALTED = "halted"
    NOT_HALTED = "not-halted"
    ROLLOUT_RUNS = "rollout-runs"
    ROLLOUT_OVER = "rollout-over"
    ROLLOUT_FIXED = "rollout-fixed"


REFUSAL_WORDS = {
    Refusal.NOT_EVALUATED: "Release %(release)s of %(purpose)s has not passed an "
    "evaluation; run one first.",
    Refusal.FAILED: "Release %(release)s of %(purpose)s has not passed an evaluation; "
    "its newest failed.",
    Refusal.UNDECIDED: "Release %(release)s of %(purpose)s has not passed an "
    "evaluation; its newest had too few cases to tell.",
    Refusal.LOST_TO_LIVE: "Release %(release)s of %(purpose)s failed its newest "
    "evaluation against the live release; run that one again.",
    Refusal.SECOND_PERSON: "A second person must approve release %(release)s of "
    "%(purpose)s first: the risk is high, its own or that of what it replaces.",
    Refusal.ASKS_LESS: "A second person must approve release %(release)s of "
    "%(purpose)s first: its evaluation asked less than that of what it replaces (lower "
    "targets, or golden cases that are gone or changed).",
    Refusal.LIVE_ALREADY: "Release %(release)s is live already.",
    Refusal.NEVER_LIVE: "Release %(release)s was never live for %(purpose)s, so there "
    "is no going back to it.",
    Refusal.NEVER_SIGNED: "Release %(release)s was never signed here.",
    Refusal.OTHER_PURPOSE: "Release %(release)s is of another purpose.",
    Refusal.NOTHING_LIVE: "Nothing is live for %(purpose)s.",
    Refusal.RETIRED: "A person took %(purpose)s out of use; it stays so until a person "
    "puts a release live again, or an operator goes back to one.",
    Refusal.HALTED: "It is halted already.",
    Refusal.NOT_HALTED: "It is not halted.",
    Refusal.ROLLOUT_RUNS: "The purpose has a rollout already; end it first.",
    Refusal.ROLLOUT_OVER: "That rollout does not run any more.",
    Refusal.ROLLOUT_FIXED: "A running rollout may change its share and its teams, and "
    "nothing else.",
}


def refused(
    code: Refusal, *, release: str = "", purpose: str = "", hint: str = ""
) -> PromotionRefusedError:
    """Make the error that says so.

    Args:
        code: What stands against it.
        release: Digest of the release, if the sentence names one.
        purpose: The purpose, if the sentence names one.
        hint: What only operators are told besides, such as a command.
    """
    details = {
        "code": str(code),
        "release": release[:_SHOWN_DIGITS],
        "purpose": purpose[:_SHOWN_CHARS],
    }
    sentence = told(details).removesuffix(".")
    message = sentence[:1].lower() + sentence[1:]
    error = PromotionRefusedError(f"{message} ({hint})" if hint else message)
    error.details = details
    return error


def told(details: Mapping[str, str], *, say: Callable[[str], str] = str) -> str:
    """Say what stands against it, in one sentence; "" where no code says it.

    Args:
        details: Of the error.
        say: Translates a sentence.
    """
    code = details.get("code")
    if code not in list(Refusal):
        return ""
    named = {name: details.get(name, "") for name in ("release", "purpose")}
    return say(REFUSAL_WORDS[Refusal(code)]) % named
