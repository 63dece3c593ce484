"""Inspect: look at what the model would read, before anything is asked of it.

Guards of the input see masked text and the passages of the purpose, never more. What
they find goes on with the prompt: the gate weighs it with what is found in the answer.
"""

from collections.abc import Iterator
from dataclasses import replace

from appliance.detect.hidden import hidden_in
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Inspected, Masked, Refused, Sourced
from appliance.domain.finding import Severity, Sighting, Where
from appliance.domain.guards import NEARLY_FULL_PERMILLE, SIZE
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.kinds import RecordKind

# More of one rule say nothing that these do not.
_MOST_SHOWN = 20


def inspect(sourced: Sourced, ports: Ports) -> Inspected | Refused:
    """Look at a text and its passages; what a guard refuses goes no further.

    Raises:
        DetectionError: A detector failed; the text counts as not looked at.
        MaskerError: The masker is not there.
    """
    inspected, record = _look(sourced, ports)
    refusing = [f for f in inspected.findings if f.severity is Severity.REFUSE]
    if refusing:
        reasons = tuple(dict.fromkeys(finding.sentence for finding in refusing))
        return Refused(sourced.masked.admitted.exchange.id, reasons, record)
    return inspected


def foresee(masked: Masked, ports: Ports) -> Inspected:
    """Tell what would be seen of a text that is not sent; nothing is refused yet.

    Passages are the purpose's own, and are looked at when it is sent.

    Raises:
        DetectionError: A detector failed; the text counts as not looked at.
        MaskerError: The masker is not there.
    """
    return _look(Sourced(masked, ()), ports)[0]


def _look(sourced: Sourced, ports: Ports) -> tuple[Inspected, int]:
    """Look, and leave a record; its number is returned too."""
    admitted = sourced.masked.admitted
    findings = tuple(map(admitted.purpose.guards.finding, _seen(sourced, ports)))
    receipt = ports.ledger.append(
        Entry(
            kind=RecordKind.TEXT_INSPECTED,
            exchange=admitted.exchange.id,
            case=admitted.exchange.case,
            actor=None,
            body={"findings": [finding.record() for finding in findings]},
        )
    )
    return Inspected(sourced, findings), receipt.seq


def _seen(sourced: Sourced, ports: Ports) -> Iterator[Sighting]:
    """List what every guard of the input saw, the text first."""
    given, admitted = sourced.masked.given, sourced.masked.admitted
    chars, most = len(admitted.exchange.text), admitted.purpose.most_chars
    taken = 1000 * chars // most
    if taken >= NEARLY_FULL_PERMILLE:
        yield Sighting(SIZE, Where.INPUT, taken, of=(chars, most))
    for span in hidden_in(given)[:_MOST_SHOWN]:
        yield Sighting("characters.hidden", Where.INPUT, span=span)
    for masked in sourced.masked.text.spans:
        if masked.kind is EntityKind.SECRET:
            span = masked.start, masked.end
            yield Sighting("secret.masked", Where.INPUT, span=span)
    passages = [passage.text for passage in sourced.passages]
    of_text, *of_passages = ports.inspector.inspect(given, passages)
    yield from of_text
    for seen in of_passages:
        for sighting in seen:
            yield replace(sighting, where=Where.REFERENCE)
