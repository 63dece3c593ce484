"""Start, widen and end a rollout.

Who may says the policy, and the directory is asked again first. Whether a candidate may
be read by people, and whether it is this very rollout that is changed, the log decides.
What cannot be taken is told beside its field, and all that was typed stays.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from flask import jsonify, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Rollout
from appliance.error_table import row_for
from appliance.errors import (
    ApplianceError,
    BadRequestError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    PromotionRefusedError,
)
from appliance.kinds import RecordKind
from appliance.release.rollout.asked import (
    UNSIGNED,
    Problem,
    read_for_whom,
    read_start,
)
from appliance.release.rollout.records import body_of, ended_by
from appliance.web.access import EVERYBODY, Pages
from appliance.web.errors import message_of, record_refusal
from appliance.web.formats import decimal
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import may_roll_out
from appliance.web.rollouts import page_of, running_in
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("rollout_steps", __name__)


@pages.route("/purposes/<purpose>/rollout/step", to=EVERYBODY, methods=("POST",))
def change(purpose: str) -> ResponseReturnValue:
    """Start, widen or end a rollout, as the form's `step` says.

    Raises:
        NotAllowedError: The visitor may not change it.
        BadRequestError: The form is not one of a step.
        ConflictError: There is nothing to widen or to end.
    """
    of, form = parts(), fields()
    found = of.ports.purposes.named(purpose)
    caller = recheck(of, visit())
    if not may_roll_out(of, caller, found, Question.CHANGE_ROLLOUT):
        raise NotAllowedError("this person may not change the rollouts of the purpose")
    step = form.get("step", "")
    if step not in {"start", "change", "end"}:
        raise BadRequestError("a step is start, change or end")
    try:
        problems = _do(step, of, found, caller, form)
    except PromotionRefusedError as err:
        return _again(of, found, caller, err, {"": message_of(err, say)})
    if problems:
        fault = BadRequestError(f"{len(problems)} fields of a rollout are not so")
        said = {name: _said(problem) for name, problem in problems.items()}
        return _again(of, found, caller, fault, said)
    if wants_json():
        return jsonify(purpose=found.name, step=step)
    return redirect(url_for("rollouts.show", purpose=found.name), 303)


def _do(
    step: str, of: Parts, purpose: Purpose, caller: Caller, form: Mapping[str, str]
) -> Mapping[str, Problem]:
    """Do a step; gives what is wrong with the form, if anything is."""
    if step == "start":
        return _start(of, purpose, caller, form)
    placed = running_in(of).get(purpose.name)
    if placed is None or placed.rollout is None:
        raise ConflictError("no rollout of this purpose runs")
    if step == "end":
        _end(of, purpose, caller, placed.rollout)
        return {}
    share, teams, problems = read_for_whom(form, teams=of.settings.directory.teams)
    if not problems:
        wider = replace(placed.rollout, share_permille=share, teams=teams)
        _record(of, RecordKind.ROLLOUT_CHANGED, caller, body_of(purpose.name, wider))
    return problems


def _start(
    of: Parts, purpose: Purpose, caller: Caller, form: Mapping[str, str]
) -> Mapping[str, Problem]:
    asked = read_start(
        form,
        teams=of.settings.directory.teams,
        salt=secrets.token_hex(16),
        at=of.ports.clock.now(),
    )
    rollout = asked.rollout
    if rollout is None:
        return asked.problems
    try:
        of.ports.releases.of(rollout.release)
    except NotFoundError:
        return {"release": Problem(UNSIGNED)}
    live = running_in(of)[purpose.name].live
    _record(of, RecordKind.ROLLOUT_STARTED, caller, body_of(purpose.name, rollout))
    of.stores.rollouts.began(purpose.name, live, rollout)
    return {}


def _end(of: Parts, purpose: Purpose, caller: Caller, rollout: Rollout) -> None:
    body = ended_by(purpose.name, rollout, cause="person")
    _record(of, RecordKind.ROLLOUT_ENDED, caller, body)
    of.stores.rollouts.ended(rollout, body)


def _record(
    of: Parts, kind: RecordKind, caller: Caller, body: Mapping[str, object]
) -> None:
    """Put it into the log, which decides whether it may be."""
    of.ports.ledger.append(Entry(kind, None, None, caller.person, body), durable=True)


def _again(
    of: Parts,
    purpose: Purpose,
    caller: Caller,
    fault: ApplianceError,
    problems: Mapping[str, str],
) -> ResponseReturnValue:
    """Show the form once more, with everything typed and what is wrong with it."""
    record_refusal(fault)
    status = row_for(fault).status
    if wants_json():
        body = {
            "error": type(fault).__name__,
            "status": status,
            "message": " ".join(_named(*one) for one in problems.items()),
            "problems": problems,
        }
        return make_response(jsonify(body), status)
    return make_response(page_of(of, purpose, caller, fields(), problems), status)


def _named(name: str, told: str) -> str:
    return (
        f"{name}: {told}" if name else f"{gettext('The log does not take it:')} {told}"
    )


def _said(problem: Problem) -> str:
    bounds = {"least": decimal(problem.least), "most": decimal(problem.most)}
    sentence = say(problem.sentence)
    return str(sentence % bounds) if "%(" in sentence else sentence
