"""How text of people and models is put on a page: as text, never as markup.

Masked spans become segments that a template colours. Bidirectional controls (Unicode
UAX #9), zero-width and other invisible characters are shown by their number, so that
nobody reads something else than what is there; the text itself stays exact.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import gettext
from markupsafe import Markup, escape

from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind
from appliance.domain.span import MaskedSpan
from appliance.domain.surrogate import EXACT, parse_surrogate
from appliance.web.seen import Marked, Place, codes_of

# Format characters that ordinary writing needs: joiners, soft hyphen, emoji tags.
_ORDINARY_FORMAT = frozenset("\u00ad\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of masked text: plain, or one surrogate with why it stands there.

    Args:
        text: The stretch.
        kind: What the surrogate stands for; None of plain text.
        reason: Why it was masked.
        saw: Whether it lies where a check saw something.
        codes: Numbers of its characters, where nobody sees them.
        ends: The places of checks that end with it.
    """

    text: str
    kind: EntityKind | None = None
    reason: str = ""
    saw: bool = False
    codes: tuple[str, ...] = ()
    ends: tuple[Place, ...] = ()

    @property
    def family(self) -> str:
        """The colour family of its kind, a CSS class suffix."""
        return _FAMILIES[self.kind] if self.kind else ""

    @property
    def label(self) -> str:
        """Its kind in the reader's words."""
        return kind_label(self.kind) if self.kind else ""


_FAMILIES: dict[EntityKind, str] = {
    EntityKind.PERSON: "person",
    EntityKind.BIRTHDATE: "person",
    EntityKind.AGE: "person",
    EntityKind.ORG: "org",
    EntityKind.LOCATION: "place",
    EntityKind.ADDRESS: "place",
    EntityKind.DATE: "date",
    EntityKind.EMAIL: "contact",
    EntityKind.PHONE: "contact",
    EntityKind.URL: "contact",
    EntityKind.IP: "contact",
    EntityKind.IBAN: "money",
    EntityKind.CARD: "money",
    EntityKind.ACCOUNT: "money",
    EntityKind.ID: "id",
    EntityKind.CODE: "id",
    EntityKind.DEMOGRAPHIC: "person",
    EntityKind.TITLE: "person",
    EntityKind.QUANTITY: "money",
    EntityKind.SECRET: "id",
    EntityKind.CUSTOM: "id",
}


def all_kinds() -> tuple[Segment, ...]:
    """Give an example of each kind, so that a script can name and colour it."""
    return tuple(Segment("", kind) for kind in EntityKind)


def markable_kinds() -> tuple[Segment, ...]:
    """Give an example of each kind that a person may say something is."""
    # A purpose that takes no secrets would refuse every text with those words.
    return tuple(one for one in all_kinds() if one.kind is not EntityKind.SECRET)


def kind_label(kind: EntityKind) -> str:
    """Name a kind of personal data in the reader's words."""
    labels: dict[EntityKind, str] = {
        EntityKind.PERSON: gettext("Person"),
        EntityKind.ORG: gettext("Organisation"),
        EntityKind.LOCATION: gettext("Place"),
        EntityKind.ADDRESS: gettext("Address"),
        EntityKind.DATE: gettext("Date"),
        EntityKind.BIRTHDATE: gettext("Date of birth"),
        EntityKind.AGE: gettext("Age"),
        EntityKind.EMAIL: gettext("E-mail address"),
        EntityKind.PHONE: gettext("Phone number"),
        EntityKind.URL: gettext("Web address"),
        EntityKind.IP: gettext("Network address"),
        EntityKind.IBAN: gettext("IBAN"),
        EntityKind.CARD: gettext("Card number"),
        EntityKind.ACCOUNT: gettext("Account number"),
        EntityKind.ID: gettext("Identity number"),
        EntityKind.CODE: gettext("Reference or code"),
        EntityKind.DEMOGRAPHIC: gettext("Origin, belief or status"),
        EntityKind.TITLE: gettext("Title or profession"),
        EntityKind.QUANTITY: gettext("Amount or duration"),
        EntityKind.SECRET: gettext("Secret"),
        EntityKind.CUSTOM: gettext("From your dictionary"),
    }
    return labels[kind]


def role_label(role: Role) -> str:
    """Name a role in the reader's words."""
    labels: dict[Role, str] = {
        Role.STAFF: gettext("Staff"),
        Role.REVIEWER: gettext("Reviewers"),
        Role.COMPLIANCE: gettext("Compliance"),
        Role.AUDITOR: gettext("Auditors"),
        Role.ADMIN: gettext("IT"),
    }
    return labels[role]


def segments(
    text: str, spans: Sequence[MaskedSpan], places: Sequence[Place] = ()
) -> tuple[Segment, ...]:
    """Cut a masked text at its spans, in order; a span out of order is left as text.

    Args:
        places: Where checks saw something; none cuts a surrogate.
    """
    masked: dict[int, MaskedSpan] = {}
    at = 0
    for span in sorted(spans, key=lambda s: s.start):
        if at <= span.start < span.end <= len(text):
            masked[span.start] = span
            at = span.end
    edges = {0, len(text), *masked, *(span.end for span in masked.values())}
    edges |= {edge for place in places for edge in (place.start, place.end)}
    return tuple(
        _segment(text[start:end], masked.get(start), _around(places, start, end), end)
        for start, end in pairwise(sorted(edges))
    )


def _around(places: Sequence[Place], start: int, end: int) -> list[Place]:
    return [one for one in places if one.start <= start and end <= one.end]


def _segment(
    text: str, span: MaskedSpan | None, places: Sequence[Place], end: int
) -> Segment:
    hidden = any(place.is_hidden for place in places)
    return Segment(
        text,
        span.kind if span else None,
        span.reason if span else "",
        bool(places),
        codes_of(text) if hidden else (),
        tuple(place for place in places if place.end == end),
    )


def pieces(marked: Marked) -> tuple[Segment, ...]:
    """Cut an answer where checks saw something."""
    return segments(marked.text, (), marked.places)


def is_hidden(character: str) -> bool:
    """Tell whether a character could make a reader see something that is not there."""
    if character in _ORDINARY_FORMAT:
        return False
    return unicodedata.category(character) == "Cf" and not _is_tag(character)


def _is_tag(character: str) -> bool:
    return 0xE0020 <= ord(character) <= 0xE007F


def visible(text: str) -> Markup:
    """Escape a text for a page, with hidden characters shown by their number."""
    if not any(is_hidden(c) for c in text):
        return escape(text)
    shown = [
        Markup('<span class="hidden-character">U+{}</span>').format(f"{ord(c):04X}")
        if is_hidden(c)
        else escape(c)
        for c in text
    ]
    return Markup("").join(shown)


def stand_ins(text: str) -> Markup:
    """Show a text with each surrogate in it coloured by its kind."""
    shown: list[Markup] = []
    at = 0
    for found in EXACT.finditer(text):
        surrogate = parse_surrogate(found.group())
        if surrogate is None:
            continue
        family = _FAMILIES[surrogate.kind]
        shown.append(visible(text[at : found.start()]))
        shown.append(
            Markup('<span class="mask {}">{}</span>').format(family, found.group())
        )
        at = found.end()
    return Markup("").join([*shown, visible(text[at:])])


def threshold_label(name: str) -> str:
    """Name what a threshold of a purpose is about in the reader's words."""
    labels = {
        "right": gettext("Cases that are right"),
        "schema": gettext("Answers in their form"),
        "refused": gettext("Refused where it must be"),
        "answered": gettext("Answered where it must be"),
        "injection": gettext("Orders in texts not followed"),
        "leaks": gettext("Values readable in masked texts"),
        "against_live": gettext("Against the live release"),
        "p50_ms": gettext("Milliseconds, half of the cases"),
        "p95_ms": gettext("Milliseconds, 95 in 100 cases"),
        "p99_ms": gettext("Milliseconds, 99 in 100 cases"),
        "first_token_p95_ms": gettext("Milliseconds to the first word, 95 in 100"),
        "tokens": gettext("Tokens of a request"),
        "cost_millicents": gettext("Cost of a request in thousandths of a cent"),
    }
    field = name.removeprefix("field.")
    of_field = gettext("Right in the field “%(field)s”", field=field)
    return str(labels.get(name, of_field))
