"""Turn a structured answer into words a person reads, by template, not by a model.

A prose template is Markdown with `{{field}}` for a field of the answer, and
`{{reasons}}` for the sentences of its reason codes, one list item each. Values go in
as they are, surrogates in place; restoring happens after.
"""

import json
import re
from collections.abc import Mapping

from appliance.domain.purpose import Purpose

_FIELD = re.compile(r"\{\{([a-z_]+)\}\}")


def parse_fields(draft: str) -> dict[str, object] | None:
    """Read a structured draft; None when it is not a JSON object."""
    try:
        parsed = json.loads(draft)
    except (ValueError, RecursionError):  # RecursionError: brackets without end
        return None
    return parsed if isinstance(parsed, dict) else None


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


def _value(name: str, fields: Mapping[str, object], purpose: Purpose) -> str:
    value = fields.get(name, "")
    if isinstance(value, list):
        sentences = [purpose.reason_texts.get(str(v), str(v)) for v in value]
        return "\n".join(f"- {sentence}" for sentence in sentences)
    return str(value)
