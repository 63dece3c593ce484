"""What exchanges came to, for a monitor (Prometheus' text format).

Counters begin anew at midnight UTC, as they do after a restart of any program: they are
read from the database, so that every process tells the same and a restart loses
nothing. Names end as vLLM's do where they mean the same, for the whole way of an
exchange and not for the model alone. Purposes, releases, rules and codes only: nobody
and no team is named.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from appliance.domain.alert import Series
from appliance.domain.bulk import BulkState
from appliance.domain.figures import per_token_ms
from appliance.domain.halt import Halt
from appliance.domain.outcome import Ended
from appliance.observe.text_format import head, histogram, sample

PREFIX = "cloister_"
_RELEASE_CHARS = 12
# How a breaker stands that turns people away.
_LEFT_ALONE = frozenset({"open", "trying"})
_S = 1000
# Upper bounds, in seconds: vLLM's, without the finest.
_SHORT = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 20.0, 40.0, 80.0)
_LONG = (0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0)
_STEP = (0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)

Labels = tuple[tuple[str, str], ...]
_LABELS = ("purpose", "release", "arm", "tier")


@dataclass(frozen=True, slots=True)
class _Counted:
    """A counter: its name, what it counts, and how often an exchange counts.

    Args:
        concludes: Whether what was held counts once it was decided on, on that day.
        shared: Whether each tier that wrote of it counts what it took itself.
    """

    name: str
    words: str
    of: Callable[[Ended], Mapping[Labels, int]]
    concludes: bool = False
    shared: bool = False


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
    # What is held is no end yet.
    return _once("outcome", None if one.state == "held" else one.state)


def _rules(one: Ended) -> Mapping[Labels, int]:
    return {(("rule", rule),): count for rule, count in one.findings.items()}


_COUNTERS = (
    _Counted("exchanges", "Exchanges that ended, by outcome.", _ended, concludes=True),
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
        "Answers that a second person rewrote, once they were decided on.",
        lambda one: _if(one.edited and one.state != "held"),
        concludes=True,
    ),
    _Counted(
        "errors",
        "Exchanges without an answer, by why.",
        lambda one: _once("error_type", one.cause),
        concludes=True,
    ),
    _Counted("findings", "What guards saw, by rule.", _rules),
    _Counted(
        "prompt_tokens",
        "Tokens read.",
        lambda one: _if(one.prompt_tokens > 0, one.prompt_tokens),
        shared=True,
    ),
    _Counted(
        "generation_tokens",
        "Tokens written.",
        lambda one: _if(one.output_tokens > 0, one.output_tokens),
        shared=True,
    ),
)

_TIMES = (
    _Timed(
        "time_to_first_token_seconds",
        _SHORT,
        "From the beginning of an exchange to the first piece of its first draft.",
        lambda one: one.first_token_ms,
    ),
    _Timed(
        "request_time_per_output_token_seconds",
        _STEP,
        "Per token of a draft, without the first; of several drafts together.",
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


class _Group:
    """What the exchanges of one purpose, release, arm and tier came to so far."""

    def __init__(self) -> None:
        self.counted: list[Counter[Labels]] = [Counter() for _ in _COUNTERS]
        self.times = [[0] * (len(timed.bounds) + 1) for timed in _TIMES]
        self.total_ms = [0.0] * len(_TIMES)
        self.thumbs: Counter[str] = Counter()

    def add(self, one: Ended) -> None:
        """Count one more."""
        self._count(one, lambda counter: not counter.shared)
        for place, timed in enumerate(_TIMES):
            # Nobody waits for a text of a list.
            ms = None if one.of_list else timed.ms(one)
            if ms is not None:
                self.times[place][bisect_left(timed.bounds, ms / _S)] += 1
                self.total_ms[place] += ms
        if one.thumb:
            self.thumbs[one.thumb] += 1

    def conclude(self, one: Ended) -> None:
        """Count how one more ended that was counted as held on an earlier day."""
        self._count(one, lambda counter: counter.concludes)

    def share(self, one: Ended) -> None:
        """Count what this tier took of one more."""
        self._count(one, lambda counter: counter.shared)

    def _count(self, one: Ended, is_meant: Callable[[_Counted], bool]) -> None:
        for counter, found in zip(_COUNTERS, self.counted, strict=True):
            if is_meant(counter):
                found.update(counter.of(one))


def exchange_metrics(
    ended: Iterable[Ended],
    concluded: Iterable[Ended],
    *,
    amended: Mapping[tuple[str, str, str, str], int],
    halts: Sequence[Halt],
    breakers: Mapping[str, str],
    waiting: int,
    in_lists: Mapping[BulkState, int],
    alerts: Sequence[Series],
) -> str:
    """Write what the exchanges of a day came to, and what stands in their way.

    Args:
        ended: Those that ended or were held since midnight UTC; read once.
        concluded: Those that were held before and decided on since; read once.
        amended: Purpose, release, arm and tier to how many answers their owners first
            wrote anew since then.
        halts: The halts that stand.
        breakers: Tier to the state of its breaker in the process that answers.
        waiting: How many texts wait for the worker; none of a list.
        in_lists: How many of lists do, by how their list stands.
        alerts: What is unusual now.
    """
    groups: defaultdict[tuple[str, str, str, str], _Group] = defaultdict(_Group)
    for one in ended:
        groups[_key(one)].add(one)
        for share in _shares(one):
            groups[_key(share)].share(share)
    for one in concluded:
        groups[_key(one)].conclude(one)
    named = [
        (dict(zip(_LABELS, key, strict=True)), group)
        for key, group in sorted(groups.items(), key=lambda item: item[0])
    ]
    lines: list[str] = []
    for place, counter in enumerate(_COUNTERS):
        name = f"{PREFIX}{counter.name}_total"
        lines += head(name, "counter", counter.words)
        for labels, group in named:
            lines += [
                sample(name, {**labels, **dict(more)}, count)
                for more, count in sorted(group.counted[place].items())
            ]
    for place, timed in enumerate(_TIMES):
        name = PREFIX + timed.name
        lines += head(name, "histogram", timed.words)
        for labels, group in named:
            counts, total_s = group.times[place], group.total_ms[place] / _S
            if any(counts):
                lines += histogram(
                    name, labels, timed.bounds, counts, round(total_s, 6)
                )
    lines += _amended(amended)
    name = f"{PREFIX}ratings"
    lines += head(name, "gauge", "Thumbs of today's answers, as they stand.")
    for labels, group in named:
        lines += [
            sample(name, {**labels, "thumb": thumb}, count)
            for thumb, count in sorted(group.thumbs.items())
        ]
    lines += _waiting(waiting, in_lists)
    lines += _standing(halts, breakers, alerts)
    return "\n".join(lines) + "\n"


def _waiting(of_people: int, in_lists: Mapping[BulkState, int]) -> list[str]:
    name = f"{PREFIX}texts_waiting"
    lines = head(name, "gauge", "Long texts, and those without a model.")
    lines.append(sample(name, {}, of_people))
    name = f"{PREFIX}list_texts_waiting"
    lines += head(name, "gauge", "Texts of lists, by whether their list is paused.")
    lines += [
        sample(name, {"state": str(state)}, count)
        for state, count in sorted(in_lists.items())
    ]
    return lines


def _key(one: Ended) -> tuple[str, str, str, str]:
    return one.purpose, one.release[:_RELEASE_CHARS], one.arm, one.tier


def _shares(one: Ended) -> Iterator[Ended]:
    """Give it once for each tier, with what that took."""
    for tier, took in one.shares().items():
        yield one._replace(
            tier=tier,
            prompt_tokens=took.prompt_tokens,
            output_tokens=took.output_tokens,
        )


def _amended(amended: Mapping[tuple[str, str, str, str], int]) -> list[str]:
    name = f"{PREFIX}answers_amended_total"
    lines = head(name, "counter", "Answers, of any day, that their owners wrote anew.")
    for (purpose, release, *rest), count in sorted(amended.items()):
        key = (purpose, release[:_RELEASE_CHARS], *rest)
        lines.append(sample(name, dict(zip(_LABELS, key, strict=True)), count))
    return lines


def _standing(
    halts: Sequence[Halt], breakers: Mapping[str, str], alerts: Sequence[Series]
) -> list[str]:
    lines = head(f"{PREFIX}alerts", "gauge", "Alerts that stand.")
    lines.append(sample(f"{PREFIX}alerts", {}, len(alerts)))
    lines += head(f"{PREFIX}alert", "gauge", "1 for what is unusual now.")
    lines += [
        sample(f"{PREFIX}alert", {"signal": str(one.signal), "name": one.purpose}, 1)
        for one in alerts
    ]
    lines += head(f"{PREFIX}halts", "gauge", "Halts that stand.")
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
        sample(f"{PREFIX}breaker_open", {"tier": tier}, int(state in _LEFT_ALONE))
        for tier, state in sorted(breakers.items())
    ]
    return lines
