"""The masker process: opens vault and keys, starts the detectors, serves its verbs.

`mask`, `inspect`, `restore`, `commitments`, `bind`, `check_outgoing` and `find_names`
for the web and worker units, `mark` and the dictionary's (dictionary_verbs.py) for the
web unit alone, whose people decide; `measured` for the worker, `erase` for operators,
and for the worker's probes and evaluations; `health` and `standing` for all of them.
The socket appears only once every detector is loaded and the log knows which dictionary
is: without a ledger the masker does not start.
"""

import logging
import signal
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from appliance.domain.evaluation import EVALUATION_CASE
from appliance.domain.measurement import PROBE_CASE, from_body
from appliance.errors import (
    LedgerAwayError,
    LedgerError,
    MaskerError,
    PeerError,
    SettingsError,
)
from appliance.keys import read_key
from appliance.kinds import RecordKind
from appliance.masker.children import Children
from appliance.masker.codec import (
    decode_erasure,
    decode_inspected,
    decode_order,
    decode_outgoing,
    encode_binding,
    encode_masked,
    encode_restoration,
    encode_seen,
    encode_spans,
    encode_standing,
    text_of,
)
from appliance.masker.dictionary import SiteDictionary
from appliance.masker.dictionary_verbs import dictionary_verbs_of
from appliance.masker.entries import ApprovedEntries, Entry
from appliance.masker.erasures import Erasures
from appliance.masker.lanes import ChildSetup
from appliance.masker.measured import PERIODS_FRESH, Measured
from appliance.masker.reads import VaultReads
from appliance.masker.room import MaskerRoom
from appliance.masker.tables import open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import VaultKey
from appliance.settings import Settings
from appliance.wire.client import WireClient
from appliance.wire.peers import account_of, uids_of
from appliance.wire.server import Request, Verb, WireServer

log = logging.getLogger(__name__)

# The units start together; the ledger may need a moment to recover its tail.
LEDGER_WAIT_S = 30.0
_LEDGER_PAUSE_S = 0.2
SWEEP_EVERY_S = 3_600.0
_WHOLE_PERMILLE = 1000
# What the worker erases by itself: cases of made-up texts, for their own reason only.
_ERASED_BY_WORKER = {"probe": PROBE_CASE, "evaluation": EVALUATION_CASE}


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
    database = open_database(settings.database.vault_url)
    vault = open_vault(settings, database)
    measured = open_measured(settings, database)
    seal_key = read_key(settings.paths.keys / "seal" / "seal.key")
    ledger = WireClient(
        settings.paths.socket("ledger"),
        LedgerAwayError,
        settings.ledger.append_timeout_s,
    )
    vault_key = open_vault_key(settings)
    entries = ApprovedEntries(database, vault_key)
    children = open_children(settings, entries.all())
    site = SiteDictionary(entries, children, ledger, vault_key.of_dictionary())
    try:
        _record_dictionary(ledger, site.in_force(), over)
        room = MaskerRoom(
            vault,
            children,
            VaultReads(ledger),
            measured,
            seal_key=seal_key,
            seal_s=settings.masker.seal_s,
            countries=settings.site.countries,
            now_s=_now_s,
        )
        erasures = Erasures(vault, ledger)
        server = WireServer(
            settings.paths.socket("masker"),
            verbs_of(room, site, settings)
            | keeping_verbs_of(erasures, measured, settings)
            | dictionary_verbs_of(room, site, settings),
        )
        accepting = threading.Thread(target=server.serve_forever, name="accept")
        accepting.start()
        log.info("the masker is ready")
        _sweep_until(over, erasures)
        server.stop()
        accepting.join()
    finally:
        children.close()
        ledger.close()


def open_vault(settings: Settings, database: Engine) -> Vault:
    """Open the vault with its key.

    Raises:
        SettingsError: The key cannot be used.
    """
    return Vault(
        database,
        open_vault_key(settings),
        keep_s=settings.masker.vault_s,
        now_s=_now_s,
    )


def open_vault_key(settings: Settings) -> VaultKey:
    """Read the key of what the masker keeps.

    Raises:
        SettingsError: It cannot be used.
    """
    return VaultKey(read_key(settings.paths.keys / "masker" / "vault.key"))


def open_measured(settings: Settings, database: Engine) -> Measured:
    """Read the last measurement, and set the site's floor over it.

    Raises:
        SettingsError: The floor is no share.
        MaskerError: The database cannot be used.
    """
    floor = settings.masker.recall_floor_permille
    if not 0 <= floor <= _WHOLE_PERMILLE:
        raise SettingsError(
            f"masker.recall_floor_permille: expected 0 to {_WHOLE_PERMILLE}"
        )
    period = timedelta(seconds=settings.worker.probe_every_s)
    return Measured(
        database, floor_permille=floor, fresh_for=PERIODS_FRESH * period, now_s=_now_s
    )


def open_children(settings: Settings, approved: tuple[Entry, ...]) -> Children:
    """Start the detector children.

    Raises:
        DetectionError: One cannot load its detectors.
    """
    setup = ChildSetup(
        settings.paths.models,
        settings.site.countries,
        settings.masker.dictionary,
        approved,
    )
    return Children(
        setup,
        count=settings.masker.workers,
        deadline_s=settings.masker.deadline_s,
    )


def verbs_of(
    room: MaskerRoom, site: SiteDictionary, settings: Settings
) -> dict[str, Verb]:
    """Bind the verbs to their callers."""
    users = settings.users
    callers = uids_of((users.web, users.worker))
    watchers = callers | uids_of(users.operators)

    def mask(request: Request) -> Mapping[str, Any]:
        return encode_masked(
            room.mask(decode_order(request.body), lambda p: request.tell({"done": p}))
        )

    def inspect(request: Request) -> Mapping[str, Any]:
        text, passages = decode_inspected(request.body)
        return encode_seen(room.inspect(text, passages))

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

    def bind(request: Request) -> Mapping[str, Any]:
        body = request.body
        return encode_binding(room.bind(text_of(body, "text"), text_of(body, "case")))

    def check_outgoing(request: Request) -> Mapping[str, Any]:
        texts, case, kept = decode_outgoing(request.body)
        looked_for = room.check_outgoing(texts, case=case, kinds_kept=kept)
        return {"looked_for": looked_for}

    def find_names(request: Request) -> Mapping[str, Any]:
        body = request.body
        found = room.find_names(text_of(body, "draft"), text_of(body, "language"))
        return encode_spans(found)

    def health(_: Request) -> Mapping[str, Any]:
        room.check()
        return {"ok": True, **site.description, "refuses": room.refuses}

    return {
        "mask": Verb(mask, callers),
        "inspect": Verb(inspect, callers),
        "restore": Verb(restore, callers),
        "commitments": Verb(commitments, callers),
        "bind": Verb(bind, callers),
        "check_outgoing": Verb(check_outgoing, callers),
        "find_names": Verb(find_names, callers),
        "health": Verb(health, watchers),
    }


def keeping_verbs_of(
    erasures: Erasures, measured: Measured, settings: Settings
) -> dict[str, Verb]:
    """Bind the verbs about cases and measurements to their callers."""
    users = settings.users
    worker = uids_of((users.worker,))
    operators = uids_of(users.operators)

    def erase(request: Request) -> Mapping[str, Any]:
        cases, why = decode_erasure(request.body)
        prefix = _ERASED_BY_WORKER.get(why)
        made_up = prefix is not None and all(case.startswith(prefix) for case in cases)
        if request.peer.uid not in operators and not made_up:
            raise PeerError("only operators may erase the cases of people")
        # The worker erases made-up ones by itself; it may share its uid with operators.
        by_itself = made_up and request.peer.uid in worker
        operator = None if by_itself else account_of(request.peer)
        return {"cases": erasures.erase(cases, why=why, operator=operator)}

    def keep(request: Request) -> Mapping[str, Any]:
        measured.keep(from_body(request.body["measurement"]))
        return {}

    def standing(_: Request) -> Mapping[str, Any]:
        return encode_standing(measured.standing())

    return {
        "erase": Verb(erase, worker | operators),
        "measured": Verb(keep, worker),
        "standing": Verb(standing, worker | operators | uids_of((users.web,))),
    }


def _record_dictionary(
    ledger: WireClient, in_force: Mapping[str, Any], over: threading.Event
) -> None:
    """Leave `dictionary.loaded`: counts and a keyed digest, no entry."""
    entry = {
        "kind": str(RecordKind.DICTIONARY_LOADED),
        "exchange": None,
        "case": None,
        "actor": None,
        "body": dict(in_force),
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


def _sweep_until(over: threading.Event, erasures: Erasures) -> None:
    """Erase expired cases each hour until the process shall end."""
    while True:
        try:
            erased = erasures.erase_expired()
        except (LedgerError, MaskerError) as err:
            log.warning("expired cases are not erased yet: %s", err)
        else:
            log.info("%d expired cases erased", erased)
        if over.wait(SWEEP_EVERY_S):
            return


def _now_s() -> int:
    return int(time.time())
