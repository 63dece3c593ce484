"""Rollouts: what stands beside the live release of each purpose, in figures.

Who may see and who may change one says the policy; before a change the directory is
asked again. Whether a candidate may be read by people, and whether it is this very
rollout that is changed, the log decides.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.deployment import Placement, is_digest
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import (
    DEFAULT_LIMITS,
    WHOLE,
    Metric,
    Plan,
    Rollout,
    RolloutKind,
)
from appliance.errors import BadRequestError, ConflictError, NotAllowedError
from appliance.kinds import RecordKind
from appliance.release.rollout.limits import WORDS
from appliance.release.rollout.records import body_of
from appliance.stores.outcomes import windows_of
from appliance.stores.rollouts import KeptRollout
from appliance.web.access import EVERYBODY, Pages
from appliance.web.parts import Parts, parts
from appliance.web.rollout_figures import as_json, figures_of
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("rollouts", __name__)


@pages.route("/rollouts", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """List the rollouts of every purpose that the visitor may see.

    Raises:
        NotAllowedError: There is none whose rollouts they may see.
    """
    of, caller = parts(), visit().credential.caller()
    mine = {p.name: p for p in of.ports.purposes.all() if _may(of, caller, p)}
    if not mine:
        raise NotAllowedError("no purpose whose rollouts this person may see")
    running = _running(of)
    kept = [one for one in of.stores.rollouts.newest() if one.purpose in mine]
    if wants_json():
        return jsonify(rollouts=[_summary(one, running) for one in kept])
    return render_template(
        "rollouts.html", purposes=mine, kept=kept, is_running=_is_running(running)
    )


@pages.route("/purposes/<purpose>/rollout", to=EVERYBODY)
def show(purpose: str) -> ResponseReturnValue:
    """Show the newest rollout of a purpose: what it is, and how both arms do.

    Raises:
        NotAllowedError: The visitor may not see it.
    """
    of, caller = parts(), visit().credential.caller()
    found = of.ports.purposes.named(purpose)
    if not _may(of, caller, found):
        raise NotAllowedError("this person may not see the rollouts of the purpose")
    running, kept = _running(of), of.stores.rollouts.newest(found.name)
    newest = kept[0] if kept else None
    runs = newest is not None and _is_running(running)(newest)
    figures = None
    if newest is not None:
        until = newest.ended_at or of.ports.clock.now()
        ended = newest.ended_at
        windows = windows_of(found.name, newest.live, newest.rollout, until=ended)
        figures = figures_of(of.stores, newest.rollout, windows, until)
    if wants_json():
        return jsonify(
            rollout=None if newest is None else _summary(newest, running),
            figures=None if figures is None else as_json(figures),
        )
    return render_template(
        "rollout.html",
        purpose=found,
        # Of one that runs, share and teams are what they are now.
        rollout=running[found.name].rollout if runs else newest and newest.rollout,
        newest=newest,
        runs=runs,
        figures=figures,
        metric_words=WORDS,
        metrics=list(Metric),
        teams=sorted(of.settings.directory.teams),
        may_change=_may(of, caller, found, Question.CHANGE_ROLLOUT),
    )


@pages.route("/purposes/<purpose>/rollout/step", to=EVERYBODY, methods=("POST",))
def change(purpose: str) -> ResponseReturnValue:
    """Start, widen or end a rollout, as the form's `step` says.

    Raises:
        NotAllowedError: The visitor may not change it.
        BadRequestError: The form is not one of a step.
        ConflictError: There is nothing to widen or to end.
        PromotionRefusedError: The log does not let it; its message says why.
    """
    of, form = parts(), fields()
    found = of.ports.purposes.named(purpose)
    caller = recheck(of, visit())
    if not _may(of, caller, found, Question.CHANGE_ROLLOUT):
        raise NotAllowedError("this person may not change the rollouts of the purpose")
    step = form.get("step", "")
    if step == "start":
        _start(of, found, caller, form)
    elif step in {"change", "end"}:
        placed = _running(of).get(found.name)
        if placed is None or placed.rollout is None:
            raise ConflictError("no rollout of this purpose runs")
        if step == "change":
            share, teams = _for_whom(of, form)
            wider = replace(placed.rollout, share_permille=share, teams=teams)
            _say(of, RecordKind.ROLLOUT_CHANGED, caller, body_of(found.name, wider))
        else:
            _end(of, found, caller, placed.rollout)
    else:
        raise BadRequestError("a step is start, change or end")
    if wants_json():
        return jsonify(purpose=found.name, step=step)
    return redirect(url_for("rollouts.show", purpose=found.name), 303)


def _start(
    of: Parts, purpose: Purpose, caller: Caller, form: Mapping[str, str]
) -> None:
    kind, release = form.get("kind", ""), form.get("release", "").strip().lower()
    if kind not in list(RolloutKind) or not is_digest(release):
        raise BadRequestError("a rollout has a kind and the digest of a release")
    of.ports.releases.of(release)
    share, teams = _for_whom(of, form)
    rollout = Rollout(
        kind=RolloutKind(kind),
        release=release,
        share_permille=share,
        teams=teams,
        salt=secrets.token_hex(16),
        started_at=of.ports.clock.now().replace(microsecond=0),
        limits=DEFAULT_LIMITS,
        plan=_plan(form) if kind == RolloutKind.AB else None,
    )
    if rollout.kind is RolloutKind.SHADOW and teams:
        raise BadRequestError("a shadow is read by nobody, so it is for no team")
    live = _running(of)[purpose.name].live
    _say(of, RecordKind.ROLLOUT_STARTED, caller, body_of(purpose.name, rollout))
    of.stores.rollouts.began(purpose.name, live, rollout)


def _end(of: Parts, purpose: Purpose, caller: Caller, rollout: Rollout) -> None:
    body = {
        "purpose": purpose.name,
        "release": rollout.release,
        "plan_digest": rollout.plan_digest,
        "rollout_kind": str(rollout.kind),
        "cause": "person",
    }
    _say(of, RecordKind.ROLLOUT_ENDED, caller, body)
    of.stores.rollouts.ended(rollout, body)


def _say(
    of: Parts, kind: RecordKind, caller: Caller, body: Mapping[str, object]
) -> None:
    """Put it into the log, which decides whether it may be."""
    of.ports.ledger.append(Entry(kind, None, None, caller.person, body), durable=True)


def _for_whom(of: Parts, form: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """Read the share, in permille, and the teams."""
    share = form.get("share", "")
    if not share.isascii() or not share.isdecimal() or not 0 <= int(share) <= 100:
        raise BadRequestError("a share is 0 to 100 percent")
    team = form.get("team", "")
    if team and team not in of.settings.directory.teams:
        raise BadRequestError("no such team in the settings")
    return int(share) * WHOLE // 100, (team,) if team else ()


def _plan(form: Mapping[str, str]) -> Plan:
    metric = form.get("metric", "")
    if metric not in list(Metric):
        raise BadRequestError("an A/B names the metric that is compared")
    return Plan(Metric(metric))


def _may(
    of: Parts,
    caller: Caller,
    purpose: Purpose,
    question: Question = Question.READ_ROLLOUT,
) -> bool:
    facts = {"is_owner": purpose.governance.is_owner(caller.login)}
    return of.ports.policy.decide(question, caller, purpose, facts).allowed


def _running(of: Parts) -> Mapping[str, Placement]:
    return of.standing().placements


def _is_running(running: Mapping[str, Placement]) -> "_IsRunning":
    def is_running(kept: KeptRollout) -> bool:
        placed = running.get(kept.purpose)
        rollout = placed.rollout if placed else None
        return rollout is not None and rollout.plan_digest == kept.rollout.plan_digest

    return is_running


def _summary(kept: KeptRollout, running: Mapping[str, Placement]) -> dict[str, object]:
    ending = kept.ending or {}
    return {
        "purpose": kept.purpose,
        "kind": str(kept.rollout.kind),
        "release": kept.rollout.release,
        "live": kept.live,
        "plan_digest": kept.rollout.plan_digest,
        "started_at": kept.rollout.started_at.isoformat(),
        "ended_at": kept.ended_at.isoformat() if kept.ended_at else None,
        "running": _is_running(running)(kept),
        "cause": ending.get("cause", ""),
        "reason": ending.get("reason", ""),
    }


_IsRunning = Callable[[KeptRollout], bool]
