"""Budgets: what the visitor has used of theirs, and for some what others have.

Who may see more than their own says the policy. Of people, those are listed who have
used most of a budget, and nobody else: the page is no record of who works how much.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.budget_settings import Budget
from appliance.domain.budget import (
    ALERTS_PERMILLE,
    WHOLE_PERMILLE,
    Account,
    Kept,
    Measure,
    Period,
    Scope,
    Use,
    limits_in,
)
from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.purpose import Purpose
from appliance.web.access import EVERYBODY, Pages
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.pictures import Bar
from appliance.web.visit import visit
from appliance.web.wanted import wants_json

pages = Pages("budgets", __name__)

# The room of one bar with its words, and the width of a budget that is used up.
ROW_HEIGHT, FULL_WIDTH = 52, 640


@dataclass(frozen=True, slots=True)
class Row:
    """One budget in one period.

    Args:
        name: What people call it.
        kept: What is used.
        limits: What may be, in the unit of `Use`.
    """

    name: str
    kept: Kept
    limits: Mapping[Measure, int]

    @property
    def permille(self) -> int:
        """How far it is used."""
        return self.kept.permille(self.limits)


@dataclass(frozen=True, slots=True)
class Section:
    """Budgets of one kind, with the picture of those that have a limit."""

    scope: Scope
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """How high its picture is."""
        return ROW_HEIGHT * len(self.bars)


@dataclass(frozen=True, slots=True)
class AlertLine:
    """A line for the visitor's first page."""

    says: str


@pages.route("/budgets", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """Show the visitor's own budgets, and those of others that they may see."""
    of, caller = parts(), visit().credential.caller()
    own = [*_own(of, caller)]
    sections = [_section(Scope.PERSON, own)]
    purposes = [p for p in of.ports.purposes.all() if _may(of, caller, p)]
    if purposes:
        sections.append(_section(Scope.PURPOSE, _purposes(of, purposes)))
    others: tuple[Section, ...] = ()
    if _may(of, caller, None):
        others = (
            _section(Scope.TEAM, _teams(of, of.settings.budgets.teams)),
            _section(Scope.PERSON, _people(of)),
            _section(Scope.APPLIANCE, _appliance(of)),
        )
    if wants_json():
        shown = [("own", sections[0]), *(("purpose", s) for s in sections[1:])]
        shown += zip(("team", "person", "appliance"), others, strict=False)
        return jsonify(
            currency=of.settings.budgets.currency,
            budgets=[_as_json(kind, row) for kind, s in shown for row in s.rows],
        )
    more = (*sections[1:], *others)
    return render_template("budgets.html", own=sections[0], more=more)


def alert_lines(of: Parts, caller: Caller) -> tuple[AlertLine, ...]:
    """Say of which of their budgets a person has used most, for the first page."""
    return tuple(
        AlertLine(_alert(row))
        for row in _own(of, caller)
        if row.permille >= ALERTS_PERMILLE[0]
    )


def _alert(row: Row) -> str:
    p = row.permille // 10
    match row.kept.account.scope, row.kept.account.period:
        case Scope.PERSON, Period.DAY:
            said = gettext("You have used %(p)s %% of your budget for today.", p=p)
        case Scope.PERSON, _:
            said = gettext("You have used %(p)s %% of your budget for this month.", p=p)
        case _, Period.DAY:
            said = gettext("Your team has used %(p)s %% of its budget for today.", p=p)
        case _:
            said = gettext(
                "Your team has used %(p)s %% of its budget for this month.", p=p
            )
    return str(said)


def scope_label(scope: Scope) -> str:
    """Name a kind of budget."""
    labels: dict[Scope, str] = {
        Scope.PERSON: gettext("People who have used most of a budget"),
        Scope.TEAM: gettext("Teams"),
        Scope.PURPOSE: gettext("Purposes"),
        Scope.APPLIANCE: gettext("The appliance itself: counted for nobody"),
    }
    return labels[scope]


def period_label(period: Period) -> str:
    """Name a period."""
    return str(gettext("Today") if period is Period.DAY else gettext("This month"))


def _may(of: Parts, caller: Caller, purpose: Purpose | None) -> bool:
    is_owner = purpose is not None and purpose.governance.is_owner(caller.login)
    facts = {"is_owner": is_owner}
    decided = of.ports.policy.decide(Question.READ_BUDGET, caller, purpose, facts)
    return decided.allowed


def _own(of: Parts, caller: Caller) -> Iterable[Row]:
    budget = of.settings.budgets.person
    yield from _rows(of, Scope.PERSON, {caller.person: gettext("You")}, budget)
    teams = of.settings.budgets.teams
    yield from _teams(of, {t: b for t, b in teams.items() if t in caller.teams})


def _teams(of: Parts, teams: Mapping[str, Budget]) -> list[Row]:
    return [
        row
        for name, budget in teams.items()
        for row in _rows(of, Scope.TEAM, {name: name}, budget)
    ]


def _purposes(of: Parts, purposes: Iterable[Purpose]) -> list[Row]:
    return [
        row
        for one in purposes
        for row in _rows(of, Scope.PURPOSE, {one.name: say(one.title)}, one.budget)
    ]


def _appliance(of: Parts) -> list[Row]:
    named = {"evaluation": gettext("Evaluations"), "shadow": gettext("Shadows")}
    return _rows(of, Scope.APPLIANCE, named, Budget())


def _people(of: Parts) -> list[Row]:
    """List people who have used most of a budget, the fullest first."""
    budget = of.settings.budgets.person
    found = [
        row
        for one in of.stores.budget_reads.now(Scope.PERSON)
        if (row := Row("", one, limits_in(budget, one.account.period))).permille
        >= ALERTS_PERMILLE[0]
    ]
    known = of.stores.people.by_person(row.kept.account.name for row in found)
    named = [
        Row(
            known[row.kept.account.name].name
            if row.kept.account.name in known
            else gettext("Somebody"),
            row.kept,
            row.limits,
        )
        for row in found
    ]
    return sorted(named, key=lambda row: (-row.permille, row.name))


def _rows(
    of: Parts, scope: Scope, named: Mapping[str, str], budget: Budget
) -> list[Row]:
    """Give today and this month of each name, also where nothing is used yet."""
    reads = of.stores.budget_reads
    found = {
        (one.account.name, one.account.period): one
        for one in reads.now(scope, list(named))
    }
    starts: dict[Period, date] = reads.first_days()
    return [
        Row(
            title,
            found.get((name, period))
            or Kept(Account(scope, name, period, starts[period]), Use(), Use()),
            limits_in(budget, period),
        )
        for name, title in named.items()
        for period in Period
    ]


def _section(scope: Scope, rows: Iterable[Row]) -> Section:
    rows = tuple(rows)
    limited = [row for row in rows if row.limits]
    bars = tuple(
        Bar(
            f"{row.name}, {period_label(row.kept.account.period)}",
            _style(row.permille),
            ROW_HEIGHT * place,
            FULL_WIDTH * row.permille // WHOLE_PERMILLE,
            f"{row.permille // 10} %",
        )
        for place, row in enumerate(limited)
    )
    return Section(scope, rows, bars)


def _style(permille: int) -> str:
    return "candidate" if permille >= ALERTS_PERMILLE[0] else "live"


def _as_json(kind: str, row: Row) -> dict[str, Any]:
    kept = row.kept
    return {
        "of": kind,
        "scope": str(kept.account.scope),
        "name": row.name,
        "period": str(kept.account.period),
        "starts": kept.account.starts.isoformat(),
        "used": _use(kept.used),
        "set_aside": _use(kept.held),
        "limit": {
            "tokens": row.limits.get(Measure.TOKENS),
            "ms": row.limits.get(Measure.SECONDS),
            "micros": row.limits.get(Measure.MONEY),
        },
        "used_permille": row.permille if row.limits else None,
        "exchanges": kept.exchanges,
        "refused": kept.refused,
    }


def _use(use: Use) -> dict[str, int]:
    return {"tokens": use.tokens, "ms": use.ms, "micros": use.micros}
