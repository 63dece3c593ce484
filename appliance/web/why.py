"""Why an answer is as it is: the dossier of one exchange, from the log's records."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from appliance.domain.entity import EntityKind
from appliance.domain.purpose import Purpose
from appliance.explain import (
    Dossier,
    Remaining,
    build_dossier,
    build_trace,
    remaining,
)
from appliance.explain.dossier import LogLines
from appliance.stores.exchange_rows import KeptExchange
from appliance.web.access import STAFF, Pages
from appliance.web.divided import shown_parts
from appliance.web.laid_out import in_words
from appliance.web.languages import say
from appliance.web.parts import Parts, parts
from appliance.web.show import Segment
from appliance.web.traces import as_json, draw
from appliance.web.visit import visit
from appliance.web.wanted import wants_json

pages = Pages("why", __name__)

# A sentence, and each kind of detail with its words.
ShownDetails = tuple[str, list[tuple[Segment, str]]]
NOTHING_LEFT: ShownDetails = ("", [])


@pages.route("/exchanges/<exchange>/why", to=STAFF)
def show(exchange: str) -> ResponseReturnValue:
    """Explain one of the visitor's exchanges."""
    of = parts()
    kept = of.stores.exchanges.get(exchange, visit().person)
    purpose = of.ports.purpose_as_answered(kept.purpose, kept.release)
    records = of.log.of_exchange(kept.id)
    dossier = dossier_of(of, kept, purpose, records)
    trace = build_trace(records, of.stores.outcomes.of_exchange(kept.id))
    left = remaining(kept.masked or "", purpose.kinds_kept())
    if wants_json():
        told = asdict(dossier, dict_factory=_written)
        return jsonify(**told, remaining=remaining_of(left), trace=as_json(trace))
    return render_template(
        "why.html",
        kept=kept,
        purpose=purpose,
        dossier=dossier,
        names=of.stores.people.by_alias(line.reviewer for line in dossier.reviews),
        masked_kinds=masked_kinds(dossier),
        left=shown_details(left),
        trace=trace,
        pictures=draw(trace),
        parts=shown_parts(kept, dossier.parts),
        in_words=in_words,
    )


def dossier_of(
    of: Parts, kept: KeptExchange, purpose: Purpose, records: LogLines
) -> Dossier:
    """Put together what the log says of an exchange."""
    rules = {rule.id: rule for rule in of.rules()}
    headings: Mapping[str, str] = {}
    if kept.release:
        answered = of.ports.releases.of(kept.release)
        rules |= {rule.id: rule for rule in answered.rules}
        headings = answered.headings
    return build_dossier(records, purpose, rules, headings)


def masked_kinds(dossier: Dossier) -> list[tuple[Segment, int]]:
    """Name and colour the kinds that were masked, with how many of each."""
    return [
        (Segment("", EntityKind(kind)), count)
        for kind, count in dossier.masked.items()
        if kind in list(EntityKind)
    ]


def shown_details(left: Remaining) -> ShownDetails:
    """Name and colour what is left readable of a masked text, after its sentence."""
    details = [(Segment("", one.kind), ", ".join(one.found)) for one in left.details]
    return left.sentence, details


def remaining_of(left: Remaining) -> dict[str, Any]:
    """Put what is left readable into the words of the HTTP contract."""
    details = [{"kind": str(d.kind), "found": list(d.found)} for d in left.details]
    return {"sentence": say(left.sentence), "details": details}


def _written(items: list[tuple[str, Any]]) -> dict[str, Any]:
    """Write times as the log does (ISO 8601) and sentences for the reader."""
    return {name: _one_written(value) for name, value in items}


def _one_written(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case str():
            return say(value)
        case tuple() if all(isinstance(one, str) for one in value):
            return [say(one) for one in value]
    return value
