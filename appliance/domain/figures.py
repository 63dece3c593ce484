"""What exchanges of a period came to: how many, how long, how well, at what cost.

Counted from values that hold no text and name nobody. A figure that comes from too few
is left out, so that nobody takes chance for news, or a team of one for a team.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from appliance.domain.finding import STOPPED
from appliance.domain.outcome import Ended, Took

# From so few a share says nothing, and a percentile is one of the extremes.
LEAST_OF_SHARE = 20
_LEAST_OF = {500: 5, 950: 20, 990: 100}
PERCENTILES = tuple(_LEAST_OF)
# Figures of fewer people would be figures of people.
LEAST_PEOPLE = 5
# A model that is less sure than this of its words is not sure.
LOW_CONFIDENCE = 500
_WHOLE = 1000


class By(StrEnum):
    """What waits are told apart by."""

    TIER = "tier"
    RELEASE = "release"
    PURPOSE = "purpose"
    TEAM = "team"


class Wait(StrEnum):
    """What people wait for; all in milliseconds."""

    FIRST_TOKEN = "first_token"  # noqa: S105 - a time, no secret
    TOKEN = "token"  # noqa: S105 - a time, no secret
    QUEUE = "queue"
    TOTAL = "total"


class Sign(StrEnum):
    """What tells whether answers are good; each is a share."""

    THUMBS_UP = "thumbs_up"
    THUMBS_DOWN = "thumbs_down"
    HELD = "held"
    # Of what a second person decided on: what they rewrote or refused.
    OVERRIDDEN = "overridden"
    # Of what was let out: what its owner wrote as it should have been.
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    AGAIN = "again"
    STOPPED = "stopped"
    FINDINGS = "findings"
    MALFORMED = "malformed"
    UNSURE = "unsure"


@dataclass(slots=True)
class Share:
    """How many of how many."""

    bad: int = 0
    of: int = 0

    def add(self, bad: bool) -> None:  # noqa: FBT001 - one thing
        """Count one more."""
        self.bad += bad
        self.of += 1

    @property
    def permille(self) -> int | None:
        """The share; None where there is not enough to say."""
        return _WHOLE * self.bad // self.of if self.of >= LEAST_OF_SHARE else None


@dataclass(slots=True)
class Used:
    """What the models took."""

    exchanges: int = 0
    prompt_tokens: int = 0
    output_tokens: int = 0
    engine_ms: int = 0

    def add(self, took: Took) -> None:
        """Count one more."""
        self.exchanges += 1
        self.prompt_tokens += took.prompt_tokens
        self.output_tokens += took.output_tokens
        self.engine_ms += took.ms


class Times:
    """How long something took, again and again."""

    def __init__(self) -> None:
        self._ms = array("d")

    def __len__(self) -> int:
        return len(self._ms)

    def add(self, ms: float) -> None:
        """Take one more."""
        self._ms.append(ms)

    def percentiles(self) -> tuple[int | None, ...]:
        """Give each of `PERCENTILES` (nearest rank); None where there are too few."""
        ordered, count = sorted(self._ms), len(self._ms)
        return tuple(
            round(ordered[max(0, -(-count * permille // _WHOLE) - 1)])
            if count >= least
            else None
            for permille, least in _LEAST_OF.items()
        )


def per_token_ms(one: Ended) -> float | None:
    """Tell how long each token but the first of a draft took; None without one."""
    if one.writing_ms is None or one.further_tokens < 1:
        return None
    return one.writing_ms / one.further_tokens


_MS: Mapping[Wait, Callable[[Ended], float | None]] = {
    Wait.FIRST_TOKEN: lambda one: one.first_token_ms,
    Wait.TOKEN: per_token_ms,
    Wait.QUEUE: lambda one: one.queue_ms,
    Wait.TOTAL: lambda one: one.total_ms,
}
Waits = dict[Wait, Times]


def _waits() -> Waits:
    return {wait: Times() for wait in Wait}


@dataclass(slots=True)
class Figures:
    """What the exchanges of a period came to, shadows left out where nobody waited.

    Args:
        exchanges: How many ended, or are held.
        states: How they stand, by the begin of the span in which they ended.
        waits: How long people waited, by what, then by its name; no text of a list.
        errors: Why there was no answer, by cause.
        used: What was used, by purpose and tier; shadows too. Of what several tiers
            wrote each has its share.
        signs: What tells whether they were good.
        amended: Of the answers that were let out those that their owners wrote anew,
            by purpose, release and the begin of the day on which they ended.
        findings: How often each rule saw something.
        purposes: How many for each purpose, texts of lists left out: one list would be
            taken for a change of what people ask.
        languages: How many in each language, likewise.
    """

    exchanges: int = 0
    states: dict[datetime, Counter[str]] = field(default_factory=dict)
    waits: dict[By, dict[str, Waits]] = field(
        default_factory=lambda: {by: {} for by in By}
    )
    errors: Counter[str] = field(default_factory=Counter)
    used: dict[tuple[str, str], Used] = field(default_factory=dict)
    signs: dict[Sign, Share] = field(
        default_factory=lambda: {sign: Share() for sign in Sign}
    )
    amended: dict[tuple[str, str, datetime], Share] = field(default_factory=dict)
    findings: Counter[str] = field(default_factory=Counter)
    purposes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def add(self, one: Ended, begin: datetime) -> None:
        """Count one exchange.

        Args:
            begin: Begin of the hour or day in which it ended, by the site's clock.
        """
        for tier, took in one.shares().items():
            if tier:
                self.used.setdefault((one.purpose, tier), Used()).add(took)
        if one.arm == "shadow":
            return
        self.exchanges += 1
        self.states.setdefault(begin, Counter())[one.state] += 1
        if one.cause:
            self.errors[one.cause] += 1
        self.findings.update(one.findings)
        if not one.of_list:
            self._add_asked(one)
        self._add_signs(one)
        # Answers of lists are read in a file: many that nobody looked at again.
        if one.state == "released" and not one.of_list:
            self.signs[Sign.AMENDED].add(one.amended)
            key = (one.purpose, one.release, begin.replace(hour=0))
            self.amended.setdefault(key, Share()).add(one.amended)

    def _add_asked(self, one: Ended) -> None:
        """Count what somebody asked and waited for."""
        self.purposes[one.purpose] += 1
        if one.language:
            self.languages[one.language] += 1
        self._add_waits(one)
        self.signs[Sign.AGAIN].add(one.again)
        # In the line, or before there was half an answer; else what there was went out.
        self.signs[Sign.STOPPED].add(one.cause == "stopped" or STOPPED in one.findings)

    def _add_waits(self, one: Ended) -> None:
        groups = [(By.TIER, one.tier), (By.RELEASE, one.release)]
        groups += [(By.PURPOSE, one.purpose), *((By.TEAM, team) for team in one.teams)]
        for wait, ms_of in _MS.items():
            ms = ms_of(one)
            if ms is None:
                continue
            for by, name in groups:
                if name:
                    self.waits[by].setdefault(name, _waits())[wait].add(ms)

    def leave_out_few(self, people: Mapping[str, Mapping[Wait, int]]) -> None:
        """Leave out the waits of teams of which too few people had them.

        Args:
            people: How many people had each wait, by team.
        """
        of_teams = self.waits[By.TEAM]
        for team, waits in list(of_teams.items()):
            had = people.get(team, {})
            few = [wait for wait in waits if had.get(wait, 0) < LEAST_PEOPLE]
            waits.update({wait: Times() for wait in few})
            if len(few) == len(waits):
                del of_teams[team]

    def _add_signs(self, one: Ended) -> None:
        signs = self.signs
        if one.thumb is not None:
            signs[Sign.THUMBS_UP].add(one.thumb == "up")
            signs[Sign.THUMBS_DOWN].add(one.thumb == "down")
        if one.grave is None:
            return  # no draft
        signs[Sign.HELD].add(one.held)
        signs[Sign.WITHDRAWN].add(one.withdrawn)
        signs[Sign.FINDINGS].add(one.grave > 0)
        if one.well_formed is not None:
            signs[Sign.MALFORMED].add(not one.well_formed)
        if one.confidence_permille is not None:
            signs[Sign.UNSURE].add(one.confidence_permille < LOW_CONFIDENCE)
        if one.held and one.state != "held":
            signs[Sign.OVERRIDDEN].add(one.edited or one.state == "refused")


def drift_permille(now: Mapping[str, int], before: Mapping[str, int]) -> int | None:
    """Tell how far apart two mixes are: half the sum of differences of their shares.

    That is the share of exchanges that would have to be others (total variation).

    Returns:
        None where one of the two says too little.
    """
    ours, theirs = sum(now.values()), sum(before.values())
    if min(ours, theirs) < LEAST_OF_SHARE:
        return None
    apart = sum(
        abs(now.get(name, 0) / ours - before.get(name, 0) / theirs)
        for name in {*now, *before}
    )
    return round(_WHOLE * apart / 2)
