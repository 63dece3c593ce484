"""Turns a checked request into the token ids the model reads.

The tokenizer's chat template lays the messages out. What a person typed must never
become a control token: if encoding the whole gives other control tokens than the same
template around harmless words, the contents are encoded piece by piece as plain text.
Nothing is cut off to make a prompt fit.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import SECTION_BREAK, Message, TemplatePart
from appliance.engine.chat_template import lay_out
from appliance.engine.check import text_of
from appliance.engine.load import LoadedModel
from appliance.errors import TextTooLongError


def render(
    request: GenerateRequest, loaded: LoadedModel, templates: Mapping[str, str]
) -> list[int]:
    """Encode a request's messages.

    Raises:
        TextTooLongError: Prompt and answer together exceed the model's context.
        SealError: A template slice is not the release's.
    """
    ids = encode_messages(request.messages, loaded, templates)
    room = loaded.context_tokens - request.max_output_tokens
    if len(ids) > room:
        raise TextTooLongError(
            f"prompt of {len(ids)} tokens, at most {room} beside an answer of "
            f"{request.max_output_tokens}"
        )
    return ids


def encode_messages(
    messages: Sequence[Message], loaded: LoadedModel, templates: Mapping[str, str]
) -> list[int]:
    """Encode messages as the model reads them before it answers.

    Raises:
        SealError: A template slice is not the release's.
    """
    return encode_chat(_texts_of(messages, templates), loaded)


def encode_answer(
    messages: Sequence[Message],
    answer: str,
    loaded: LoadedModel,
    templates: Mapping[str, str],
) -> list[int]:
    """Encode an answer to messages; no part of it becomes a control token."""
    chat = _texts_of(messages, templates)
    prompt = encode_chat(chat, loaded)
    whole = encode_chat(chat, loaded, answer)
    if whole[: len(prompt)] == prompt:
        return whole[len(prompt) :]
    # A token would span the seam.
    seam = _seam(loaded.tokenizer)
    pieces = seam.split(answer)
    return [i for piece in pieces for i in _encode(loaded.tokenizer, piece)]


def _texts_of(
    messages: Sequence[Message], templates: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {
            "role": message.role,
            "content": "".join(
                text_of(part, templates)
                if isinstance(part, TemplatePart)
                else part.masked.text
                for part in message.parts
            ),
        }
        for message in messages
    ]


def encode_chat(
    messages: Sequence[dict[str, str]], loaded: LoadedModel, answer: str = ""
) -> list[int]:
    """Encode chat messages so that no content becomes a control token.

    Args:
        answer: How an answer to them begins.
    """
    messages = _without_system(messages, loaded)
    contents = [message["content"] for message in messages]
    tokenizer = loaded.tokenizer
    # Nobody can write a text that holds this mark, for it is drawn now.
    mark = f"x{secrets.token_hex(16)}x"
    marked = lay_out(
        tokenizer,
        [
            {**message, "content": f"{mark}{i}{mark}"}
            for i, message in enumerate(messages)
        ],
    )
    if answer:
        marked += f"{mark}{len(contents)}{mark}"
        contents.append(answer)
    laid_out = lay_out(tokenizer, messages) + answer
    whole: list[int] = _encode(tokenizer, laid_out)
    controls = _controls(tokenizer)
    if _only(whole, controls) == _only(_encode(tokenizer, marked), controls):
        return whole
    return _encode_apart(
        tokenizer, marked, re.compile(f"{mark}([0-9]+){mark}"), contents
    )


def _without_system(
    messages: Sequence[dict[str, str]], loaded: LoadedModel
) -> list[dict[str, str]]:
    """Put the instructions into the user's turn where a template knows no other."""
    if loaded.takes_system or messages[0]["role"] != "system":
        return list(messages)
    system, user, *rest = messages
    joined = system["content"] + SECTION_BREAK + user["content"]
    return [{**user, "content": joined}, *rest]


def _encode(tokenizer: Any, text: str) -> list[int]:
    encoded = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False)
    return list(encoded.ids)


def _controls(tokenizer: Any) -> frozenset[int]:
    """List the tokens that steer: special ones, and added ones in angle brackets."""
    added = tokenizer.added_tokens_decoder
    return frozenset(
        token_id
        for token_id, token in added.items()
        if token.special or token.content.startswith(("<", "[INST", "[/INST"))
    )


def _only(ids: Sequence[int], wanted: frozenset[int]) -> list[int]:
    return [token_id for token_id in ids if token_id in wanted]


def _encode_apart(
    tokenizer: Any, marked: str, place: re.Pattern[str], contents: Sequence[str]
) -> list[int]:
    """Encode the template's own text with control tokens, the contents without."""
    seam = _seam(tokenizer)
    ids: list[int] = []
    at = 0
    for match in place.finditer(marked):
        ids += _encode(tokenizer, marked[at : match.start()])
        for piece in seam.split(contents[int(match.group(1))]):
            ids += _encode(tokenizer, piece)
        at = match.end()
    return ids + _encode(tokenizer, marked[at:])


def _seam(tokenizer: Any) -> re.Pattern[str]:
    """Match where the name of a control token is cut so that it is none."""
    controls = _controls(tokenizer)
    names = sorted(
        (
            token.content
            for token_id, token in tokenizer.added_tokens_decoder.items()
            if token_id in controls
        ),
        key=len,
        reverse=True,
    )
    # A name cut behind its first character is no name any more.
    return re.compile(
        "|".join(f"(?<={re.escape(n[0])})(?={re.escape(n[1:])})" for n in names)
        or r"(?!)"
    )
