"""What a person corrects in a preview: words that were missed or masked for nothing.

More is masked at once, in all of the case; nothing becomes readable by itself.
Either becomes a proposal for the site's dictionary, which a second person decides on.
The record holds kind and lengths; the words are kept as ciphertext, with the case they
are from, so that what still waits goes when the case is erased.
"""

import secrets

from flask import make_response
from flask.typing import ResponseReturnValue

from appliance.detect.phrases import Phrase, PhraseIndex
from appliance.detect.quick import find_structured
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, Inspected, Masked, Refused
from appliance.domain.ports.ledger import Entry
from appliance.domain.proposal import (
    ALLOW,
    MARKED,
    MAX_WORDS_CHARS,
    PROPOSED,
    Proposal,
    ProposalAction,
)
from appliance.domain.purpose import Purpose
from appliance.error_table import row_for
from appliance.errors import (
    AlwaysMaskedError,
    BadRequestError,
    NotInTextError,
    TextTooLongError,
)
from appliance.kinds import RecordKind
from appliance.web.access import STAFF, Pages
from appliance.web.errors import record_refusal
from appliance.web.incoming import read_remark
from appliance.web.languages import say
from appliance.web.live import Place
from appliance.web.parts import Parts, parts
from appliance.web.previews import (
    exchange_given,
    look_in_turn,
    new_page,
    own_purpose,
    preview_page,
    refused_preview,
)
from appliance.web.show import markable_kinds
from appliance.web.visit import fields, recheck, visit
from appliance.web.wanted import wants_json

pages = Pages("corrections", __name__)

_EDGE = ' \t\r\n,;:.!?"\u201c\u201d\u201e()'


@pages.route("/preview/<purpose>/correct", to=STAFF, methods=("POST",))
def correct(purpose: str) -> ResponseReturnValue:
    """Mask words that were missed, or propose to leave something readable."""
    of, found = parts(), own_purpose(purpose)
    with of.live.let_in(visit().person, found.name) as place:
        exchange = exchange_given(of, found)
        surrogate = fields().get("readable", "")
        if surrogate:
            return _leave_readable(of, exchange, surrogate, place)
        return _mask(of, exchange, found, place)


def _mask(
    of: Parts, exchange: Exchange, purpose: Purpose, place: Place
) -> ResponseReturnValue:
    words = _one_line(read_remark(fields().get("words", "")))
    kind = _kind(fields().get("kind", ""))
    index = PhraseIndex([Phrase(words, kind)])
    places = len(list(index.find(exchange.text.reveal())))
    if not places:
        return _not_there(exchange, purpose, words)
    of.dictionary.mark(words, kind=kind, case=exchange.case)
    looked = look_in_turn(of, exchange, place)
    if isinstance(looked, Refused):
        return refused_preview(exchange, looked)
    seen = looked.sourced.masked
    _propose(of, seen, listed=kind.lower(), words=words, kind=kind, places=places)
    return preview_page(looked, MARKED)


def _leave_readable(
    of: Parts, exchange: Exchange, surrogate: str, place: Place
) -> ResponseReturnValue:
    recheck(of, visit())
    looked = look_in_turn(of, exchange, place)
    if isinstance(looked, Refused):
        return refused_preview(exchange, looked)
    seen = looked.sourced.masked
    spans = [span for span in seen.text.spans if span.surrogate == surrogate]
    if not spans:
        raise NotInTextError("no such stand-in in the masked text")
    # Whom it stands for is read for this person, whose own text it is in; recorded.
    restored = of.ports.masker.restore(
        surrogate,
        exchange=exchange.id,
        case=exchange.case,
        reader=exchange.credential.person,
    )
    words, kind = restored.text.reveal(), spans[0].kind
    if kind is EntityKind.SECRET or find_structured(words):
        return _stays(looked, AlwaysMaskedError(f"{kind} stays masked"))
    _propose(
        of, seen, listed=ALLOW, words=_one_line(words), kind=kind, places=len(spans)
    )
    return preview_page(looked, PROPOSED)


def _propose(
    of: Parts, seen: Masked, *, listed: str, words: str, kind: EntityKind, places: int
) -> None:
    """Record a correction and put its proposal in line: both or none."""
    exchange = seen.admitted.exchange
    person = exchange.credential.person

    def record(waiting: Proposal) -> None:
        body = {
            "listed": listed,
            "kind": str(kind),
            "chars": len(words),
            "places": places,
            "proposal": waiting.id,
        }
        entry = Entry(
            RecordKind.TEXT_CORRECTED, exchange.id, exchange.case, person, body
        )
        of.ports.ledger.append(entry, durable=True)

    proposal = Proposal(
        id=secrets.token_hex(16),
        action=ProposalAction.ADD,
        listed=listed,
        words=words,
        proposer=person,
        proposed_at=of.ports.clock.now(),
        case=exchange.case,
        case_digest=of.ports.masker.bind("", case=exchange.case).draft_digest,
    )
    of.stores.proposals.add(proposal, record=record)


def _not_there(exchange: Exchange, purpose: Purpose, words: str) -> ResponseReturnValue:
    """Say that the words do not stand in the text; both are given back."""
    fault = NotInTextError(f"{len(words)} code points stand nowhere in the text")
    if wants_json():
        raise fault
    row = row_for(fault)
    record_refusal(fault)
    page = new_page(
        purpose,
        case=exchange.case,
        typed=exchange.text.reveal(),
        values={name: v.reveal() for name, v in exchange.variables.items()},
        words=words,
        reasons=[say(row.message)],
        follows=exchange.follows,
        text_language=exchange.language,
    )
    return make_response(page, row.status)


def _stays(looked: Inspected, fault: AlwaysMaskedError) -> ResponseReturnValue:
    """Say that something always stays masked, beside the preview."""
    if wants_json():
        raise fault
    row = row_for(fault)
    record_refusal(fault)
    return make_response(preview_page(looked, reasons=[say(row.message)]), row.status)


def _one_line(words: str) -> str:
    """Bring words into the form in which a dictionary has them.

    Raises:
        TextTooLongError: They are more than an entry may have.
    """
    line = " ".join(words.split()).strip(_EDGE)
    if len(line) > MAX_WORDS_CHARS:
        raise TextTooLongError(f"{len(line)} code points, at most {MAX_WORDS_CHARS}")
    return line


def _kind(name: str) -> EntityKind:
    """Read which kind the words are; a person unless something else is said.

    Raises:
        BadRequestError: It is no kind.
    """
    name = name or EntityKind.PERSON
    if name not in {one.kind for one in markable_kinds()}:
        raise BadRequestError("not a kind that words can be marked as")
    return EntityKind(name)
