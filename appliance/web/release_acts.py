"""The releases of a purpose, and what people do with them.

The policy says who may; what it takes to go live the log asks, whoever asks it
(release/desk.py). Each act says why; the words are kept with the version's moves, the
record holds none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from flask import jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller
from appliance.domain.decision import Question
from appliance.domain.known_release import KnownRelease
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Rollout
from appliance.domain.version import FOLLOWS, Version, VersionState
from appliance.errors import (
    BadRequestError,
    EmptyTextError,
    NotAllowedError,
    NotFoundError,
)
from appliance.kinds import RecordKind
from appliance.release.refusals import told
from appliance.stores.in_force import record_moved
from appliance.web.access import EVERYBODY, Pages
from appliance.web.incoming import read_remark
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import may_roll_out, own
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("release_acts", __name__)


class Act(StrEnum):
    """What a person may do with a release."""

    APPROVE = "approve"
    PROMOTE = "promote"
    ROLL_BACK = "roll-back"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Rule:
    """What an act asks and leaves behind.

    Args:
        question: What the policy is asked.
        kind: Its record.
        state: Where the version goes; None where it stays.
    """

    question: Question
    kind: RecordKind
    state: VersionState | None


RULES: Mapping[Act, Rule] = {
    Act.APPROVE: Rule(
        Question.APPROVE_RELEASE, RecordKind.RELEASE_APPROVED, VersionState.STAGED
    ),
    Act.PROMOTE: Rule(
        Question.PROMOTE_RELEASE, RecordKind.RELEASE_PROMOTED, VersionState.LIVE
    ),
    Act.ROLL_BACK: Rule(
        Question.TAKE_BACK, RecordKind.RELEASE_REVERTED, VersionState.LIVE
    ),
    Act.RETIRE: Rule(Question.TAKE_BACK, RecordKind.RELEASE_RETIRED, None),
}


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release beside the version that it is of, and what may be done with it."""

    known: KnownRelease
    number: int | None
    acts: tuple[Act, ...]

    @property
    def missing(self) -> str:
        """Why it may not go live now, to a reader; "" if it may."""
        return told(self.known.refusal, say=say) or self.known.missing


@pages.route("/purposes/<purpose>/releases", to=EVERYBODY)
def show(purpose: str) -> ResponseReturnValue:
    """Show every signed release of a purpose, and what may be done with each."""
    of, caller = parts(), visit().credential.caller()
    found = own(of, caller, purpose)
    of.in_force.keep()
    shown = _shown(of, caller, purpose, found)
    if wants_json():
        return jsonify(
            purpose=purpose,
            releases=[
                {
                    **_told(one.known),
                    "number": one.number,
                    "acts": list(map(str, one.acts)),
                }
                for one in shown
            ],
        )
    aliases = {a for one in shown for a in (*one.known.approvers, one.known.author)}
    return render_template(
        "purpose_releases.html",
        name=purpose,
        purpose=found,
        releases=shown,
        names=of.stores.people.by_alias(alias for alias in aliases if alias),
        rollout=_rollout(of, purpose),
        may_roll_out=found is not None
        and may_roll_out(of, caller, found, Question.CHANGE_ROLLOUT),
        may_retire=any(one.known.state == "live" for one in shown)
        and _may(of, caller, found, Act.RETIRE),
    )


@pages.route("/purposes/<purpose>/releases", to=EVERYBODY, methods=("POST",))
def act(purpose: str) -> ResponseReturnValue:
    """Do one thing with a release: the log takes the record, or nothing happens."""
    of, form = parts(), fields()
    own(of, visit().credential.caller(), purpose)
    caller = recheck(of, visit())
    found = own(of, caller, purpose)
    wanted, why = _act(form.get("act", "")), read_remark(form.get("reason", ""))
    if not _may(of, caller, found, wanted):
        raise NotAllowedError("no rule lets this person do this with a release")
    known = _named(of, purpose, form.get("release", ""))
    if not why:
        raise EmptyTextError("a change of what is live needs a reason")
    body: dict[str, Any] = {
        "purpose": purpose,
        "release": known.release,
        "why_chars": len(why),
    }
    rule = RULES[wanted]
    entry = Entry(rule.kind, None, None, caller.person, body)
    with of.in_force.alone():
        receipt = of.ports.ledger.append(entry, durable=True)
        _move(of, purpose, known, rule, caller, why)
        of.in_force.keep()
    if wants_json():
        return jsonify(purpose=purpose, record=receipt.seq)
    return redirect(url_for("release_acts.show", purpose=purpose), 303)


def _act(word: str) -> Act:
    try:
        return Act(word)
    except ValueError:
        raise BadRequestError("not something to do with a release") from None


def _rollout(of: Parts, purpose: str) -> Rollout | None:
    placed = of.standing().placements.get(purpose)
    return placed.rollout if placed else None


def _named(of: Parts, purpose: str, release: str) -> KnownRelease:
    for known in of.log.releases(purpose):
        if known.release == release:
            return known
    raise NotFoundError("no such release of this purpose")


def _shown(
    of: Parts, caller: Caller, name: str, purpose: Purpose | None
) -> Sequence[ShownRelease]:
    numbers = {v.digest: v.number for v in of.stores.versions.of(name)}
    allowed = [act for act in Act if _may(of, caller, purpose, act)]
    alias = of.log.alias(caller.person)
    return [
        ShownRelease(
            known,
            numbers.get(known.version),
            tuple(act for act in allowed if _fits(act, known, alias)),
        )
        for known in of.log.releases(name)
    ]


def _fits(act: Act, known: KnownRelease, alias: str) -> bool:
    """Tell whether an act means something for a release as it stands."""
    match act:
        case Act.APPROVE:
            passed = known.verdict == "pass"
            return known.state != "live" and passed and alias not in known.approvers
        case Act.PROMOTE:
            return known.state != "live" and not known.missing
        case Act.ROLL_BACK:
            return known.state == "before"
        case Act.RETIRE:
            return False  # it is the purpose's, not one release's


def _may(of: Parts, caller: Caller, purpose: Purpose | None, act: Act) -> bool:
    governance = purpose.governance if purpose else None
    facts = {
        "is_owner": governance is not None and governance.is_owner(caller.login),
        "is_approver": governance is not None and governance.is_approver(caller.login),
    }
    question = RULES[act].question
    return of.ports.policy.decide(question, caller, purpose, facts).allowed


def _move(  # noqa: PLR0917 - one call, each beside its reason
    of: Parts,
    purpose: str,
    known: KnownRelease,
    rule: Rule,
    caller: Caller,
    why: str,
) -> None:
    """Move the version that the release is of, in this person's name."""
    version = _version(of, purpose, known.version)
    state = VersionState.RETIRED if rule.state is None else rule.state
    if version is None or state not in FOLLOWS[version.state]:
        # A second approval moves nothing; `in_force` keeps what else is missing.
        return
    of.stores.versions.move(
        version,
        state,
        mover=caller.person,
        why=why,
        at=of.ports.clock.now(),
        record=lambda move: record_moved(of.ports.ledger, move),
    )


def _version(of: Parts, purpose: str, digest: str) -> Version | None:
    found = of.stores.versions.of(purpose)
    return next((one for one in found if one.digest == digest), None)


def _told(known: KnownRelease) -> dict[str, Any]:
    return {**asdict(known), "approvers": list(known.approvers)}
