"""The engine process: loads or reaches one model, then serves verbs on its socket.

`generate`, `score`, `fits` and `cancel` for the web and worker units; `health`,
`describe` and `figures` also for operators. The socket appears only once the model is
warm and its start is in the log: without a ledger the engine does not start. One model
per process.
"""

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from appliance.domain.answer import Finished, Token, Waiting, Weights
from appliance.domain.scoring import Scored, ScoreEnded
from appliance.engine.codec import decode_request, encode_finished, encode_token
from appliance.engine.job import Priority
from appliance.engine.records import append_durably
from appliance.engine.room import EngineRoom
from appliance.engine.score_codec import (
    decode_score_request,
    encode_score_ended,
    encode_scored,
)
from appliance.engine.writer import Writer
from appliance.keys import read_key
from appliance.kinds import RecordKind
from appliance.release import ReleaseShelf, shelf_of
from appliance.settings import Settings
from appliance.wire.peers import uids_of
from appliance.wire.server import Body, Request, Verb, WireServer

log = logging.getLogger(__name__)
T = TypeVar("T")


def serve(settings: Settings) -> None:
    """Run the engine of one tier until SIGTERM.

    Args:
        settings: As this tier's engine reads them (`Settings.for_tier`).

    Raises:
        SettingsError: The model, the release or a key cannot be used.
        LedgerError: The log does not take the record of the start.
    """
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    room = apart(partial(_open_room, settings))
    died = threading.Event()

    def end() -> None:
        died.set()
        over.set()

    room.line.on_death = end
    socket = settings.paths.socket(settings.engine.unit)
    server = WireServer(socket, verbs_of(room, settings))
    # After all that may fail: its thread would keep a process alive that does nothing.
    room.line.start()
    accepting = threading.Thread(target=server.serve_forever, name="accept")
    accepting.start()
    log.info("the engine is ready")
    over.wait()
    room.line.stop()
    server.stop()
    accepting.join()
    if died.is_set():
        # Without its model's thread the process is of no use; the supervisor or
        # systemd starts another.
        sys.exit(1)


def apart(work: Callable[[], T]) -> T:
    """Do some work on a thread that ends with it.

    Each thread that computes with torch keeps a team of OpenMP's for itself. With one
    team beside the model's, libgomp counts more threads than processors; the model's
    then sleep at every wait instead of spinning for a moment (`gomp_managed_threads`),
    and the kernel wakes them on one processor, the other idle.

    Raises:
        Exception: Whatever the work raises.
    """
    with ThreadPoolExecutor(1, "opening") as opening:
        return opening.submit(work).result()


def verbs_of(room: EngineRoom[Any], settings: Settings) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    users = settings.users
    callers = uids_of((users.web, users.worker))
    watchers = callers | uids_of(users.operators)

    staff = uids_of((users.web,))

    def generate(request: Request) -> Iterator[Mapping[str, Any]]:
        # In a demo one user runs every unit; all its work is staff's then.
        priority = Priority.STAFF if request.peer.uid in staff else Priority.JOB
        return _generate(room, request.body, priority)

    def score(request: Request) -> Iterator[Mapping[str, Any]]:
        return _score(room, request.body)

    def cancel(request: Request) -> Body:
        return {"stopped": room.line.cancel(str(request.body["exchange"]))}

    def fits(request: Request) -> Body:
        return {"fits": room.fits(decode_request(request.body))}

    tier = {"tier": settings.engine.tier}

    def health(_: Request) -> Body:
        return {**room.health(), **tier}

    def describe(_: Request) -> Body:
        return {**room.describe(), **tier}

    def figures(_: Request) -> Body:
        return {**room.figures(), **tier}

    return {
        "generate": Verb(generate, callers, streams=True),
        "score": Verb(score, callers, streams=True),
        "fits": Verb(fits, callers),
        "cancel": Verb(cancel, callers),
        "health": Verb(health, watchers),
        "describe": Verb(describe, watchers),
        "figures": Verb(figures, watchers),
    }


def _generate(
    room: EngineRoom[Any], body: Body, priority: Priority
) -> Iterator[Mapping[str, Any]]:
    request = decode_request(body)
    if request.gives_way:
        # Anybody may ask to come later, nobody to come sooner.
        priority = Priority.SHADOW
    for item in room.generate(request, priority):
        match item:
            case Token():
                yield encode_token(item)
            case Finished():
                yield encode_finished(item)
            case Waiting():
                yield {"waiting": item.before}
            case None:
                yield {"reading": True}


def _score(room: EngineRoom[Any], body: Body) -> Iterator[Mapping[str, Any]]:
    request = decode_score_request(body)
    for item in room.score(request):
        match item:
            case Scored():
                yield encode_scored(item)
            case ScoreEnded():
                yield encode_score_ended(item)
            case Waiting():
                yield {"waiting": item.before}
            case None:
                yield {"reading": True}


def _open_room(settings: Settings) -> EngineRoom[Any]:
    key = read_key(settings.paths.keys / "seal" / "seal.key")
    shelf = shelf_of(settings)
    writer, draft = _open_writer(settings, shelf)
    room = EngineRoom(
        writer,
        shelf.get,
        tier=settings.engine.tier,
        seal_key=key,
        limits=settings.engine,
        now_s=lambda: int(time.time()),
    )
    record_start(settings, writer.weights, draft)
    return room


def _open_writer(settings: Settings, shelf: ReleaseShelf) -> tuple[Writer[Any], str]:
    """Load the model of this host, or name that of another.

    Either is imported only where it answers: a remote model needs no torch.

    Returns:
        What writes, and the digest of the model that guesses tokens, "" for none.
    """
    if settings.engine.remote is not None:
        from appliance.engine.remote.writer import open_remote  # noqa: PLC0415

        return open_remote(settings, settings.engine.remote, shelf), ""
    from appliance.engine.load import load_model  # noqa: PLC0415
    from appliance.engine.load_draft import load_draft  # noqa: PLC0415
    from appliance.engine.local import LocalWriter  # noqa: PLC0415

    loaded = load_model(settings)
    draft = load_draft(settings, loaded)
    writer = LocalWriter(loaded, settings.engine, draft)
    return writer, draft.weights.digest if draft else ""


def record_start(settings: Settings, weights: Weights, draft: str = "") -> None:
    """Record durably which weights answer from now on, as `engine.started`.

    Args:
        draft: Digest of the model that guesses tokens, if there is one.

    Raises:
        LedgerError: The log does not take it; the engine must not start.
    """
    drafting = {"draft_digest": draft} if draft else {}
    append_durably(
        settings,
        RecordKind.ENGINE_STARTED,
        {
            "tier": settings.engine.tier,
            "model": weights.name,
            "model_digest": weights.digest,
            "quantisation": weights.quantisation,
            "device": weights.device,
            "runtime": weights.runtime,
            **drafting,
        },
        # The units start together; the ledger may need a moment.
        wait_s=settings.ledger.append_timeout_s,
    )
