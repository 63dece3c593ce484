"""What a program asks for: a chat completion, of which a text and a purpose are taken.

OpenAI's API reference, `POST /v1/chat/completions`. The purpose's own prompt is signed
and fixed, so a request has exactly one message, of the user, and that is the text; what
it goes on from is named by its exchange, so nobody writes an answer for the model. What
the interface knows and cannot be had here is refused and never passed over in silence,
unless it changes nothing.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.domain.text import first_unreadable
from appliance.domain.wishes import Wishes
from appliance.errors import MalformedCallError
from appliance.web.api.json_body import (
    check_known,
    read_object,
    typed,
    unsupported,
    unsupported_value,
)

MAX_CASE_CHARS = 120
MAX_METADATA = 50
VARIABLE = "variable."
_EXCHANGE = re.compile("[0-9a-f]{32}")
_ROLES = frozenset({"developer", "system", "user", "assistant", "tool", "function"})
# Taken where they have one of these values, which change nothing.
_NEUTRAL: dict[str, tuple[object, ...]] = {
    "n": (1,),
    "logprobs": (False,),
    "frequency_penalty": (0, 0.0),
    "presence_penalty": (0, 0.0),
    "logit_bias": ({},),
    "modalities": (["text"],),
    "parallel_tool_calls": (True, False),
    "tool_choice": ("none", "auto"),
    "store": (False,),
    "service_tier": ("auto", "default"),
    "stop": ([],),
    "tools": ([],),
    "functions": ([],),
}
# Names of whoever asks; not kept, since they may be names of people.
_DROPPED = ("user", "safety_identifier", "prompt_cache_key", "prompt_cache_retention")
_NEVER = (
    *("audio", "function_call", "moderation", "prediction", "prompt_cache_options"),
    *("reasoning_effort", "top_logprobs", "verbosity", "web_search_options"),
)
_OWN = (
    *("model", "messages", "stream", "stream_options", "metadata", "response_format"),
    *("temperature", "top_p", "seed", "max_tokens", "max_completion_tokens"),
)
_KNOWN = frozenset({*_OWN, *_NEUTRAL, *_DROPPED, *_NEVER})
_MESSAGE = frozenset(
    {
        *("role", "content", "name", "refusal", "audio", "function_call"),
        *("tool_calls", "tool_call_id", "annotations"),
    }
)
_FIXED = (
    "The instructions of a purpose are signed and fixed, and earlier turns are those "
    "that were answered here: send one message with the role 'user' that holds the "
    "text, and name what it goes on from in 'metadata.follows'."
)


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A chat completion as it is asked for; `repr` shows no text.

    Args:
        model: Name of the purpose.
        text: The text to work on.
        follows: The exchange that it goes on from, "" for none.
        case: What the program calls the case; "" for a case of its own.
        language: Language of the text, or "" for the purpose's first.
        values: What is given for variables of the purpose, by name.
        wishes: What is asked of the sampler.
        top_p: What is asked for, or None; only the purpose's own is to be had.
        form: "", "text", "json_object" or "json_schema".
        schema: The schema that an answer must fit, or None.
        streams: Whether it is read as it is written.
        include_usage: Whether a stream ends with what it took.
    """

    model: str
    text: str = field(repr=False)
    case: str = field(default="", repr=False)
    language: str = ""
    follows: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    wishes: Wishes = field(default_factory=Wishes)
    top_p: float | None = None
    form: str = ""
    schema: Mapping[str, Any] | None = None
    streams: bool = False
    include_usage: bool = False


def parse_chat(raw: bytes) -> ChatRequest:
    """Read a request.

    Raises:
        MalformedCallError: It is none, or asks for what is not to be had; says what.
    """
    body = read_object(raw)
    check_known(body, _KNOWN, "")
    _check_neutral(body)
    model = typed(body, "model", str)
    if not model:
        raise MalformedCallError(
            "missing_required_parameter",
            "Missing required parameter: 'model'.",
            "model",
        )
    streams = bool(typed(body, "stream", bool))
    form, schema = _form(body)
    about = _metadata(body)
    return ChatRequest(
        model=model,
        text=_text(body.get("messages")),
        case=about.get("case", ""),
        language=about.get("language", ""),
        follows=_followed(about.get("follows", "")),
        values={
            name.removeprefix(VARIABLE): value
            for name, value in about.items()
            if name.startswith(VARIABLE)
        },
        wishes=_wishes(body),
        top_p=_number(body, "top_p", 1),
        form=form,
        schema=schema,
        streams=streams,
        include_usage=_include_usage(body, streams=streams),
    )


def _check_neutral(body: Mapping[str, Any]) -> None:
    for name in _NEVER:
        if body.get(name) is not None:
            raise unsupported(name)
    for name in _DROPPED:
        typed(body, name, str)
    for name, values in _NEUTRAL.items():
        value = body.get(name)
        same = [one for one in values if type(one) is type(value) and one == value]
        if value is not None and not same:
            raise unsupported(name)


def _text(messages: object) -> str:
    if messages is None:
        raise MalformedCallError(
            "missing_required_parameter",
            "Missing required parameter: 'messages'.",
            "messages",
        )
    if not isinstance(messages, list) or not messages:
        raise MalformedCallError(
            "invalid_type",
            "Invalid 'messages': expected an array with one message.",
            "messages",
        )
    for at, message in enumerate(messages):
        where = f"messages[{at}]"
        if not isinstance(message, dict):
            raise MalformedCallError(
                "invalid_type", f"Invalid '{where}': expected an object.", where
            )
        check_known(message, _MESSAGE, f"{where}.")
        role = message.get("role")
        if not isinstance(role, str) or role not in _ROLES:
            raise MalformedCallError(
                "invalid_value", f"Invalid '{where}.role'.", f"{where}.role"
            )
        if role != "user":
            raise unsupported_value(f"{where}.role", _FIXED)
    if len(messages) > 1:
        raise unsupported_value("messages", _FIXED)
    return _content(messages[0].get("content"), "messages[0].content")


def _content(content: object, where: str) -> str:
    """Read a message's text: a string, or parts of type text, one below the other."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        raise MalformedCallError(
            "invalid_type",
            f"Invalid '{where}': expected a string or an array of text parts.",
            where,
        )
    texts = []
    for at, part in enumerate(content):
        here = f"{where}[{at}]"
        if not isinstance(part, dict) or part.get("type") != "text":
            raise unsupported_value(here, "Only parts of the type 'text' are taken.")
        check_known(part, {"type", "text"}, f"{here}.")
        if not isinstance(part.get("text"), str):
            raise MalformedCallError(
                "invalid_type", f"Invalid '{here}.text': expected a string.", here
            )
        texts.append(part["text"])
    return "\n".join(texts)


def _metadata(body: Mapping[str, Any]) -> dict[str, str]:
    """Read what a purpose needs besides the text; each name is one that is known."""
    given = typed(body, "metadata", dict) or {}
    if len(given) > MAX_METADATA:
        raise unsupported_value("metadata", f"It has at most {MAX_METADATA} names.")
    for name, value in given.items():
        if name not in {"case", "follows", "language"} and not name.startswith(
            VARIABLE
        ):
            raise MalformedCallError(
                "unknown_parameter",
                "Unknown name in 'metadata': it takes 'case', 'follows', 'language' "
                f"and '{VARIABLE}<name>'.",
                "metadata",
            )
        if not isinstance(value, str):
            raise MalformedCallError(
                "invalid_type", "Each value of 'metadata' is a string.", "metadata"
            )
        if first_unreadable(value) is not None:
            raise unsupported_value("metadata", "It holds what cannot be read.")
    if len(given.get("case", "")) > MAX_CASE_CHARS:
        raise unsupported_value(
            "metadata.case", f"A case's name has at most {MAX_CASE_CHARS} characters."
        )
    return given


def _followed(number: str) -> str:
    """Read the number of an exchange, as a completion or an exchange tells it."""
    exchange = number.removeprefix("chatcmpl-")
    if number and _EXCHANGE.fullmatch(exchange) is None:
        raise unsupported_value("metadata.follows", "It is the id of a completion.")
    return exchange


def _wishes(body: Mapping[str, Any]) -> Wishes:
    most = typed(body, "max_completion_tokens", int)
    older = typed(body, "max_tokens", int)
    most = older if most is None else most
    if most is not None and most < 1:
        raise unsupported_value("max_completion_tokens", "It is 1 or more.")
    seed = typed(body, "seed", int)
    if seed is not None and not 0 <= seed < 2**63:
        raise unsupported_value("seed", "It is a whole number from 0 to 2**63 - 1.")
    temperature = _number(body, "temperature", 2)
    return Wishes(max_output_tokens=most, temperature=temperature, seed=seed)


def _number(body: Mapping[str, Any], name: str, most: float) -> float | None:
    value = body.get(name)
    if value is None:
        return None
    if type(value) not in {int, float}:
        raise MalformedCallError(
            "invalid_type", f"Invalid type for '{name}': expected a number.", name
        )
    if not 0 <= value <= most or not math.isfinite(value):
        raise unsupported_value(name, f"It is a number from 0 to {most}.")
    return float(value)


def _form(body: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    given = typed(body, "response_format", dict)
    if given is None:
        return "", None
    form, where = given.get("type"), "response_format"
    if form in {"text", "json_object"}:
        check_known(given, {"type"}, f"{where}.")
        return form, None
    if form != "json_schema":
        raise unsupported_value(
            f"{where}.type", "It is 'text', 'json_object' or 'json_schema'."
        )
    check_known(given, {"type", "json_schema"}, f"{where}.")
    asked = typed(given, "json_schema", dict, f"{where}.") or {}
    inside = f"{where}.json_schema."
    check_known(asked, {"name", "description", "schema", "strict"}, inside)
    typed(asked, "name", str, inside)
    typed(asked, "strict", bool, inside)
    return form, typed(asked, "schema", dict, inside) or {}


def _include_usage(body: Mapping[str, Any], *, streams: bool) -> bool:
    options = typed(body, "stream_options", dict)
    if options is None:
        return False
    if not streams:
        raise MalformedCallError(
            "invalid_value",
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
        )
    known = {"include_usage", "include_obfuscation"}
    check_known(options, known, "stream_options.")
    # Pieces are whole windows of several words, so there is nothing to obfuscate.
    typed(options, "include_obfuscation", bool, "stream_options.")
    return bool(typed(options, "include_usage", bool, "stream_options."))
