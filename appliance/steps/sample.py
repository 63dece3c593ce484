"""Sample: draw an answer that went out for people to rate, or do not.

It comes after the end and changes nothing about it: what cannot be drawn is told to
operators, and the person has their answer all the same.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from appliance.domain.exchange import Exchange, Released
from appliance.domain.ports.ledger import Entry
from appliance.domain.ports.wired import Ports
from appliance.domain.purpose import Purpose
from appliance.domain.review import HeldAnswer
from appliance.domain.sampling import Answered, Sample
from appliance.errors import ApplianceError
from appliance.kinds import RecordKind

log = logging.getLogger(__name__)


def sample_released(
    exchange: Exchange, released: Released, purpose: Purpose, ports: Ports
) -> None:
    """Draw, or do not, an answer that was let out by itself; none of an evaluation."""
    if exchange.origin == "evaluation":
        return
    service = exchange.credential.service
    with _harmless(exchange.id):
        answered = Answered(
            exchange=exchange.id,
            case=exchange.case,
            purpose=purpose.name,
            language=exchange.language,
            requester=exchange.credential.person,
            involved=(service.owner,) if service else (),
            release=purpose.release,
            confidence_permille=released.confidence_permille,
        )
        _put_in_line(answered, purpose, ports)


def sample_approved(held: HeldAnswer, reviewer: str, ports: Ports) -> None:
    """Draw, or do not, an answer that a second person let out."""
    answered = Answered(
        exchange=held.exchange,
        case=held.case,
        purpose=held.purpose,
        language=held.language,
        requester=held.requester,
        involved=tuple(dict.fromkeys((*held.authors, reviewer))),
        release=held.release,
    )
    _sample_by_log(answered, ports)


def sample_unhelpful(answered: Answered, ports: Ports) -> None:
    """Draw, or do not, an answer of which who asked says that it did not help."""
    _sample_by_log(replace(answered, thumb_down=True), ports)


def _sample_by_log(answered: Answered, ports: Ports) -> None:
    with _harmless(answered.exchange):
        purpose = ports.purpose_as_answered(answered.purpose, answered.release)
        if answered.thumb_down and not purpose.sampling.thumbs_down:
            return
        sure = _confidence(answered.exchange, ports)
        _put_in_line(replace(answered, confidence_permille=sure), purpose, ports)


@contextmanager
def _harmless(exchange: str) -> Iterator[None]:
    """Tell operators, and nobody else, that an answer could not be drawn."""
    try:
        yield
    except ApplianceError as err:
        log.error("exchange %s: not drawn: %s", exchange, err)


def _confidence(exchange: str, ports: Ports) -> int | None:
    """Read in the log how sure the model was; a reviewer's version comes later."""
    for record in ports.ledger.of_exchange(exchange):
        if record["kind"] == RecordKind.DRAFT_GUARDED:
            return int(record["body"]["confidence_permille"])
    return None


def _put_in_line(answered: Answered, purpose: Purpose, ports: Ports) -> None:
    wanted, now = purpose.sampling, ports.clock.now()
    age = None
    if wanted.first_days:
        age = now - ports.samples.first_answered(purpose.name, answered.release)
    draw = ports.samples.draw(answered.exchange)
    reasons = wanted.reasons(
        draw=draw,
        confidence_permille=answered.confidence_permille,
        thumb_down=answered.thumb_down,
        age=age,
    )
    if not reasons:
        return
    drawn = Sample(secrets.token_hex(16), answered, reasons, now)

    def record() -> None:
        body = {
            "sample": drawn.id,
            "purpose": answered.purpose,
            "release": answered.release,
            "reasons": [str(reason) for reason in reasons],
            "draw": draw,
            "share_permille": wanted.share_permille,
        }
        ports.ledger.append(
            Entry(
                RecordKind.ANSWER_SAMPLED,
                answered.exchange,
                answered.case,
                None,
                body,
            )
        )

    ports.samples.add(drawn, record=record)
