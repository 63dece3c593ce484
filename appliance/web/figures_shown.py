"""The figures of a period as a page shows them: pictures from numbers, and plain rows.

Every picture has its numbers in a table of the page; the rows are the same for a
spreadsheet or a program. Where there is too little to say, there is no number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext

from appliance.domain.alert import NOT_SHARES, Signal
from appliance.domain.budget import price_of
from appliance.domain.figures import (
    PERCENTILES,
    By,
    Figures,
    Share,
    Sign,
    Times,
    Used,
    Wait,
    drift_permille,
)
from appliance.domain.outcome import Cause
from appliance.web.figures_amended import Amended, amended_of
from appliance.web.formats import decimal, number, percent
from appliance.web.languages import say
from appliance.web.parts import parts
from appliance.web.pictures import Bar, Line, bars, line

ROW = ("section", "name", "measure", "value", "of")
STATES = ("released", "held", "refused", "failed")
# Of the rest the download tells.
_MOST_NAMES = 12
_RELEASE_CHARS = 12
_MS_A_SECOND = 1000
_P50, _P95 = 0, 1


class Row(NamedTuple):
    """One figure: of what, from how many; no value where there is not enough to say."""

    section: str
    name: str
    measure: str
    value: int | None
    of: int

    def as_json(self) -> dict[str, Any]:
        """Say it for a program."""
        return self._asdict()


@dataclass(frozen=True, slots=True)
class Waited:
    """How long exchanges of one name took: each wait with its percentiles."""

    name: str
    times: Sequence[tuple[Wait, int, tuple[int | None, ...]]]


@dataclass(frozen=True, slots=True)
class Group:
    """Waits told apart by something, with their picture."""

    by: By
    waited: Sequence[Waited]
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a purpose used on a tier.

    Args:
        purpose: Its title.
        tier: The tier.
        used: What it was.
        micros: What that costs; None without a price.
    """

    purpose: str
    tier: str
    used: Used
    micros: int | None


@dataclass(frozen=True, slots=True)
class Mix:
    """What exchanges were about, now and in the period before, in permille of each."""

    title: str
    rows: Sequence[tuple[str, int, int]]
    bars: Sequence[Bar]
    drift: int | None
    of: int
    of_before: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on the page but the alerts."""

    exchanges: int
    steps: Sequence[tuple[datetime, Sequence[int]]]
    lines: Sequence[Line]
    most: int
    groups: Sequence[Group]
    errors: Sequence[tuple[str, int]]
    error_bars: Sequence[Bar]
    costs: Sequence[Cost]
    cost_bars: Sequence[Bar]
    signs: Sequence[tuple[Sign, Share]]
    sign_bars: Sequence[Bar]
    amended: Amended
    findings: Sequence[tuple[str, int]]
    finding_bars: Sequence[Bar]
    mixes: Sequence[Mix]


def shown_of(figures: Figures, before: Figures, prices: Mapping[str, int]) -> Shown:
    """Lay out the figures of a period.

    Args:
        before: The purposes and languages of the period before.
        prices: Tier to what a second of its processor costs, in millionths.
    """
    steps = [
        (step, [figures.states[step][state] for state in STATES])
        for step in sorted(figures.states)
    ]
    most = max([1, *(sum(counts) for _, counts in steps)])
    errors, findings = figures.errors.most_common(), figures.findings.most_common()
    costs = [_cost(key, used, prices) for key, used in sorted(figures.used.items())]
    signs = list(figures.signs.items())
    return Shown(
        exchanges=figures.exchanges,
        steps=steps,
        lines=(
            line("all", "live", [sum(counts) for _, counts in steps], most=most),
            line("none", "candidate", [sum(c[2:]) for _, c in steps], most=most),
        ),
        most=most,
        groups=[group for by in By if (group := _group(by, figures)).waited],
        errors=errors,
        error_bars=_count_bars([(cause_label(name), n) for name, n in errors]),
        costs=costs,
        cost_bars=bars(
            [
                (f"{c.purpose}, {c.tier}", "live", c.used.engine_ms, seconds(c.used))
                for c in costs
            ]
        ),
        signs=signs,
        sign_bars=bars(
            [
                (sign_label(sign), "live", share.permille, percent(share.permille))
                for sign, share in signs
                if share.permille is not None
            ]
        ),
        amended=amended_of(figures.amended, title_of),
        findings=findings,
        finding_bars=_count_bars(findings[:_MOST_NAMES]),
        mixes=_mixes(figures, before),
    )


def rows_of(figures: Figures, before: Figures) -> Iterator[Row]:
    """Write every figure as a row."""
    for step, states in sorted(figures.states.items()):
        for state in STATES:
            of = sum(states.values())
            yield Row("ended", step.isoformat(), state, states[state], of)
    for by, named in figures.waits.items():
        for name, waits in sorted(named.items()):
            yield from _wait_rows(f"waits_by_{by}", name, waits)
    for cause, count in sorted(figures.errors.items()):
        yield Row("errors", cause, "exchanges", count, figures.exchanges)
    for (purpose, tier), used in sorted(figures.used.items()):
        for measure in ("prompt_tokens", "output_tokens", "engine_ms"):
            value = getattr(used, measure)
            yield Row("used", f"{purpose} {tier}", measure, value, used.exchanges)
    for sign, share in figures.signs.items():
        yield Row("signs", str(sign), "permille", share.permille, share.of)
    yield from _amended_rows(figures)
    for rule, count in sorted(figures.findings.items()):
        yield Row("findings", rule, "times", count, figures.exchanges)
    yield from _mix_rows("purposes", figures.purposes, before.purposes)
    yield from _mix_rows("languages", figures.languages, before.languages)


def _wait_rows(section: str, name: str, waits: Mapping[Wait, Times]) -> Iterator[Row]:
    for wait, times in waits.items():
        for permille, ms in zip(PERCENTILES, times.percentiles(), strict=True):
            measure = f"{wait}_p{permille // 10}_ms"
            yield Row(section, name, measure, ms, len(times))


def _amended_rows(figures: Figures) -> Iterator[Row]:
    for (purpose, release, day), share in sorted(figures.amended.items()):
        name = f"{purpose} {release} {day.date().isoformat()}"
        yield Row("amended", name, "permille", share.permille, share.of)
        yield Row("amended", name, "answers", share.bad, share.of)


def _mix_rows(section: str, now: Counter[str], then: Counter[str]) -> Iterator[Row]:
    for name in sorted({*now, *then}):
        yield Row(section, name, "now", now[name], now.total())
        yield Row(section, name, "before", then[name], then.total())
    yield Row(section, "all", "drift_permille", drift_permille(now, then), now.total())


def wait_label(wait: Wait) -> str:
    """Name what is waited for."""
    labels: dict[Wait, str] = {
        Wait.FIRST_TOKEN: gettext("To the first word"),
        Wait.TOKEN: gettext("For each further token"),
        Wait.QUEUE: gettext("In the line before the model"),
        Wait.TOTAL: gettext("To the end"),
    }
    return labels[wait]


def by_label(by: By) -> str:
    """Name what waits are told apart by."""
    labels: dict[By, str] = {
        By.TIER: gettext("How long people waited, by model"),
        By.RELEASE: gettext("How long people waited, by release"),
        By.PURPOSE: gettext("How long people waited, by purpose"),
        By.TEAM: gettext("How long people waited, by team"),
    }
    return labels[by]


def sign_label(sign: Sign) -> str:
    """Name what tells whether answers are good."""
    labels: dict[Sign, str] = {
        Sign.THUMBS_UP: gettext("Rated with a thumb up"),
        Sign.THUMBS_DOWN: gettext("Rated with a thumb down"),
        Sign.HELD: gettext("Held for a second person"),
        Sign.OVERRIDDEN: gettext("Held, then rewritten or refused"),
        Sign.AMENDED: gettext("Written anew by who asked, as it should have been"),
        Sign.WITHDRAWN: gettext("Taken back while it was written"),
        Sign.AGAIN: gettext("Asked again in the same case within ten minutes"),
        Sign.STOPPED: gettext("Stopped by who asked"),
        Sign.FINDINGS: gettext("With a grave finding of a guard"),
        Sign.MALFORMED: gettext("Without the form asked for"),
        Sign.UNSURE: gettext("The model was not sure"),
    }
    return labels[sign]


def cause_label(cause: str) -> str:
    """Say why there is no answer."""
    labels: dict[Cause, str] = {
        Cause.MODEL: gettext("The model was not there or broke off"),
        Cause.TIME_OUT: gettext("Time ran out"),
        Cause.BUSY: gettext("The line was full"),
        Cause.GUARD: gettext("A guard refused it"),
        Cause.PARSE: gettext("The draft had not the form asked for"),
        Cause.POLICY: gettext("A rule refused it"),
        Cause.REVIEW: gettext("It was held and not approved"),
        Cause.LIMIT: gettext("A budget or a limit was reached"),
        Cause.MASKING: gettext("Masking did not work"),
        Cause.INPUT: gettext("What was sent cannot be taken"),
        Cause.HALTED: gettext("Halted by people"),
        Cause.STOPPED: gettext("Stopped by who asked"),
        Cause.APPLIANCE: gettext("Another part of the appliance"),
    }
    return labels[Cause(cause)]


def signal_label(signal: Signal) -> str:
    """Name what is watched."""
    labels: dict[Signal, str] = {
        Signal.COST: gettext("Processor time of the models"),
        Signal.LATENCY: gettext("Time to an answer (95 of 100 came within)"),
        Signal.ERRORS: gettext("Exchanges that broke"),
        Signal.HELD: gettext("Drafts held for a second person"),
        Signal.THUMBS_DOWN: gettext("Ratings with a thumb down"),
        Signal.FINDINGS: gettext("Drafts with a grave finding"),
        Signal.WAITING: gettext("Texts wait more than 15 minutes for the model"),
    }
    return labels[signal]


def signal_value(value: int, signal: Signal) -> str:
    """Write a value of what is watched."""
    if signal in NOT_SHARES:
        return f"{decimal(value / _MS_A_SECOND)}\N{NO-BREAK SPACE}s"
    return percent(value)


def seconds(used: Used) -> str:
    """Write processor time."""
    return f"{decimal(used.engine_ms / _MS_A_SECOND)}\N{NO-BREAK SPACE}s"


def title_of(purpose: str) -> str:
    """Name a purpose as people know it."""
    titles = {p.name: p.title for p in parts().ports.purposes.all()}
    return say(titles[purpose]) if purpose in titles else purpose


def _group(by: By, figures: Figures) -> Group:
    named = sorted(
        figures.waits[by].items(), key=lambda item: (-len(item[1][Wait.TOTAL]), item[0])
    )
    waited = [_waited(by, name, waits) for name, waits in named[:_MOST_NAMES]]
    drawn = []
    for one in waited:
        _, _, times = one.times[-1]
        for place, style in ((_P50, "live"), (_P95, "candidate")):
            ms = times[place]
            if ms is not None:
                name = f"{one.name}, p{PERCENTILES[place] // 10}"
                drawn.append((name, style, ms, f"{number(ms)} ms"))
    return Group(by, waited, bars(drawn))


def _waited(by: By, name: str, waits: Mapping[Wait, Times]) -> Waited:
    if by is By.PURPOSE:
        name = title_of(name)
    elif by is By.RELEASE:
        name = name[:_RELEASE_CHARS]
    return Waited(name, [(w, len(t), t.percentiles()) for w, t in waits.items()])


def _cost(key: tuple[str, str], used: Used, prices: Mapping[str, int]) -> Cost:
    purpose, tier = key
    micros = price_of(used.engine_ms, prices[tier]) if tier in prices else None
    return Cost(title_of(purpose), tier, used, micros)


def _count_bars(counts: Sequence[tuple[str, int]]) -> Sequence[Bar]:
    return bars([(name, "live", count, number(count)) for name, count in counts])


def _mixes(figures: Figures, before: Figures) -> Sequence[Mix]:
    found = []
    for title, now, then, name_of in (
        (gettext("What was asked for"), figures.purposes, before.purposes, title_of),
        (gettext("In which language"), figures.languages, before.languages, str),
    ):
        ours, theirs = sum(now.values()), sum(then.values())
        rows = [
            (name_of(name), _permille(now[name], ours), _permille(then[name], theirs))
            for name in sorted({*now, *then}, key=lambda name: (-now[name], name))
        ][:_MOST_NAMES]
        drawn = [
            (name, style, share, percent(share))
            for name, *shares in rows
            for style, share in zip(("live", "candidate"), shares, strict=True)
        ]
        drift = drift_permille(now, then)
        found.append(Mix(title, rows, bars(drawn), drift, ours, theirs))
    return found


def _permille(count: int, of: int) -> int:
    return 1000 * count // of if of else 0
