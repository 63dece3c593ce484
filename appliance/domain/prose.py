"""Turn a structured answer into words a person reads, by template, not by a model.

A prose template is Markdown with `{{field}}` for a field of the answer, and
`{{reasons}}` for the sentences of its reason codes, one list item each. Values go in
as they are, surrogates in place; an empty one is said to be not stated. Restoring
happens after.
"""

import json
import re
from collections.abc import Callable, Mapping

from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.text import first_unreadable

# Every answer's form has fewer, and is flatter.
_MAX_TEXTS = 100
_MAX_DEPTH = 5
NOT_STATED = "not stated"
_FIELD = re.compile(r"\{\{([a-z_]+)\}\}")


def parse_fields(draft: str) -> dict[str, object] | None:
    """Read a structured draft; None when it is no JSON object of readable texts.

    Escapes may spell characters that no text may hold; those make it unreadable.
    """
    try:
        parsed = json.loads(draft)
    except (ValueError, RecursionError):  # RecursionError: brackets without end
        return None
    if not isinstance(parsed, dict):
        return None
    try:
        texts = _texts_in(parsed)
    except ValueError:
        return None
    readable = all(first_unreadable(text) is None for text in texts)
    return parsed if readable else None


def rewrite(fields: dict[str, object], change: Callable[[str], str]) -> str:
    """Write a structured draft with each of its texts changed, without escapes."""

    def changed(value: object) -> object:
        match value:
            case dict():
                return {name: changed(item) for name, item in value.items()}
            case list():
                return [changed(item) for item in value]
            case str():
                return change(value)
        return value

    return json.dumps(changed(fields), ensure_ascii=False, separators=(",", ":"))


def mask_version(purpose: Purpose, text: str, mask: Callable[[str], str]) -> str:
    """Mask a person's version of an answer; of a form each value as it will be read.

    The escapes of JSON would hide a name, and a code of the schema is none.
    """
    codes = {code for form in purpose.forms.values() for code in form.codes}
    codes.update(purpose.reason_texts)

    def masked(one: str) -> str:
        return mask(one) if one and one not in codes else one

    structured = purpose.answer is AnswerForm.STRUCTURED
    fields = parse_fields(text) if structured else None
    return masked(text) if fields is None else rewrite(fields, masked)


def _texts_in(value: object, depth: int = 0) -> list[str]:
    """List the texts of a structured draft, names of fields included.

    Raises:
        ValueError: It is nested deeper, or has more texts, than any answer.
    """
    if depth > _MAX_DEPTH:
        raise ValueError(f"nested deeper than {_MAX_DEPTH}")
    match value:
        case dict():
            inside = [*value, *value.values()]
        case list():
            inside = value
        case str():
            return [value]
        case _:
            return []
    texts = [text for item in inside for text in _texts_in(item, depth + 1)]
    if len(texts) > _MAX_TEXTS:
        raise ValueError(f"{len(texts)} texts, at most {_MAX_TEXTS}")
    return texts


def render_answer(purpose: Purpose, draft: str) -> str:
    """Give the text a person reads for a masked draft; text answers are as they are."""
    fields = parse_fields(draft) if purpose.schema_template else None
    if fields is None:
        return draft
    if purpose.prose:
        return _FIELD.sub(lambda m: _value(m.group(1), fields, purpose), purpose.prose)
    return "\n".join(
        f"{name.replace('_', ' ').capitalize()}: {_value(name, fields, purpose)}"
        for name in fields
    )


def codes_in(purpose: Purpose, draft: str) -> str:
    """Name the codes of a structured answer, a field a line; "" where it has none.

    They are words of the schema, so they tell what was answered in few tokens.
    """
    codes = codes_of(purpose, parse_fields(draft) if purpose.schema_template else None)
    return "\n".join(f"{name}: {', '.join(said)}" for name, said in codes.items())


def codes_of(
    purpose: Purpose, fields: Mapping[str, object] | None
) -> dict[str, tuple[str, ...]]:
    """List the codes of an answer by field; fields without one are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in (fields or {}).items():
        form = purpose.forms.get(name)
        values = value if isinstance(value, list) else [value]
        codes = tuple(str(one) for one in values if form and one in form.codes)
        if codes:
            found[name] = codes
    return found


def _value(name: str, fields: Mapping[str, object], purpose: Purpose) -> str:
    value = fields.get(name, "")
    if isinstance(value, list):
        sentences = [purpose.reason_texts.get(str(v), str(v)) for v in value]
        return "\n".join(f"- {sentence}" for sentence in sentences)
    return str(value) or NOT_STATED
