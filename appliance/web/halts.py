"""What is halted, and the button: of a purpose, a model, or the whole appliance.

A click opens the form, a second one halts; nothing has to be looked up first. The log
takes the record and every process follows it with the next exchange, also those that
are being written. Why is chosen from a list, so that the record can say it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from appliance.domain.caller import Caller, Role
from appliance.domain.decision import Question
from appliance.domain.halt import Halt, HaltReason, HaltScope, body_of
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.errors import BadRequestError, NotAllowedError, NotFoundError
from appliance.kinds import RecordKind
from appliance.web.access import EVERYBODY, Pages
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import in_force
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("halts", __name__)

_STEPS = {
    "halt": (Question.HALT, RecordKind.HALT_SET),
    "lift": (Question.LIFT_HALT, RecordKind.HALT_LIFTED),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What can be halted, and how it stands.

    Args:
        scope: What it is.
        name: The purpose or tier; "" for the appliance.
        purpose: The purpose, where it is one that is in force.
        halt: The halt that stands, or None.
        step: What this person may do now: "halt", "lift" or "".
    """

    scope: HaltScope
    name: str
    purpose: Purpose | None
    halt: Halt | None
    step: str


@pages.route("/halts", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """Show what is halted, and what this person may halt or lift.

    Raises:
        NotAllowedError: There is nothing that they may, and nothing for them to see.
    """
    of, caller = parts(), visit().credential.caller()
    if not halts_anything(of, caller):
        raise NotAllowedError("no rule lets this person halt anything")
    shown = _targets(of, caller)
    if wants_json():
        return jsonify(
            halts=[
                {**body_of(one.halt), "record": one.halt.since}
                for one in shown
                if one.halt is not None
            ]
        )
    return render_template("halts.html", targets=shown, reasons=list(HaltReason))


@pages.route("/halts", to=EVERYBODY, methods=("POST",))
def act() -> ResponseReturnValue:
    """Halt something, or lift a halt.

    Raises:
        BadRequestError: What or why is not one of those there are.
        NotAllowedError: No rule lets this person.
        NotFoundError: There is no such purpose or tier, or it is not halted.
    """
    of, form = parts(), fields()
    caller = recheck(of, visit())
    if not _halts_something(of, caller):
        raise NotAllowedError("no rule lets this person halt anything")
    step = form.get("step", "")
    if step not in _STEPS:
        raise BadRequestError("neither halted nor lifted")
    question, kind = _STEPS[step]
    target = _named(of, caller, form)
    if not _may(of, caller, question, target.purpose):
        raise NotAllowedError("no rule lets this person do this")
    if (step == "halt") == (target.halt is not None):
        # A second click, or somebody was faster: it stands as was wished for.
        return _onward(target)
    body = {"scope": str(target.scope), "name": target.name}
    if step == "halt":
        body["reason"] = str(_reason(form.get("reason", "")))
    entry = Entry(kind, None, None, caller.person, body)
    of.ports.ledger.append(entry, durable=True)
    return _onward(target)


def reason_label(reason: str) -> str:
    """Say why something is halted."""
    labels: dict[HaltReason, str] = {
        HaltReason.WRONG_ANSWERS: _("Wrong answers"),
        HaltReason.DATA_SEEN: _("Somebody may have seen data that is not theirs"),
        HaltReason.ATTACK: _("An attack"),
        HaltReason.FAULT: _("A technical fault"),
        HaltReason.MAINTENANCE: _("Maintenance"),
        HaltReason.DRILL: _("A drill"),
        HaltReason.OTHER: _("Another reason"),
    }
    return labels[HaltReason(reason)]


def halts_anything(of: Parts, caller: Caller) -> bool:
    """Tell whether the page is for this person."""
    return Role.AUDITOR in caller.roles or _halts_something(of, caller)


def _halts_something(of: Parts, caller: Caller) -> bool:
    purposes = (None, *of.ports.purposes.all())
    return any(_may(of, caller, Question.HALT, purpose) for purpose in purposes)


def _targets(of: Parts, caller: Caller) -> Sequence[Target]:
    standing = {halt.target: halt for halt in of.ports.halts.standing()}
    names = [
        (HaltScope.APPLIANCE, ""),
        *((HaltScope.PURPOSE, one.name) for one in of.ports.purposes.all()),
        *((HaltScope.TIER, name) for name in of.settings.engine.names),
    ]
    names += [target for target in standing if target not in names]
    return [
        _target(of, caller, scope, name, standing.get((scope, name)))
        for scope, name in names
    ]


def _target(
    of: Parts, caller: Caller, scope: HaltScope, name: str, halt: Halt | None
) -> Target:
    purpose = in_force(of, name) if scope is HaltScope.PURPOSE else None
    step = "halt" if halt is None else "lift"
    allowed = _may(of, caller, _STEPS[step][0], purpose)
    return Target(scope, name, purpose, halt, step if allowed else "")


def _named(of: Parts, caller: Caller, form: dict[str, str]) -> Target:
    wanted = (form.get("scope", ""), form.get("name", ""))
    for target in _targets(of, caller):
        if (str(target.scope), target.name) == wanted:
            return target
    raise NotFoundError("nothing of this name to halt")


def _may(
    of: Parts, caller: Caller, question: Question, purpose: Purpose | None
) -> bool:
    governance = purpose.governance if purpose else None
    facts = {
        "is_owner": governance is not None and governance.is_owner(caller.login),
        "is_approver": governance is not None and governance.is_approver(caller.login),
    }
    return of.ports.policy.decide(question, caller, purpose, facts).allowed


def _reason(word: str) -> HaltReason:
    try:
        return HaltReason(word)
    except ValueError:
        raise BadRequestError("not one of the reasons") from None


def _onward(target: Target) -> ResponseReturnValue:
    if wants_json():
        return jsonify(scope=str(target.scope), name=target.name)
    return redirect(url_for("halts.index"), 303)
