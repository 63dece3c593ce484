"""Retrieve: passages of the purpose's own references that bear on the text."""

from appliance.domain.exchange import Masked, Sourced
from appliance.domain.passage import MAX_PASSAGES
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind


def retrieve(masked: Masked, ports: Ports) -> Sourced:
    """Find reference passages by the masked text; finding none is an answer too."""
    exchange = masked.admitted.exchange
    passages = ports.references.search(
        masked.admitted.purpose.name, exchange.language, masked.text.text, MAX_PASSAGES
    )
    ports.ledger.append(
        Entry(
            kind=RecordKind.PASSAGES_RETRIEVED,
            exchange=exchange.id,
            case=exchange.case,
            actor=None,
            body={
                "passages": [
                    {"template": p.template, "digest": p.digest} for p in passages
                ]
            },
        )
    )
    return Sourced(masked, passages)
