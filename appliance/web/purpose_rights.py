"""Who may read the versions of a purpose, and who may write one: the policy says.

Owner and approver are those of the purpose in force, so nobody makes themselves one by
writing a version. Who may read no purpose at all is refused before any name is looked
up; to everybody else a purpose that there is not and one of others look the same.
"""

import re

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.purpose import Purpose
from appliance.errors import NotAllowedError, NotFoundError, UnknownPurposeError
from appliance.web.parts import Parts

_NAME = re.compile(r"[a-z0-9-]{1,64}")


def in_force(of: Parts, name: str) -> Purpose | None:
    """Find a purpose as it is in force; None where only its history is left."""
    try:
        return of.ports.purposes.named(name)
    except UnknownPurposeError:
        return None


def readable(of: Parts, caller: Caller) -> dict[str, Purpose | None]:
    """Find every purpose whose versions a person may read, by name.

    Raises:
        NotAllowedError: There is none.
    """
    known = {*of.stores.versions.purposes(), *(p.name for p in of.ports.purposes.all())}
    found = {name: in_force(of, name) for name in sorted(known)}
    mine = {name: p for name, p in found.items() if may_read(of, caller, p)}
    if not mine:
        raise NotAllowedError("no purpose of which this person may read the versions")
    return mine


def own(of: Parts, caller: Caller, name: str) -> Purpose | None:
    """Find one purpose whose versions a person may read.

    Raises:
        NotAllowedError: There is none at all that they may read.
        NotFoundError: It is none of those.
    """
    mine = readable(of, caller)
    if _NAME.fullmatch(name) is None or name not in mine:
        raise NotFoundError("no such purpose for this person")
    return mine[name]


def may_read(of: Parts, caller: Caller, purpose: Purpose | None) -> bool:
    """Ask the policy whether a person may read the versions of a purpose."""
    governance = purpose.governance if purpose else None
    facts = {
        "is_owner": governance is not None and governance.is_owner(caller.login),
        "is_approver": governance is not None and governance.is_approver(caller.login),
    }
    return of.ports.policy.decide(Question.READ_PURPOSE, caller, purpose, facts).allowed


def may_edit(of: Parts, caller: Caller, purpose: Purpose | None) -> bool:
    """Ask the policy whether a person may write a new version of a purpose."""
    if purpose is None:
        return False
    facts = {"is_owner": purpose.governance.is_owner(caller.login)}
    return of.ports.policy.decide(Question.EDIT_PURPOSE, caller, purpose, facts).allowed


def may_read_feedback(of: Parts, caller: Caller, purpose: Purpose) -> bool:
    """Ask the policy whether a person may read what people say of a purpose."""
    facts = {"is_owner": purpose.governance.is_owner(caller.login)}
    asked = Question.READ_FEEDBACK
    return of.ports.policy.decide(asked, caller, purpose, facts).allowed


def may_evaluate(of: Parts, caller: Caller, purpose: Purpose) -> bool:
    """Ask the policy whether a person may have releases of a purpose evaluated."""
    facts = {"is_owner": purpose.governance.is_owner(caller.login)}
    return of.ports.policy.decide(Question.EVALUATE, caller, purpose, facts).allowed


def may_roll_out(
    of: Parts,
    caller: Caller,
    purpose: Purpose,
    question: Question = Question.READ_ROLLOUT,
) -> bool:
    """Ask the policy whether a person may see, or change, a purpose's rollouts."""
    facts = {"is_owner": purpose.governance.is_owner(caller.login)}
    return of.ports.policy.decide(question, caller, purpose, facts).allowed


def sees_purposes(of: Parts, caller: Caller) -> bool:
    """Tell whether there is a purpose whose versions a person may read."""
    return any(may_read(of, caller, one) for one in (None, *of.ports.purposes.all()))
