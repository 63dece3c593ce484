"""An engine process that writes one text at a steady pace, and notes how long it took.

    python -m tests.bench.scripted_engine SETTINGS NOTES

It speaks the engine's protocol on its socket and checks every seal with the site's key;
no model is behind it. NOTES gets a line for each answer: exchange, milliseconds.
"""

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from appliance.domain.answer import Finished, Token
from appliance.engine.codec import decode_request, encode_finished, encode_token
from appliance.keys import read_key
from appliance.settings import load_settings
from appliance.wire.peers import uids_of
from appliance.wire.server import Body, Request, Verb, WireServer
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.planted.engine import Now

TEXT = (
    "Thank you for your letter. We are sorry that you had to write to us. We are "
    "looking into what you describe and will write to you as soon as we know more."
)
PACE_S = 0.005


class Steady:
    """What stands in the engine's place."""

    def __init__(self, key: bytes, notes: Path) -> None:
        self._key = key
        self._notes = notes.open("a", encoding="ascii")
        self._turn = threading.Lock()

    def answer(self, request: Request) -> Iterator[Mapping[str, Any]]:
        """Check the parts, then write."""
        began = time.perf_counter()
        asked = decode_request(request.body)
        # One of its own for each, so that nothing is kept of those before.
        engine = ScriptedEngine(TEXT, clock=Now(), key=self._key)
        for item in engine.generate(asked):
            if isinstance(item, Token):
                time.sleep(PACE_S)
                yield encode_token(item)
            elif isinstance(item, Finished):
                took_ms = 1000 * (time.perf_counter() - began)
                with self._turn:
                    print(
                        asked.exchange, f"{took_ms:.1f}", file=self._notes, flush=True
                    )
                yield encode_finished(item)


def main(config: str, notes: str) -> None:
    """Serve until standard input ends."""
    settings = load_settings(Path(config))
    engine = Steady(read_key(settings.paths.keys / "seal" / "seal.key"), Path(notes))

    def health(_: Request) -> Body:
        return {"ok": True, "model": WEIGHTS.name, "waiting": 0}

    def cancel(_: Request) -> Body:
        return {"stopped": False}

    callers = uids_of((settings.users.web, settings.users.worker))
    verbs = {
        "generate": Verb(engine.answer, callers, streams=True),
        "cancel": Verb(cancel, callers),
        "health": Verb(health, callers),
        "describe": Verb(health, callers),
    }
    server = WireServer(settings.paths.socket("engine"), verbs)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    print("ready", flush=True)
    sys.stdin.read()
    server.stop()
    serving.join(10)


if __name__ == "__main__":
    main(*sys.argv[1:3])
