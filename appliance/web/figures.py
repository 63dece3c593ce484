"""What happens, in figures: how many, how fast, how well, at what cost; and the alerts.

Who may see all of it or only their purposes says the policy. Nothing here holds a text
or names who asked; a team is shown from five people on.
"""

import csv
import io
from dataclasses import dataclass
from typing import Any

from flask import jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.alert import Alert
from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.figures import Figures
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.errors import NotAllowedError, NotFoundError
from appliance.kinds import RecordKind
from appliance.web.access import EVERYBODY, Pages
from appliance.web.figures_shown import ROW, Row, Shown, rows_of, shown_of
from appliance.web.parts import Parts, parts
from appliance.web.periods import Period, period_of
from appliance.web.visit import recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("figures", __name__)

# The newest of a period; the page says where there are more.
MOST = 100_000
_ALERT_CHARS = 32
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of a period, and those of the one before where they are compared."""

    figures: Figures
    before: Figures
    more: bool


@pages.route("/figures", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """Show the figures of a day, week or month, and the alerts.

    Raises:
        NotAllowedError: There is no purpose whose figures this person may see.
        BadRequestError: It is no period.
    """
    of, caller = parts(), visit().credential.caller()
    purposes = readable(of, caller)
    period = period_of(request.args)
    counted = _count(of, period, purposes)
    alerts = of.stores.alerts.newest(purposes)
    if wants_json():
        return jsonify(
            period=period.as_json(),
            complete=not counted.more,
            figures=[row.as_json() for row in _rows(counted)],
            alerts=[_alert_json(one) for one in alerts],
        )
    noted = of.stores.people.by_person({a.noted_by for a in alerts if a.noted_by})
    return render_template(
        "figures.html",
        period=period,
        shown=_shown(counted),
        more=counted.more,
        most=MOST,
        alerts=alerts,
        names={person: known.name for person, known in noted.items()},
    )


@pages.route("/figures/download", to=EVERYBODY)
def download() -> ResponseReturnValue:
    """Give the same figures as a table for a spreadsheet (RFC 4180).

    Raises:
        NotAllowedError: There is no purpose whose figures this person may see.
        BadRequestError: It is no period.
    """
    of, caller = parts(), visit().credential.caller()
    period = period_of(request.args)
    counted = _count(of, period, readable(of, caller))
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(ROW)
    for row in _rows(counted):
        # A spreadsheet would take it for something to compute.
        name = f"'{row.name}" if row.name.startswith(_FORMULA) else row.name
        table.writerow(row._replace(name=name))
    response = make_response(written.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    name = f"figures-{period.span}-{period.on.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.route("/figures/alerts/<alert>", to=EVERYBODY, methods=("POST",))
def note(alert: str) -> ResponseReturnValue:
    """Take note of an alert; the first who does is named beside it.

    Raises:
        NotAllowedError: There is no purpose whose alerts this person may see.
        NotFoundError: There is no such alert for this person.
    """
    of = parts()
    caller = recheck(of, visit())
    purposes = readable(of, caller)
    if len(alert) != _ALERT_CHARS:
        raise NotFoundError("no such alert for this person")

    def record(noted: Alert) -> None:
        body = noted.body()
        entry = Entry(RecordKind.ALERT_NOTED, None, None, caller.person, body)
        of.ports.ledger.append(entry, durable=True)

    of.stores.alerts.note(
        alert,
        person=caller.person,
        at=of.ports.clock.now(),
        purposes=purposes,
        record=record,
    )
    if wants_json():
        return jsonify(alert=alert)
    return redirect(url_for("figures.index", _anchor="alerts"), 303)


def readable(of: Parts, caller: Caller) -> frozenset[str] | None:
    """Name the purposes whose figures a person may see; None for all.

    Raises:
        NotAllowedError: There is none.
    """
    if _may(of, caller, None):
        return None
    found = frozenset(p.name for p in of.ports.purposes.all() if _may(of, caller, p))
    if not found:
        raise NotAllowedError("no purpose whose figures this person may see")
    return found


def sees_figures(of: Parts, caller: Caller) -> bool:
    """Tell whether the page is for this person."""
    return any(_may(of, caller, one) for one in (None, *of.ports.purposes.all()))


def alerts_for(of: Parts, caller: Caller) -> list[Alert]:
    """List what stands, concerns a person, and nobody has taken note of."""
    # Nearly always there is none, and no rule has to be asked.
    news = [one for one in of.stores.alerts.standing() if one.noted_by is None]
    if not news or not sees_figures(of, caller):
        return []
    purposes = readable(of, caller)
    return [one for one in news if purposes is None or one.series.purpose in purposes]


def _may(of: Parts, caller: Caller, purpose: Purpose | None) -> bool:
    facts = {"is_owner": bool(purpose and purpose.governance.is_owner(caller.login))}
    return of.ports.policy.decide(Question.READ_FIGURES, caller, purpose, facts).allowed


def _count(of: Parts, period: Period, purposes: frozenset[str] | None) -> Counted:
    """Count what is shown; teams of few people are left out."""
    figures, seen = Figures(), of.stores.seen
    found = seen.ended(period.begins, period.ends, purposes=purposes, most=MOST + 1)
    count = 0
    for count, one in enumerate(found, 1):
        if count <= MOST:
            figures.add(one, period.step_of(one.ended_at))
    people = seen.people_of_teams(period.begins, period.ends, purposes=purposes)
    figures.leave_out_few(people)
    before = Figures()
    mix = seen.mix(period.before.begins, period.begins, purposes=purposes)
    for (purpose, language), times in mix.items():
        before.purposes[purpose] += times
        if language:
            before.languages[language] += times
    return Counted(figures, before, more=count > MOST)


def _rows(counted: Counted) -> list[Row]:
    return list(rows_of(counted.figures, counted.before))


def _shown(counted: Counted) -> Shown:
    prices = parts().settings.budgets.prices
    return shown_of(counted.figures, counted.before, prices)


def _alert_json(alert: Alert) -> dict[str, Any]:
    return {
        **alert.body(),
        "raised_at": alert.raised_at.isoformat(),
        "ended_at": alert.ended_at.isoformat() if alert.ended_at else None,
        "noted": alert.noted_by is not None,
    }
