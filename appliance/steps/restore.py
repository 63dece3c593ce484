"""Restore: put the people back, for the person who may read them."""

from collections.abc import Callable

from appliance.domain.exchange import Cleared, Restored
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.prose import render_answer
from appliance.kinds import RecordKind


def restore(
    cleared: Cleared, ports: Ports, check_reader: Callable[[], None]
) -> Restored:
    """Restore a cleared answer for its requester.

    Args:
        check_reader: Raises where no name may be put back for them any more.

    Raises:
        MaskerError: The masker is not there; the answer stays masked and unsent.
    """
    admitted = cleared.checked.draft.prompt.admitted
    exchange = admitted.exchange
    text = render_answer(admitted.purpose, cleared.checked.draft.answer.text)
    check_reader()
    restoration = ports.masker.restore(
        text, exchange=exchange.id, case=exchange.case, reader=admitted.caller.person
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.TEXT_RESTORED,
            exchange=exchange.id,
            case=exchange.case,
            actor=admitted.caller.person,
            body={
                "restored": restoration.restored,
                "unknown": len(restoration.unknown),
                "commitments": list(restoration.commitments),
            },
        )
    )
    return Restored(
        cleared, restoration.text, restoration.unknown, restoration.commitments
    )
