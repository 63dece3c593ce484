"""Lays a checked request out as an OpenAI chat completion, in the words of a server.

Every number that a server would otherwise take from its own defaults is told. How a
grammar is told differs: vLLM takes a regular expression, llama.cpp its own notation
(GBNF); a JSON schema both take as OpenAI does. None of it is relied on: the answer is
held to its rule here (rule.py).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import SECTION_BREAK, Message, TemplatePart
from appliance.domain.scoring import sealed_texts
from appliance.engine.check import text_of
from appliance.engine.grammar import HIDDEN, filled_in, issued_in, plain
from appliance.engine_settings import RemoteSettings

# Names of control tokens are written in these brackets. A server reads them in what a
# person typed too, so they are cut there behind their first character.
_CONTROL = re.compile(r"<(?=[^\s<>][^<>\n]{0,60}>)|\[(?=/?[A-Za-z]+(?:_[A-Z]+)*\])")
# vLLM and OpenAI give no more alternatives than this; llama.cpp tells no
# log-probability at all where none is asked for.
_MAX_ALTERNATIVES = 20
# llama.cpp takes 32 bits; a seed of more gives the same draws as its rest.
_SEEDS = 1 << 31


def chat_body(
    request: GenerateRequest, remote: RemoteSettings, templates: Mapping[str, str]
) -> dict[str, Any]:
    """Lay a checked request out.

    Raises:
        SealError: A template slice is not the release's.
    """
    turns = [
        {"role": message.role, "content": _content(message, templates)}
        for message in request.messages
    ]
    body = _asking(remote, turns, request.max_output_tokens)
    body |= {
        "temperature": request.temperature,
        "top_p": request.top_p,
        "top_k": request.top_k,
        "seed": request.seed % _SEEDS,
        "top_logprobs": min(max(request.top_logprobs, 1), _MAX_ALTERNATIVES),
        _penalty(remote): request.repetition_penalty,
    }
    if request.stop:
        body["stop"] = list(request.stop)
    texts = [masked.text for masked in sealed_texts(request.messages)]
    if request.pattern_template:
        # Only vLLM takes one; its answer and any other's is held to it here.
        pattern = templates[request.pattern_template]
        told = {"structured_outputs": {"regex": pattern}}
        return body | told if remote.server == "vllm" else body
    if not request.schema_template:
        return body | _free_text(remote, texts)
    schema = filled_in(templates[request.schema_template], texts)
    named = {"name": "answer", "strict": True, "schema": _portable(schema)}
    return body | {"response_format": {"type": "json_schema", "json_schema": named}}


def probe_body(remote: RemoteSettings, tokens: int) -> dict[str, Any]:
    """Ask for some tokens about nobody."""
    turns = [
        {"role": "system", "content": "Answer in one word."},
        {"role": "user", "content": "Say yes."},
    ]
    return _asking(remote, turns, tokens) | {"temperature": 0.0, "top_logprobs": 1}


def plain_text(text: str) -> str:
    """Cut what could be the name of a control token, so that it is none."""
    return _CONTROL.sub(lambda found: f"{found[0]} ", text)


def _asking(
    remote: RemoteSettings, turns: list[dict[str, str]], tokens: int
) -> dict[str, Any]:
    if not remote.system_message and turns[0]["role"] == "system":
        system, user, *rest = turns
        joined = system["content"] + SECTION_BREAK + user["content"]
        turns = [{**user, "content": joined}, *rest]
    return {
        "model": remote.model,
        "messages": turns,
        "max_tokens": tokens,
        "n": 1,
        "min_p": 0.0,
        "logprobs": True,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def _content(message: Message, templates: Mapping[str, str]) -> str:
    return "".join(
        text_of(part, templates)
        if isinstance(part, TemplatePart)
        else plain_text(part.masked.text)
        for part in message.parts
    )


def _penalty(remote: RemoteSettings) -> str:
    return "repetition_penalty" if remote.server == "vllm" else "repeat_penalty"


def _free_text(remote: RemoteSettings, texts: Sequence[str]) -> dict[str, Any]:
    if remote.server == "vllm":
        return {"structured_outputs": {"regex": plain(texts)}}
    # A surrogate holds no quote and no backslash.
    ways = (rf"[^\[{HIDDEN}]", *(f'"{surrogate}"' for surrogate in issued_in(texts)))
    return {"grammar": f"root ::= ({' | '.join(ways)})*"}


def _portable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what servers read differently; strings keep type and length."""
    if "allOf" in schema:
        return dict(schema["allOf"][0])
    changed = dict(schema)
    if "properties" in schema:
        properties = schema["properties"].items()
        changed["properties"] = {name: _portable(value) for name, value in properties}
    if "items" in schema:
        changed["items"] = _portable(schema["items"])
    return changed
