"""Why a rollout ended by itself: a code and figures, made a sentence where it is read.

    {cause, metric, better, reason, figures}     as the record holds it
    told(body, say=gettext, number=number)       as a reader is told it

The record is the same in every language, and so is what a program reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from appliance.domain.rollout import Metric


class Reason(StrEnum):
    """What was found.

    ABOVE_BOUND: more than may be at all.
    ABOVE_LIVE: more than live has, by more than may be.
    BETTER, WORSE: the answer of an A/B.
    NO_DIFFERENCE: an A/B has had its number of outcomes without an answer.
    WITHIN_LIMITS: enough was seen, and no limit was reached.
    """

    ABOVE_BOUND = "above-bound"
    ABOVE_LIVE = "above-live"
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no-difference"
    WITHIN_LIMITS = "within-limits"


METRIC_WORDS = {
    Metric.FINDINGS: "answers in which a check found a fault",
    Metric.MALFORMED: "answers without the form that the purpose asks for",
    Metric.FAILED: "requests that ended with an error",
    Metric.HELD: "answers that had to wait for a second person",
    Metric.THUMBS_DOWN: "rated answers with a thumb down",
    Metric.SLOW: "slow answers",
}
SLOWER_THAN = "answers that took longer than %(ms)s ms"
REASON_WORDS = {
    Reason.ABOVE_BOUND: "Too many %(what)s: %(candidate_bad)s of %(candidate)s of the "
    "candidate; at most %(most)s %% may be.",
    Reason.ABOVE_LIVE: "Too many %(what)s: %(candidate_bad)s of %(candidate)s of the "
    "candidate; live had %(live_bad)s of %(live)s, and %(worse)s %% more may be.",
    Reason.BETTER: "The candidate is better: it has fewer %(what)s "
    "(%(candidate_bad)s of %(candidate)s; live %(live_bad)s of %(live)s).",
    Reason.WORSE: "The candidate is not better: it has more %(what)s "
    "(%(candidate_bad)s of %(candidate)s; live %(live_bad)s of %(live)s).",
    Reason.NO_DIFFERENCE: "No difference was shown in %(candidate)s outcomes of each "
    "side: %(what)s.",
    Reason.WITHIN_LIMITS: "No limit was reached in %(candidate)s requests. Put the "
    "candidate live, or start anew.",
}


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a rollout ends by itself.

    Args:
        cause: "limit", "answered" (an A/B has its answer), "undecided" or "enough".
        metric: Which metric it was, or None.
        better: Of an answered A/B, whether the candidate is; else None.
        reason: What was found.
        figures: Whole numbers of the record, by name: how many of live and of the
            candidate, how many of them bad, and what was allowed.
    """

    cause: str
    metric: Metric | None
    better: bool | None
    reason: Reason
    figures: Mapping[str, int] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """Put it into the words of a record."""
        return {
            "cause": self.cause,
            "metric": str(self.metric or ""),
            "better": self.better is True,
            "reason": str(self.reason),
            "figures": dict(self.figures),
        }


def plain_number(value: float) -> str:
    """Write a number as a terminal shows it: 3000, or 2.5."""
    return f"{value:.10g}"


def told(
    ending: Mapping[str, object],
    *,
    say: Callable[[str], str] = str,
    number: Callable[[float], str] = plain_number,
) -> str:
    """Say why a rollout ended, in one sentence; "" where no limit or test ended it.

    Args:
        ending: Body of the record of its end.
        say: Translates a sentence.
        number: Writes a number as the reader's language does.
    """
    reason, figures = ending.get("reason"), ending.get("figures")
    if reason not in list(Reason) or not isinstance(figures, Mapping):
        return ""
    metric, slow_ms = ending.get("metric"), figures.get("slow_from_ms")
    what = say(METRIC_WORDS[Metric(str(metric))]) if metric in list(Metric) else ""
    if slow_ms is not None:
        what = say(SLOWER_THAN) % {"ms": number(slow_ms)}
    words = {
        name: number(figures.get(name, 0))
        for name in ("live", "live_bad", "candidate", "candidate_bad")
    }
    words["worse"] = number(figures.get("worse_permille", 0) / 10)
    words["most"] = number(figures.get("most_permille", 0) / 10)
    return say(REASON_WORDS[Reason(str(reason))]) % {**words, "what": what}
