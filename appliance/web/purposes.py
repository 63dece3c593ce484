"""The purposes as they change: what is live, since when, by whom, and what came before.

For owners, approvers, compliance, IT and auditors; purpose_rights.py asks the policy.
What these pages show is the registry (stores/versions.py); each line names the record
in the log that proves it. Texts of people are nowhere in it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.known_release import KnownRelease
from appliance.domain.version import Version, VersionState
from appliance.stores.people import KnownPerson
from appliance.stores.version_history import history_of, move_facts, version_facts
from appliance.web.access import EVERYBODY, Pages
from appliance.web.formats import zone
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import (
    may_edit,
    may_read_feedback,
    may_roll_out,
    own,
    readable,
)
from appliance.web.visit import visit
from appliance.web.wanted import wants_json

pages = Pages("purposes", __name__)

# Of the calendar; what is older stands in each purpose's own history.
MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Change:
    """A version that was written or moved, for the calendar."""

    at: datetime
    purpose: str
    number: int
    after: VersionState
    by: str | None
    record: int


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of a month, oldest first, by purpose."""

    first: date
    changes: Mapping[str, tuple[Change, ...]]


@pages.route("/purposes", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """Show every purpose that the visitor may read, and when each changed."""
    of, caller = parts(), visit().credential.caller()
    mine = readable(of, caller)
    of.in_force.keep()
    versions = {name: of.stores.versions.of(name) for name in mine}
    if wants_json():
        return jsonify(
            purposes=[
                {
                    "purpose": name,
                    "versions": [version_facts(v) for v in versions[name]],
                }
                for name in mine
            ]
        )
    return render_template(
        "purposes.html",
        purposes=mine,
        live={name: live_of(found) for name, found in versions.items()},
        newest={name: found[-1] if found else None for name, found in versions.items()},
        months=months_of(versions),
        names=names_of(of, versions.values()),
    )


@pages.route("/purposes/<purpose>", to=EVERYBODY)
def show(purpose: str) -> ResponseReturnValue:
    """Show what is live for whom, what is on its way, and every version there was."""
    of, caller = parts(), visit().credential.caller()
    found = own(of, caller, purpose)
    of.in_force.keep()
    versions = of.stores.versions.of(purpose)
    if wants_json():
        return jsonify(
            purpose=purpose,
            versions=[
                {**version_facts(v), "moves": [move_facts(m) for m in v.moves]}
                for v in versions
            ],
        )
    live = live_of(versions)
    releases = of.log.releases(purpose)
    release = next((r for r in releases if r.state == "live"), None)
    placed = of.standing().placements.get(purpose)
    return render_template(
        "purpose.html",
        name=purpose,
        purpose=found,
        versions=tuple(reversed(versions)),
        live=live,
        live_move=live.moves[-1] if live and live.moves else None,
        release=release,
        approvers=_approvers(of, release) if release else (),
        staged=[v for v in versions if v.state is VersionState.STAGED],
        rollout=placed.rollout if placed else None,
        sees_rollouts=found is not None and may_roll_out(of, caller, found),
        judged=max(
            (r for r in releases if r.verdict), key=lambda r: r.signed, default=None
        ),
        names=names_of(of, [versions]),
        may_edit=may_edit(of, caller, found),
        reads_feedback=found is not None and may_read_feedback(of, caller, found),
    )


@pages.route("/purposes/<purpose>/export", to=EVERYBODY)
def export(purpose: str) -> ResponseReturnValue:
    """Give the whole history of a purpose as one file, with record numbers."""
    of, caller = parts(), visit().credential.caller()
    own(of, caller, purpose)
    names = names_of(of, [of.stores.versions.of(purpose)])

    def who(person: str | None) -> dict[str, str]:
        if person is None:
            return {"from": "signed release"}
        told = {"alias": of.log.alias(person)}
        known = names.get(person)
        return {**told, "login": known.login, "name": known.name} if known else told

    at = of.ports.clock.now()
    history = history_of(of.stores.versions, purpose, who=who, at=at)
    text = json.dumps(history, ensure_ascii=False, indent=1) + "\n"
    response = Response(text, mimetype="application/json")
    name = f"{purpose}-{at.astimezone(zone()):%Y%m%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _approvers(of: Parts, release: KnownRelease) -> list[str]:
    """Name who approved a release: by name, or by alias where nobody signed in."""
    names = of.stores.people.by_alias(release.approvers)
    return [
        names[alias].name if alias in names else alias[:12]
        for alias in release.approvers
    ]


def live_of(versions: Sequence[Version]) -> Version | None:
    """Find the version that is live."""
    return next((v for v in versions if v.state is VersionState.LIVE), None)


def names_of(
    of: Parts, versions: Iterable[Sequence[Version]]
) -> dict[str, KnownPerson]:
    """Find who wrote and moved versions, by directory key."""
    wrote = [v for found in versions for v in found]
    people = {v.author for v in wrote} | {m.mover for v in wrote for m in v.moves}
    return of.stores.people.by_person(person for person in people if person)


def months_of(versions: Mapping[str, Sequence[Version]]) -> list[Month]:
    """Lay out what was written and moved as months, the newest first."""
    changes = [
        change for found in versions.values() for v in found for change in _changes(v)
    ]
    changes.sort(key=lambda change: (change.at, change.record))
    months: list[Month] = []
    for first, of_month in groupby(changes, key=lambda change: _month(change.at)):
        together = list(of_month)
        by_purpose = {
            name: tuple(c for c in together if c.purpose == name) for name in versions
        }
        months.append(Month(first, by_purpose))
    return months[: -MONTHS_SHOWN - 1 : -1]


def state_name(state: VersionState) -> str:
    """Name a state in the reader's words."""
    labels = {
        VersionState.DRAFT: gettext("Draft"),
        VersionState.EVALUATED: gettext("Evaluated"),
        VersionState.STAGED: gettext("Staged"),
        VersionState.LIVE: gettext("Live"),
        VersionState.RETIRED: gettext("Retired"),
    }
    return str(labels[state])


def _changes(version: Version) -> list[Change]:
    written = Change(
        version.written_at,
        version.purpose,
        version.number,
        VersionState.DRAFT,
        version.author,
        version.record,
    )
    moved = [
        Change(m.moved_at, m.purpose, m.number, m.after, m.mover, m.record)
        for m in version.moves
    ]
    return [written, *moved]


def _month(at: datetime) -> date:
    return at.astimezone(zone()).date().replace(day=1)
