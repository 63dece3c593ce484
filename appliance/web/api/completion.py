"""Answers as chat completions: whole, in pieces, and with what they took.

OpenAI's API reference: the chat completion object and the chat completion chunk object.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from appliance.kinds import RecordKind

DONE = "data: [DONE]\n\n"
_FINISHES = {"stop": "stop", "length": "length", "deadline": "length"}


@dataclass(frozen=True, slots=True)
class Completion:
    """What every part of an answer says of itself.

    Args:
        exchange: Its exchange.
        model: Name of the purpose.
        release: Digest of the release that answered.
        received_at: When it was asked for, aware UTC.
    """

    exchange: str
    model: str
    release: str
    received_at: datetime

    def whole(self, content: str, took: "Took") -> dict[str, Any]:
        """Make the completion."""
        message = {"role": "assistant", "content": content, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None}
        return {
            **self._head("chat.completion"),
            "choices": [{**choice, "finish_reason": took.finish}],
            "usage": took.usage(),
        }

    def piece(self, content: str, *, first: bool, usage: bool) -> str:
        """Make a chunk with more of the text, as an event.

        Args:
            usage: Whether the last chunk will hold what it took.
        """
        delta = {"role": "assistant"} if first else {}
        return self._chunk({**delta, "content": content}, None, usage=usage)

    def end(self, took: "Took", *, usage: bool) -> str:
        """Make the events that end a stream."""
        told = self._chunk({}, took.finish, usage=usage)
        if usage:
            head = self._head("chat.completion.chunk")
            told += _event({**head, "choices": [], "usage": took.usage()})
        return told + DONE

    def _chunk(
        self, delta: Mapping[str, str], finish: str | None, *, usage: bool
    ) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**self._head("chat.completion.chunk"), "choices": [choice]}
        return _event({**chunk, "usage": None} if usage else chunk)

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": f"chatcmpl-{self.exchange}",
            "object": kind,
            "created": int(self.received_at.timestamp()),
            "model": self.model,
            "system_fingerprint": f"fp_{self.release[:16]}",
        }


@dataclass(frozen=True, slots=True)
class Took:
    """What an answer took, as the log has it.

    Args:
        finish: "stop" or "length".
        prompt_tokens: Tokens read, of all tries.
        output_tokens: Tokens written, of all tries.
        release: Digest of the release that answered.
        written_at: When it was written, if it was not for this exchange.
    """

    finish: str = "stop"
    prompt_tokens: int = 0
    output_tokens: int = 0
    release: str = ""
    written_at: datetime | None = None

    def usage(self) -> dict[str, int]:
        """Put it into the interface's words."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.output_tokens,
            "total_tokens": self.prompt_tokens + self.output_tokens,
        }


def took(records: Iterable[Mapping[str, Any]]) -> Took:
    """Read what an answer took in the records of its exchange."""
    found = Took()
    for record in records:
        body = record["body"]
        if record["kind"] == RecordKind.EXCHANGE_INTENDED:
            found = replace(found, release=body["release"])
        elif record["kind"] == RecordKind.DRAFT_RECALLED:
            # Nothing was read or written for it.
            written_at = datetime.fromisoformat(body["written_at"])
            found = Took(release=body["release"], written_at=written_at)
        elif record["kind"] == RecordKind.DRAFT_GENERATED:
            finish = _FINISHES.get(body["finish"], "length")
            found = replace(
                found,
                finish=finish,
                prompt_tokens=found.prompt_tokens + body["prompt_tokens"],
                output_tokens=found.output_tokens + body["output_tokens"],
            )
        elif record["kind"] == RecordKind.REVIEW_EDITED:
            # A person wrote the rest of it.
            found = replace(found, finish="stop")
    return found


def fault_event(body: Mapping[str, object]) -> str:
    """Say in a stream that it breaks off; the official clients raise it."""
    return _event(body)


def _event(body: Mapping[str, object]) -> str:
    text = json.dumps(body, ensure_ascii=True, separators=(",", ":"))
    return f"data: {text}\n\n"
