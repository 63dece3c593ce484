"""An answer as its reader sees it: its words, or a form's fields with their values.

Masked or with its people back; what the checks saw is marked where it stands.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from appliance.domain.finding import Where
from appliance.domain.prose import parse_fields, render_answer
from appliance.domain.purpose import Purpose
from appliance.guards.answer import Part, values_of
from appliance.web.languages import say
from appliance.web.seen import Marked, Place, SeenLine, places_in, within

# A capital only where the sets that the codes come from have one.
_CODE = re.compile(r"[a-z]+(?:[_-][a-z0-9]+)*|[A-Za-z]+(?:_[a-z0-9]+)+\??")


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as its reader sees it; `repr` shows none of it.

    Args:
        body: The whole answer in words.
        facts: Label and values of each field of a structured answer.
        restored: Whether the people are back in it.
    """

    body: Marked
    facts: tuple[tuple[str, tuple[Marked, ...]], ...]
    restored: bool = False

    @property
    def text(self) -> str:
        """The whole answer in words, to the letter."""
        return self.body.text

    def read(self) -> tuple[Marked, ...]:
        """List the texts that its page shows first: the values of a form, or itself."""
        values = tuple(value for _, values in self.facts for value in values)
        return values or (self.body,)


def shown(purpose: Purpose, draft: str, lines: Sequence[SeenLine] = ()) -> ShownAnswer:
    """Lay out a masked answer as it is, with nobody put back.

    Args:
        lines: What the checks saw in it.
    """
    places = places_in(draft, lines, Where.ANSWER)
    fields = parse_fields(draft) if purpose.schema_template else None
    if fields is None:
        return ShownAnswer(Marked(draft, places), ())
    facts = _facts(purpose, draft, fields, places)
    return ShownAnswer(Marked(render_answer(purpose, draft)), facts)


def editable(purpose: Purpose, draft: str) -> str:
    """Lay out a draft for editing: of a structured one each value on its own line."""
    fields = parse_fields(draft) if purpose.schema_template else None
    return json.dumps(fields, indent=2, ensure_ascii=False) if fields else draft


def _facts(
    purpose: Purpose,
    draft: str,
    fields: Mapping[str, object],
    places: Sequence[Place],
) -> tuple[tuple[str, tuple[Marked, ...]], ...]:
    facts = []
    for name, parts_of_it in values_of(purpose, draft, fields):
        value = fields[name]
        values = value if isinstance(value, list) else [value]
        told = (
            _marked(_value(one, purpose), part, places)
            for one, part in zip(values, parts_of_it, strict=True)
        )
        facts.append((say(in_words(name)), tuple(told)))
    return tuple(facts)


def _marked(text: str, part: Part | None, places: Sequence[Place]) -> Marked:
    """Mark a value where it is shown as it was written."""
    if part is None or part.start is None or part.text != text:
        return Marked(text)
    return Marked(text, within(places, part.start, len(text)))


def _value(value: object, purpose: Purpose) -> str:
    """Say a code in the reader's words; what the model wrote stays as it is."""
    if sentence := purpose.reason_texts.get(str(value)):
        return say(sentence)
    if value == "":
        return str(gettext("Not stated"))
    return say(in_words(value)) if _is_code(value) else str(value)


def _is_code(value: object) -> bool:
    """Tell a code of a schema, such as `lost_or_stolen_card`, from words."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def in_words(code: object) -> str:
    """Put a field's name or a code of a schema into words."""
    return str(code).replace("_", " ").rstrip("?").capitalize()
