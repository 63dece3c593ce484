"""The masker process: opens vault and keys, starts the detectors, serves its verbs.

`mask`, `restore` and `commitments` for the web and worker units, `health` also for
operators. The socket appears only once every detector is loaded and the log knows which
dictionary is: without a ledger the masker does not start.
"""

import logging
import signal
import threading
import time
from collections.abc import Mapping
from typing import Any

from appliance.errors import LedgerAwayError, LedgerError, MaskerError
from appliance.keys import read_key
from appliance.kinds import RecordKind
from appliance.masker.children import Children, ChildSetup
from appliance.masker.codec import (
    decode_order,
    encode_masked,
    encode_restoration,
    text_of,
)
from appliance.masker.reads import VaultReads
from appliance.masker.room import MaskerRoom
from appliance.masker.tables import open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import VaultKey
from appliance.settings import Settings
from appliance.wire.client import WireClient
from appliance.wire.peers import uids_of
from appliance.wire.server import Request, Verb, WireServer

log = logging.getLogger(__name__)

# The units start together; the ledger may need a moment to recover its tail.
LEDGER_WAIT_S = 30.0
_LEDGER_PAUSE_S = 0.2
SWEEP_EVERY_S = 3_600.0


def serve(settings: Settings) -> None:
    """Run the masker until SIGTERM.

    Raises:
        SettingsError: A key, the dictionary or the database cannot be used.
        DetectionError: A detector cannot be loaded; nothing is masked without it.
        LedgerError: The log does not take the record of the dictionary.
    """
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    vault = open_vault(settings)
    seal_key = read_key(settings.paths.keys / "seal" / "seal.key")
    ledger = WireClient(
        settings.paths.socket("ledger"),
        LedgerAwayError,
        settings.ledger.append_timeout_s,
    )
    children = open_children(settings)
    try:
        _record_dictionary(ledger, children.description, over)
        room = MaskerRoom(
            vault,
            children,
            VaultReads(ledger),
            seal_key=seal_key,
            seal_s=settings.masker.seal_s,
            now_s=_now_s,
        )
        server = WireServer(
            settings.paths.socket("masker"), verbs_of(room, children, settings)
        )
        accepting = threading.Thread(target=server.serve_forever, name="accept")
        accepting.start()
        log.info("the masker is ready")
        _sweep_until(over, vault)
        server.stop()
        accepting.join()
    finally:
        children.close()
        ledger.close()


def open_vault(settings: Settings) -> Vault:
    """Open the vault with its key.

    Raises:
        SettingsError: The key or the database cannot be used.
    """
    key = read_key(settings.paths.keys / "masker" / "vault.key")
    return Vault(
        open_database(settings.database.vault_url),
        VaultKey(key),
        keep_s=settings.masker.vault_s,
        now_s=_now_s,
    )


def open_children(settings: Settings) -> Children:
    """Start the detector children.

    Raises:
        DetectionError: One cannot load its detectors.
    """
    setup = ChildSetup(
        settings.paths.models, settings.site.countries, settings.masker.dictionary
    )
    return Children(
        setup,
        count=settings.masker.workers,
        deadline_s=settings.masker.deadline_s,
    )


def verbs_of(
    room: MaskerRoom, children: Children, settings: Settings
) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    users = settings.users
    callers = uids_of((users.web, users.worker))
    watchers = callers | uids_of(users.operators)

    def mask(request: Request) -> Mapping[str, Any]:
        return encode_masked(room.mask(decode_order(request.body)))

    def restore(request: Request) -> Mapping[str, Any]:
        body = request.body
        return encode_restoration(
            room.restore(
                text_of(body, "text"),
                exchange=text_of(body, "exchange"),
                case=text_of(body, "case"),
                reader=text_of(body, "reader"),
            )
        )

    def commitments(request: Request) -> Mapping[str, Any]:
        body = request.body
        found = room.commitments(text_of(body, "text"), text_of(body, "case"))
        return {"commitments": list(found)}

    def health(_: Request) -> Mapping[str, Any]:
        room.check()
        return {"ok": True, **children.description}

    return {
        "mask": Verb(mask, callers),
        "restore": Verb(restore, callers),
        "commitments": Verb(commitments, callers),
        "health": Verb(health, watchers),
    }


def _record_dictionary(
    ledger: WireClient, description: Mapping[str, Any], over: threading.Event
) -> None:
    """Leave `dictionary.loaded`: counts and a digest, no entry."""
    entry = {
        "kind": str(RecordKind.DICTIONARY_LOADED),
        "exchange": None,
        "case": None,
        "actor": None,
        "body": {
            "counts": description["dictionary_counts"],
            "digest": description["dictionary_digest"],
        },
        "durable": True,
    }
    give_up = time.monotonic() + LEDGER_WAIT_S
    while True:
        try:
            ledger.call("append", entry)
        except LedgerError:
            if time.monotonic() >= give_up or over.wait(_LEDGER_PAUSE_S):
                raise
        else:
            return


def _sweep_until(over: threading.Event, vault: Vault) -> None:
    """Erase expired cases each hour until the process shall end."""
    while True:
        try:
            erased = vault.erase_expired()
        except MaskerError as err:
            log.warning("expired cases are not erased yet: %s", err)
        else:
            log.info("%d expired cases erased", erased)
        if over.wait(SWEEP_EVERY_S):
            return


def _now_s() -> int:
    return int(time.time())
