"""What comes with the text of a golden case: values of variables, and who asks.

Both are checked against what the purpose declares. What is wrong is named by the
variable; of a value only its size is told.
"""

from collections.abc import Mapping, Sequence

from appliance.domain.purpose import Purpose
from appliance.domain.variable import (
    MAX_INTEGER,
    MAX_TEXT_CHARS,
    Variable,
    VariableType,
)
from appliance.errors import VariableError
from appliance.release.golden_line import LineError, check_keys, read_text


def read_variables(raw: object, declared: Sequence[Variable]) -> dict[str, str]:
    """Read a value for each variable, in the one spelling that a prompt gets.

    Raises:
        LineError: One is missing, of another type, or not declared.
    """
    if not isinstance(raw, dict):
        raise LineError("variables: expected an object")
    check_keys(raw, [variable.name for variable in declared], "variables.")
    return {variable.name: _value(variable, raw) for variable in declared}


def _value(variable: Variable, raw: Mapping[str, object]) -> str:
    name = f"variables.{variable.name}"
    if variable.name not in raw:
        raise LineError(f"{name}: missing")
    value = raw[variable.name]
    if variable.type is VariableType.INTEGER and type(value) is int:
        # Longer ones cannot be written out, and no variable takes them.
        value = str(value) if abs(value) <= MAX_INTEGER else ""
    text = read_text(name, value, MAX_TEXT_CHARS)
    try:
        return variable.read(text)
    except VariableError as err:
        raise LineError(f"variables.{err}") from err


def read_audience(raw: object, purpose: Purpose) -> str:
    """Read who asks, by the name of an audience; "" is everybody else.

    Raises:
        LineError: There is no such audience, or nobody is in it.
    """
    audiences = purpose.audiences
    audience = raw if isinstance(raw, str) else None
    if audience is None or (audience and audience not in audiences.people):
        raise LineError("audience: not one of the purpose's")
    if not audiences.members(audience, purpose.roles):
        told = (
            "each of its roles belongs to an audience before it"
            if audience
            else "missing, and each role of the purpose belongs to an audience"
        )
        raise LineError(f"audience: {told}")
    return audience


def masked_texts(
    case_input: str, variables: Mapping[str, str], declared: Sequence[Variable]
) -> tuple[str, ...]:
    """List what goes through the masker: the text, and whatever a person types."""
    typed = (v.name for v in declared if v.type is not VariableType.CHOICE)
    return (case_input, *(variables[name] for name in typed))
