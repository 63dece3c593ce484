"""Decide: may this person, or this program, use this purpose for this case?"""

from appliance.domain.counted import too_long
from appliance.domain.decision import Fact, Question
from appliance.domain.exchange import Admitted, Identified, Refused
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.errors import EmptyTextError, TextTooLongError
from appliance.kinds import RecordKind


def decide(identified: Identified, ports: Ports) -> Admitted | Refused:
    """Ask the policy before anything happens to the text.

    Raises:
        UnknownPurposeError: There is no such purpose.
        EmptyTextError: There is nothing but white space.
        TextTooLongError: The text is longer than the purpose takes.
    """
    exchange, caller = identified.exchange, identified.caller
    purpose = ports.purposes.named(exchange.purpose)
    if not exchange.text.reveal().strip():
        raise EmptyTextError(f"{len(exchange.text)} code points, all white space")
    given, most = len(exchange.text), purpose.most_chars
    if given > most:
        raise TextTooLongError(
            f"{given} code points, at most {most}", too_long(given, most)
        )
    facts: dict[str, Fact] = {
        "owns_case": exchange.case_owner == caller.person,
        "language_supported": exchange.language in purpose.languages,
        "origin": exchange.origin,
    }
    question = Question.INFER
    if caller.service is not None:
        question = Question.CALL
        facts["token_names_purpose"] = purpose.name in caller.service.purposes
    decision = ports.policy.decide(question, caller, purpose, facts)
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.POLICY_DECIDED,
            exchange=exchange.id,
            case=exchange.case,
            actor=caller.person,
            body={
                **decision.record(),
                "purpose": purpose.name,
                "release": purpose.release,
            },
        )
    )
    if decision.allowed:
        return Admitted(exchange, caller, purpose, decision)
    reasons = decision.objections() or ("No rule of your organisation allows this.",)
    return Refused(exchange.id, reasons, receipt.seq)
