"""Rated answers, and the cases to test with that people make of them.

Once enough people have rated an answer, both verdicts can be read. From it somebody
proposes a case: the text with made-up people in it, and what the answer must be. A
second person decides. What is approved is a line of golden.jsonl for the purpose's next
version, and goes through masking there like every text.
"""

import hashlib
import secrets

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.domain.caller import Caller, Role
from appliance.domain.decision import Decision, Question
from appliance.domain.golden import CaseOrigin
from appliance.domain.ports.ledger import Entry
from appliance.domain.proposal import ProposalState
from appliance.domain.purpose import Purpose
from appliance.domain.sampling import Sample
from appliance.errors import (
    BadRequestError,
    ConflictError,
    EmptyTextError,
    NotAllowedError,
)
from appliance.kinds import RecordKind
from appliance.observe.made_case import (
    GoldenWish,
    Source,
    Version,
    made_case,
    versions_of,
)
from appliance.steps.assess import mask_words
from appliance.stores.exchange_rows import KeptExchange
from appliance.stores.golden_proposals import GoldenProposal
from appliance.stores.samples import MAX_SHOWN
from appliance.web.access import RATERS, Pages
from appliance.web.incoming import read_page, read_remark
from appliance.web.judges import judged_beside
from appliance.web.laid_out import shown
from appliance.web.parts import Parts, parts
from appliance.web.ratings import purpose_of, read_sampled
from appliance.web.show import segments
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("golden", __name__)

_VERDICTS = {"approve": ProposalState.APPROVED, "reject": ProposalState.REJECTED}
_RECORDS = {
    ProposalState.APPROVED: RecordKind.GOLDEN_APPROVED,
    ProposalState.REJECTED: RecordKind.GOLDEN_REJECTED,
}


@pages.route("/ratings/rated", to=RATERS)
def rated() -> ResponseReturnValue:
    """List the answers that enough people have rated, newest first."""
    of, page = parts(), read_page(request.args.get("page", "1"))
    samples = of.stores.samples.rated(start=(page - 1) * MAX_SHOWN)
    proposed = of.stores.golden.of_samples([sample.id for sample in samples])
    said = {one.id: of.stores.samples.assessments_of(one.id) for one in samples}
    judged = judged_beside(of, [one.id for one in samples])
    if wants_json():
        return jsonify(
            rated=[
                {
                    "sample": one.id,
                    "purpose": one.answered.purpose,
                    "sampled_at": one.sampled_at.isoformat(),
                    "reasons": list(map(str, one.reasons)),
                    "verdicts": [str(a.judgement) for a in said[one.id]],
                    "proposed": one.id in proposed,
                    "judge": judged[one.id].as_json() if one.id in judged else None,
                }
                for one in samples
            ],
            page=page,
        )
    return render_template(
        "rated.html",
        samples=samples,
        said=said,
        judged=judged,
        proposed=proposed,
        page=page,
        most=MAX_SHOWN,
        purposes={purpose.name: purpose for purpose in of.ports.purposes.all()},
    )


@pages.route("/ratings/rated/<sample>", to=RATERS)
def show(sample: str) -> ResponseReturnValue:
    """Show a rated answer with what was said of it; that it was read is recorded.

    Raises:
        NotFoundError: There is none of this id, or not enough people have rated it.
    """
    of = parts()
    found = of.stores.samples.get(sample)
    purpose = purpose_of(of, found)
    kept = read_sampled(of, found)
    said = of.stores.samples.assessments_of(sample)
    versions = versions_of(kept.answer or "", said)
    judged = judged_beside(of, [sample]).get(sample)
    if wants_json():
        return jsonify(
            sample=found.id,
            purpose=purpose.name,
            masked=kept.masked,
            values=kept.values,
            versions={str(name): text for name, text in versions.items()},
            verdicts=[str(one.judgement) for one in said],
            judge=judged.as_json() if judged else None,
        )
    return render_template(
        "rated_one.html",
        sample=found,
        purpose=purpose,
        language_of=kept.language,
        seen=segments(kept.masked or "", kept.spans),
        values=kept.values,
        answer=shown(purpose, kept.answer or ""),
        said=said,
        judged=judged,
        versions=versions,
        shown={
            name: shown(purpose, text)
            for name, text in versions.items()
            if name is not Version.REFUSE
        },
        proposed=bool(of.stores.golden.of_samples([sample])),
        Version=Version,
    )


@pages.route("/ratings/rated/<sample>", to=RATERS, methods=("POST",))
def propose(sample: str) -> ResponseReturnValue:
    """Propose to test with this answer's text from now on.

    Raises:
        BadRequestError: The version is none of those there are, or what it must be does
            not make a case.
        ConflictError: It is proposed already.
    """
    of, form = parts(), fields()
    found = of.stores.samples.get(sample)
    caller = recheck(of, visit())
    kept = of.stores.exchanges.get_sampled(found.answered.exchange)
    proposal = GoldenProposal(
        id=secrets.token_hex(16),
        sample=found.id,
        purpose=found.answered.purpose,
        line=_line(of, found, kept, form),
        proposer=caller.person,
        proposed_at=of.ports.clock.now(),
    )

    def record() -> None:
        record_proposed(of, proposal, caller)

    of.stores.golden.add(proposal, record=record)
    if wants_json():
        return jsonify(_summary(proposal, caller.person))
    return redirect(url_for("golden.index"), 303)


@pages.route("/golden", to=RATERS)
def index() -> ResponseReturnValue:
    """Show the cases that wait for a second person, and how many were approved."""
    of, person = parts(), visit().person
    waiting = of.stores.golden.waiting()
    approved = of.stores.golden.count_approved()
    if wants_json():
        return jsonify(
            waiting=[_summary(one, person) for one in waiting], approved=approved
        )
    purposes = {purpose.name: purpose for purpose in of.ports.purposes.all()}
    return render_template(
        "golden.html",
        waiting=waiting,
        approved=approved,
        purposes=purposes,
        labels={
            name: {one.name: one.label for one in purpose.variables}
            for name, purpose in purposes.items()
        },
        names=of.stores.people.by_person(one.proposer for one in waiting),
    )


@pages.route("/golden/<proposal>", to=RATERS, methods=("POST",))
def decide(proposal: str) -> ResponseReturnValue:
    """Approve or reject a case that somebody else proposed, with a reason.

    Raises:
        BadRequestError: The verdict is neither.
        EmptyTextError: There is no reason.
        ConflictError: It was decided already.
    """
    of, form = parts(), fields()
    found = of.stores.golden.get(proposal)
    caller = recheck(of, visit())
    decision = _may(of, caller, found)
    state = _VERDICTS.get(form.get("verdict", ""))
    if state is None:
        raise BadRequestError("a verdict is approve or reject")
    reason = read_remark(form.get("reason", ""))
    if not reason:
        raise EmptyTextError("a verdict needs a reason")
    of.stores.golden.decide(
        found,
        decider=caller.person,
        state=state,
        reason=reason,
        at=of.ports.clock.now(),
        record=lambda: _record(of, _RECORDS[state], found, caller, decision),
    )
    if wants_json():
        return jsonify(_summary(of.stores.golden.get(proposal), caller.person))
    return redirect(url_for("golden.index"), 303)


@pages.route("/golden/cases/<purpose>", to=RATERS)
def cases(purpose: str) -> ResponseReturnValue:
    """Give the approved cases of a purpose as lines for its golden.jsonl."""
    of = parts()
    name = of.ports.purposes.named(purpose).name
    lines = "".join(f"{one.line}\n" for one in of.stores.golden.approved(name))
    response = Response(lines, mimetype="application/jsonl")
    file = f'attachment; filename="{name}.golden.jsonl"'
    response.headers["Content-Disposition"] = file
    return response


def _line(of: Parts, found: Sample, kept: KeptExchange, form: dict[str, str]) -> str:
    """Make the line of a case; whatever a person typed for it is masked first."""
    purpose = purpose_of(of, found)
    said = of.stores.samples.assessments_of(found.id)
    versions = versions_of(kept.answer or "", said)
    version = form.get("version", "")
    if version not in versions:
        raise BadRequestError("not one of the versions of this answer")
    words = map(str.strip, read_remark(form.get("text", "")).splitlines())
    wish = GoldenWish(
        masked=kept.masked or "",
        version=Version(version),
        contains=tuple(
            mask_words(found.answered, one, of.ports) for one in words if one
        ),
        values=kept.values,
        audience=audience_of(of, kept.id, purpose),
    )
    source = Source(CaseOrigin.SAMPLE, found.id, found.answered.language)
    return made_case(source, versions, wish, purpose)


def audience_of(of: Parts, exchange: str, purpose: Purpose) -> str:
    """Name the audience of who asked, by the roles that the log has of them."""
    if not purpose.audiences.people:
        return ""
    kind = RecordKind.CALLER_IDENTIFIED
    bodies = (
        one["body"] for one in of.log.of_exchange(exchange) if one["kind"] == kind
    )
    roles = next((body["roles"] for body in bodies), ())
    return purpose.audiences.of([Role(role) for role in roles])


def _may(of: Parts, caller: Caller, found: GoldenProposal) -> Decision:
    """Ask the policy whether this person may decide on this case.

    Raises:
        ConflictError: It was decided already.
        NotAllowedError: They may not.
    """
    facts = {
        "is_proposer": caller.person == found.proposer,
        "still_waiting": found.state is ProposalState.WAITING,
    }
    purpose = of.ports.purposes.named(found.purpose)
    decision = of.ports.policy.decide(Question.GOLDEN, caller, purpose, facts)
    if not decision.allowed:
        if not facts["still_waiting"]:
            raise ConflictError(f"proposal {found.id} was decided already")
        raise NotAllowedError("; ".join(decision.objections()) or "no rule allows it")
    return decision


def record_proposed(of: Parts, proposal: GoldenProposal, caller: Caller) -> None:
    """Record that somebody proposed a case."""
    _record(of, RecordKind.GOLDEN_PROPOSED, proposal, caller, None)


def _record(
    of: Parts,
    kind: RecordKind,
    proposal: GoldenProposal,
    caller: Caller,
    decision: Decision | None,
) -> None:
    body = {
        **(decision.record() if decision else {}),
        "proposal": proposal.id,
        "sample": proposal.sample,
        "origin": str(proposal.origin),
        "purpose": proposal.purpose,
    }
    if kind is RecordKind.GOLDEN_APPROVED:
        # Of what a second person has not looked at there is no digest to try words on.
        body["line"] = hashlib.sha256(proposal.line.encode()).hexdigest()
    entry = Entry(kind, None, None, caller.person, body)
    of.ports.ledger.append(entry, durable=True)


def _summary(proposal: GoldenProposal, person: str) -> dict[str, object]:
    return {
        "proposal": proposal.id,
        "sample": proposal.sample,
        "origin": str(proposal.origin),
        "purpose": proposal.purpose,
        "line": proposal.line,
        "proposed_at": proposal.proposed_at.isoformat(),
        "state": str(proposal.state),
        "own": proposal.proposer == person,
    }
