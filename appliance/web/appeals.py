"""Appeals against refusals: who asked says why it was wrong, a second person decides.

Granting one changes no answer and no rule: it is a judgement. It is counted as a false
alarm of the rule, for the owner of the purpose, and proposed as a case that must be
answered, where a masked text is kept. Who asked is told on every page.
"""

import contextlib
import secrets
from dataclasses import replace

from flask import g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import Connection

from appliance.domain.appeal import (
    Appeal,
    AppealState,
    Ground,
    Refusal,
    refusal_in,
    release_in,
)
from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Question
from appliance.domain.exchange import ExchangeState
from appliance.domain.golden import CaseOrigin
from appliance.domain.ports.ledger import Entry
from appliance.domain.purpose import Purpose
from appliance.domain.sampling import Answered
from appliance.errors import (
    BadRequestError,
    ConflictError,
    EmptyTextError,
    LedgerError,
    MalformedCaseError,
    NotAllowedError,
    NotFoundError,
    SettingsError,
    UnknownPurposeError,
)
from appliance.explain.words import FINDING_WORDS
from appliance.kinds import RecordKind
from appliance.observe.made_case import GoldenWish, Source, Version, made_case
from appliance.steps.assess import mask_words
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.golden_proposals import GoldenProposal
from appliance.web.access import EVERYBODY, STAFF, Pages
from appliance.web.feedback import answered_of
from appliance.web.golden import audience_of, record_proposed
from appliance.web.incoming import read_remark
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.purpose_rights import in_force
from appliance.web.show import segments
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("appeals", __name__)

_VERDICTS = {"uphold": AppealState.UPHELD, "grant": AppealState.GRANTED}


@pages.route("/exchanges/<exchange>/appeal", to=STAFF, methods=("POST",))
def make(exchange: str) -> ResponseReturnValue:
    """Appeal against the refusal of one of the visitor's exchanges, once.

    Raises:
        ConflictError: Nobody judged it, or it was appealed against already.
        EmptyTextError: There is no sentence.
        MaskerError: The sentence could not be masked, so nothing is kept.
    """
    of = parts()
    kept = of.stores.exchanges.get(exchange, visit().person)
    g.exchange = kept.id
    typed = read_remark(fields().get("reason", ""))
    if not typed:
        raise EmptyTextError("an appeal says why")
    refusal = refusal_of(of, kept)
    if refusal is None:
        raise ConflictError(f"exchange {kept.id} is {kept.state}, refused by nobody")
    answered = answered_of(of, kept)
    appeal = Appeal(
        id=secrets.token_hex(16),
        exchange=kept.id,
        case=kept.case,
        purpose=kept.purpose,
        language=kept.language,
        release=kept.release or _asked_of(of, kept.id),
        requester=kept.owner,
        involved=answered.involved,
        refusal=refusal,
        sentence=mask_words(answered, typed, of.ports),
        made_at=of.ports.clock.now(),
    )
    body = {**_named(appeal), "chars": len(appeal.sentence)}
    entry = Entry(RecordKind.EXCHANGE_APPEALED, kept.id, kept.case, kept.owner, body)

    def record() -> None:
        of.ports.ledger.append(entry, durable=True)

    of.stores.appeals.add(appeal, record=record)
    if wants_json():
        return jsonify(exchange=kept.id, appeal=appeal.id)
    return redirect(url_for("answers.show", exchange=kept.id) + "#appeal", 303)


@pages.route("/appeals", to=EVERYBODY)
def index() -> ResponseReturnValue:
    """List the appeals that wait for this visitor; their own are not among them.

    Raises:
        NotAllowedError: There is no purpose whose appeals they may decide on.
    """
    of, caller = parts(), visit().credential.caller()
    purposes = deciding(of, caller)
    if not purposes:
        raise NotAllowedError("no purpose of which this person decides on appeals")
    waiting = [
        one
        for one in of.stores.appeals.waiting(purposes)
        if _decision(of, caller, one, purposes[one.purpose]).allowed
    ]
    if wants_json():
        return jsonify(appeals=[_summary(one) for one in waiting])
    return render_template("appeals.html", waiting=waiting, purposes=purposes)


@pages.route("/appeals/<appeal>", to=EVERYBODY)
def show(appeal: str) -> ResponseReturnValue:
    """Show an appeal with the masked text; that it was opened is recorded first.

    Raises:
        NotFoundError: There is none of this id for them.
        ConflictError: It was decided already.
    """
    of, caller = parts(), visit().credential.caller()
    found, live = _own(of, caller, appeal)
    _may(of, caller, found, live)
    kept = of.stores.exchanges.get_appealed(found.exchange)
    purpose = of.ports.purpose_as_answered(found.purpose, found.release)
    entry = Entry(
        RecordKind.APPEAL_OPENED,
        found.exchange,
        found.case,
        caller.person,
        _named(found),
    )
    of.ports.ledger.append(entry, durable=True)
    told = rule_words(of, found.refusal.rules)
    if wants_json():
        return jsonify(
            **_summary(found),
            sentence=found.sentence,
            masked=kept.masked,
            values=kept.values,
            reasons=list(map(say, kept.reasons)),
            rules=[{"rule": rule, "says": say(words)} for rule, words in told],
        )
    return render_template(
        "appeal.html",
        appeal=found,
        kept=kept,
        purpose=purpose,
        told=told,
        seen=segments(kept.masked or "", kept.spans),
    )


@pages.route("/appeals/<appeal>", to=EVERYBODY, methods=("POST",))
def decide(appeal: str) -> ResponseReturnValue:
    """Uphold a refusal or grant the appeal, with a reason that who appealed reads.

    Raises:
        NotFoundError: There is none of this id for them.
        NotAllowedError: It is not theirs to decide.
        ConflictError: It was decided already.
        BadRequestError: The verdict is neither.
        EmptyTextError: There is no reason.
    """
    of, form = parts(), fields()
    caller = recheck(of, visit())
    found, purpose = _own(of, caller, appeal)
    decision = _may(of, caller, found, purpose)
    state = _VERDICTS.get(form.get("verdict", ""))
    if state is None:
        raise BadRequestError("a verdict is uphold or grant")
    typed = read_remark(form.get("reason", ""))
    if not typed:
        raise EmptyTextError("a verdict needs a reason")
    case = _case(of, found, caller) if state is AppealState.GRANTED else None
    body = {**decision.record(), **_named(found), "outcome": str(state)}
    entry = Entry(
        RecordKind.APPEAL_DECIDED, found.exchange, found.case, caller.person, body
    )

    def record(connection: Connection) -> None:
        if case is not None:
            of.stores.golden.add_in(connection, case)
        of.ports.ledger.append(entry, durable=True)
        if case is not None:
            record_proposed(of, case, caller)

    of.stores.appeals.decide(
        found,
        decider=caller.person,
        state=state,
        reason=mask_words(_answered(found), typed, of.ports),
        at=of.ports.clock.now(),
        record=record,
    )
    if wants_json():
        proposed = case.id if case else None
        return jsonify(appeal=found.id, state=str(state), proposal=proposed)
    return redirect(url_for("appeals.index"), 303)


def refusal_of(of: Parts, kept: KeptExchange) -> Refusal | None:
    """Find who said no to an exchange; None where nobody judged it."""
    if kept.state is not ExchangeState.REFUSED:
        return None
    return refusal_in(of.log.of_exchange(kept.id))


def rule_words(of: Parts, rules: tuple[str, ...]) -> list[tuple[str, str]]:
    """Say what each rule of a refusal means, beside its id."""
    sentences = {rule.id: rule.sentence for rule in of.rules()}
    return [
        (rule, FINDING_WORDS.get(rule) or sentences.get(rule, "")) for rule in rules
    ]


def ground_label(ground: Ground) -> str:
    """Name who said no in the reader's words."""
    labels: dict[Ground, str] = {
        Ground.POLICY: gettext("Refused by a rule of the organisation"),
        Ground.GUARD: gettext("Refused by a check"),
        Ground.REVIEWER: gettext("Rejected by a reviewer"),
        Ground.MASKING: gettext("Refused because of what the text holds"),
    }
    return labels[ground]


def deciding(of: Parts, caller: Caller) -> dict[str, Purpose]:
    """Find the purposes whose appeals a person may decide on, by name."""
    live = of.ports.purposes.all()
    found = {}
    for one in (*live, *_out_of_use(of, {one.name for one in live})):
        asked = _ask(of, caller, one, is_requester=False, is_author=False, waits=True)
        if asked.allowed:
            found[one.name] = one
    return found


def _out_of_use(of: Parts, live: set[str]) -> list[Purpose]:
    """Find purposes that are out of use with an appeal waiting, as they refused."""
    found = []
    waiting = of.stores.appeals.waiting_beside(live)
    for name, (release, exchange) in waiting.items():
        # Every page asks this: neither a release that does not hold nor a log that is
        # away may take them all with it.
        with contextlib.suppress(
            LedgerError, NotFoundError, UnknownPurposeError, SettingsError
        ):
            asked = release or _asked_of(of, exchange)
            found.append(of.ports.purpose_as_answered(name, asked))
    return found


def _asked_of(of: Parts, exchange: str) -> str:
    """Read in the log whose rules refused what no release had let in."""
    return release_in(of.log.of_exchange(exchange))


def _own(of: Parts, caller: Caller, appeal: str) -> tuple[Appeal, Purpose]:
    """Find an appeal and its purpose, whose appeals this person may decide on.

    Raises:
        NotAllowedError: There is no such purpose.
        NotFoundError: It is of another one, or there is none of this id.
    """
    purposes = deciding(of, caller)
    if not purposes:
        raise NotAllowedError("no purpose of which this person decides on appeals")
    found = of.stores.appeals.get(appeal)
    if found.purpose not in purposes:
        raise NotFoundError("no appeal for this person")
    release = found.release or _asked_of(of, found.exchange)
    return replace(found, release=release), purposes[found.purpose]


def _may(of: Parts, caller: Caller, found: Appeal, purpose: Purpose) -> Decision:
    """Ask the policy whether this person may decide on this appeal.

    Raises:
        ConflictError: It was decided already.
        NotAllowedError: They may not.
    """
    decision = _decision(of, caller, found, purpose)
    if not decision.allowed:
        if found.state is not AppealState.WAITING:
            raise ConflictError(f"appeal {found.id} is {found.state}")
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    return decision


def _decision(of: Parts, caller: Caller, found: Appeal, purpose: Purpose) -> Decision:
    return _ask(
        of,
        caller,
        purpose,
        is_requester=caller.person == found.requester,
        is_author=caller.person in found.involved,
        waits=found.state is AppealState.WAITING,
    )


def _ask(
    of: Parts,
    caller: Caller,
    purpose: Purpose,
    *,
    is_requester: bool,
    is_author: bool,
    waits: bool,
) -> Decision:
    facts = {
        "is_owner": purpose.governance.is_owner(caller.login),
        "is_requester": is_requester,
        "is_author": is_author,
        "still_waiting": waits,
    }
    return of.ports.policy.decide(Question.DECIDE_APPEAL, caller, purpose, facts)


def _case(of: Parts, found: Appeal, caller: Caller) -> GoldenProposal | None:
    """Make the case that must be answered; None where no text makes one.

    Nor is there one for a purpose that is out of use: nothing is tested with it.
    """
    kept = of.stores.exchanges.get_appealed(found.exchange)
    if kept.masked is None or in_force(of, found.purpose) is None:
        return None
    purpose = of.ports.purpose_as_answered(found.purpose, found.release)
    wish = GoldenWish(
        masked=kept.masked,
        version=Version.ALLOW,
        values=kept.values,
        audience=audience_of(of, kept.id, purpose),
    )
    source = Source(CaseOrigin.APPEAL, found.id, found.language)
    try:
        line = made_case(source, {}, wish, purpose)
    except MalformedCaseError:
        return None  # A text longer than a case may be: the judgement stands anyway.
    return GoldenProposal(
        id=secrets.token_hex(16),
        sample=found.id,
        purpose=found.purpose,
        line=line,
        proposer=caller.person,
        proposed_at=of.ports.clock.now(),
        origin=CaseOrigin.APPEAL,
    )


def _answered(found: Appeal) -> Answered:
    return Answered(
        exchange=found.exchange,
        case=found.case,
        purpose=found.purpose,
        language=found.language,
        requester=found.requester,
        involved=found.involved,
        release=found.release,
    )


def _named(found: Appeal) -> dict[str, object]:
    return {
        "appeal": found.id,
        "purpose": found.purpose,
        "release": found.release,
        "ground": str(found.refusal.ground),
        "refused_by": list(found.refusal.rules),
    }


def _summary(found: Appeal) -> dict[str, object]:
    return {
        "appeal": found.id,
        "purpose": found.purpose,
        "release": found.release,
        "ground": str(found.refusal.ground),
        "made_at": found.made_at.isoformat(),
        "state": str(found.state),
    }
