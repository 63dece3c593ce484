"""What exchanges came to, for a monitor (Prometheus' text format).

Counters begin anew at midnight UTC, as they do after a restart of any program: they are
read from the database, so that every process tells the same and a restart loses
nothing. Names end as vLLM's do where they mean the same, for the whole way of an
exchange and not for the model alone. Purposes, releases, rules and codes only: nobody
and no team is named.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.domain.halt import Halt
from appliance.domain.outcome import Ended
from appliance.observe.text_format import head, histogram, sample

PREFIX = "cloister_"
_RELEASE_CHARS = 12
_S = 1000
# Upper bounds, in seconds: vLLM's, without the finest.
_SHORT = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 20.0, 40.0, 80.0)
_LONG = (0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0)
_STEP = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)

Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A counter: its name, what it counts, and how often an exchange counts."""

    name: str
    words: str
    of: Callable[[Ended], Mapping[Labels, int]]


@dataclass(frozen=True, slots=True)
class _Timed:
    """A histogram: its name, its bounds, what it times, and how long it was."""

    name: str
    bounds: tuple[float, ...]
    words: str
    ms: Callable[[Ended], float | None]


def _once(name: str, word: str | None) -> Mapping[Labels, int]:
    return {((name, word),): 1} if word else {}


def _if(said: bool, times: int = 1) -> Mapping[Labels, int]:  # noqa: FBT001 - one thing
    return {(): times} if said else {}


def _ended(one: Ended) -> Mapping[Labels, int]:
    # What is held is no end yet; it counts as one when it was decided on.
    return _once("outcome", None if one.state == "held" else one.state)


def _rules(one: Ended) -> Mapping[Labels, int]:
    return {(("rule", rule),): count for rule, count in one.findings.items()}


_COUNTERS = (
    _Counted("exchanges", "Exchanges that ended, by outcome.", _ended),
    _Counted(
        "exchanges_held",
        "Answers that had to wait for a second person, whatever came of it.",
        lambda one: _if(one.held),
    ),
    _Counted(
        "drafts",
        "Drafts that were guarded.",
        lambda one: _if(one.grave is not None),
    ),
    _Counted(
        "drafts_grave",
        "Drafts in which a guard saw what holds or refuses them.",
        lambda one: _if((one.grave or 0) > 0),
    ),
    _Counted(
        "answers_edited",
        "Answers that a second person rewrote.",
        lambda one: _if(one.edited),
    ),
    _Counted(
        "errors",
        "Exchanges without an answer, by why.",
        lambda one: _once("error_type", one.cause),
    ),
    _Counted("findings", "What guards saw, by rule.", _rules),
    _Counted(
        "prompt_tokens",
        "Tokens read.",
        lambda one: _if(one.prompt_tokens > 0, one.prompt_tokens),
    ),
    _Counted(
        "generation_tokens",
        "Tokens written.",
        lambda one: _if(one.output_tokens > 0, one.output_tokens),
    ),
)


def per_token_ms(one: Ended) -> float | None:
    """Tell how long each token but the first took; None for fewer than two."""
    if one.writing_ms is None or one.output_tokens < 2:
        return None
    return one.writing_ms / (one.output_tokens - 1)


_TIMES = (
    _Timed(
        "time_to_first_token_seconds",
        _SHORT,
        "From the beginning of an exchange to the first piece of its draft.",
        lambda one: one.first_token_ms,
    ),
    _Timed(
        "request_time_per_output_token_seconds",
        _STEP,
        "Per token of a draft, without the first.",
        per_token_ms,
    ),
    _Timed(
        "request_queue_time_seconds",
        _SHORT,
        "How long exchanges waited for the model.",
        lambda one: one.queue_ms,
    ),
    _Timed(
        "e2e_request_latency_seconds",
        _LONG,
        "From the beginning of an exchange to its end, or until it was held.",
        lambda one: one.total_ms,
    ),
)


def exchange_metrics(
    ended: Sequence[Ended],
    *,
    halts: Sequence[Halt],
    breakers: Mapping[str, str],
    waiting: int,
) -> str:
    """Write what the exchanges of a day came to, and what stands in their way.

    Args:
        ended: Those that ended or were held since midnight UTC.
        halts: The halts that stand.
        breakers: Tier to the state of its breaker in the process that answers.
        waiting: How many texts wait for the worker.
    """
    groups: dict[tuple[str, str, str, str], list[Ended]] = {}
    for one in ended:
        key = (one.purpose, one.release[:_RELEASE_CHARS], one.arm, one.tier)
        groups.setdefault(key, []).append(one)
    named = {
        key: dict(zip(("purpose", "release", "arm", "tier"), key, strict=True))
        for key in sorted(groups)
    }
    lines: list[str] = []
    for counter in _COUNTERS:
        lines += head(f"{PREFIX}{counter.name}_total", "counter", counter.words)
        for key, labels in named.items():
            lines += _counted(counter, labels, groups[key])
    for timed in _TIMES:
        lines += head(PREFIX + timed.name, "histogram", timed.words)
        for key, labels in named.items():
            lines += _timed(timed, labels, groups[key])
    lines += head(
        f"{PREFIX}ratings", "gauge", "Thumbs of today's answers, as they stand."
    )
    for key, labels in named.items():
        thumbs = Counter(one.thumb for one in groups[key] if one.thumb)
        lines += [
            sample(f"{PREFIX}ratings", {**labels, "thumb": thumb}, count)
            for thumb, count in sorted(thumbs.items())
        ]
    lines += head(
        f"{PREFIX}texts_waiting", "gauge", "Long texts, and those without a model."
    )
    lines.append(sample(f"{PREFIX}texts_waiting", {}, waiting))
    lines += _standing(halts, breakers)
    return "\n".join(lines) + "\n"


def _counted(
    counter: _Counted, labels: Mapping[str, str], ended: Sequence[Ended]
) -> Iterator[str]:
    found: Counter[Labels] = Counter()
    for one in ended:
        found.update(counter.of(one))
    for more, count in sorted(found.items()):
        yield sample(f"{PREFIX}{counter.name}_total", {**labels, **dict(more)}, count)


def _timed(
    timed: _Timed, labels: Mapping[str, str], ended: Sequence[Ended]
) -> Iterator[str]:
    times_s = [ms / _S for one in ended if (ms := timed.ms(one)) is not None]
    if not times_s:
        return
    counts = [0] * (len(timed.bounds) + 1)
    for time_s in times_s:
        counts[bisect_left(timed.bounds, time_s)] += 1
    total_s = round(sum(times_s), 6)
    yield from histogram(PREFIX + timed.name, labels, timed.bounds, counts, total_s)


def _standing(halts: Sequence[Halt], breakers: Mapping[str, str]) -> list[str]:
    lines = head(f"{PREFIX}halts", "gauge", "Halts that stand.")
    lines.append(sample(f"{PREFIX}halts", {}, len(halts)))
    lines += head(f"{PREFIX}halted", "gauge", "1 for what is halted.")
    lines += [
        sample(f"{PREFIX}halted", {"scope": str(halt.scope), "name": halt.name}, 1)
        for halt in halts
    ]
    lines += head(
        f"{PREFIX}breaker_open", "gauge", "1 while a failing tier is left alone."
    )
    lines += [
        sample(f"{PREFIX}breaker_open", {"tier": tier}, int(state != "closed"))
        for tier, state in sorted(breakers.items())
    ]
    return lines
