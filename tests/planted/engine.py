"""An engine that writes what it is told, in the place of a stack's own.

It speaks the engine's protocol on its socket and checks seals with the stack's key; in
the place of a model stands a function. What it writes obeys no grammar: such are the
answers of a model that has gone bad.
"""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from appliance.domain.answer import Finished, Token
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import MaskedPart
from appliance.engine.codec import decode_request, encode_finished, encode_token
from appliance.keys import read_key
from appliance.wire.peers import uids_of
from appliance.wire.server import Body, Request, Verb, WireServer
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.stack import Stack

_MAX_PIECES = 100


class Now:
    """The time it is: the seals are real."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ToldEngine:
    """What stands in the engine's place.

    Args:
        script: Gives the whole answer to a request.
    """

    def __init__(self, stack: Stack) -> None:
        self.script: Callable[[GenerateRequest], str] = masked_in
        key = read_key(stack.settings.paths.keys / "seal" / "seal.key")
        self._engine = ScriptedEngine("", clock=Now(), key=key)

    def repeat(self) -> None:
        """Answer with the very text that was asked about."""
        self.script = masked_in

    def answer(self, request: Request) -> Iterator[Mapping[str, Any]]:
        asked = decode_request(request.body)
        whole = self.script(asked)
        engine = self._engine
        engine.script = whole
        # Small pieces, so that what is hostile is cut in the middle.
        engine.piece_chars = max(3, len(whole) // _MAX_PIECES + 1)
        for item in engine.generate(asked):
            match item:
                case Token():
                    yield encode_token(item)
                case Finished():
                    yield encode_finished(item)

    def cancel(self, request: Request) -> Body:
        self._engine.cancel(str(request.body["exchange"]))
        return {"stopped": True}

    def health(self, _: Request) -> Body:
        return {"ok": True, "model": WEIGHTS.name, "waiting": 0}


@contextlib.contextmanager
def told_engine(stack: Stack) -> Iterator[ToldEngine]:
    """Put it in the place of a stack's engine, and leave the stack without one."""
    users = stack.settings.users
    callers = uids_of((users.web, users.worker)) | {os.geteuid()}
    stack.stop("engine")
    engine = ToldEngine(stack)
    server = WireServer(
        stack.settings.paths.socket("engine"),
        {
            "generate": Verb(engine.answer, callers, streams=True),
            "cancel": Verb(engine.cancel, callers),
            "health": Verb(engine.health, callers),
            "describe": Verb(engine.health, callers),
        },
    )
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield engine
    finally:
        server.stop()
        serving.join(10)


def masked_in(request: GenerateRequest) -> str:
    """Read the person's masked text out of a request."""
    (text,) = {
        part.masked.text
        for message in request.messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    }
    return text
