"""The ledger's process: verbs around the one writer, and who may call which.

Callers are known by the uid of their process. Each may append only the kinds that are
its own to say (tellers.py). Person keys become aliases here, so no other part of the
log ever sees one. An operator has no alias: the record names the account, as the kernel
told it of the caller.
"""

import logging
import signal
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import FrameType
from typing import Any

from appliance import __version__
from appliance.domain.known_release import known_as_json
from appliance.errors import LedgerError, PeerError, SettingsError
from appliance.keys import read_key
from appliance.kinds import RecordKind
from appliance.ledger.alias import AliasKey
from appliance.ledger.clocks import machine_clocks
from appliance.ledger.reader import LedgerReader, Wanted
from appliance.ledger.tellers import (
    OPERATOR_KINDS,
    RELEASE_KINDS,
    TOLD_WITH_OPERATOR,
    kinds_by_uid,
)
from appliance.ledger.writer import LedgerWriter
from appliance.release.deployed import DeploymentWriter, deployment_note
from appliance.release.desk import KINDS as DESK_KINDS
from appliance.release.desk import Desk
from appliance.release.signed import check_summary
from appliance.settings import Settings
from appliance.wire.peers import account_of, uids_of
from appliance.wire.server import Request, Verb, WireServer
from audit.errors import AuditError
from audit.note import encode_note
from audit.record import parse_time
from audit.signer import Signer

log = logging.getLogger(__name__)


class LedgerVerbs:
    """What callers may ask of the ledger's process."""

    def __init__(
        self,
        writer: LedgerWriter,
        aliases: AliasKey,
        kinds_of: Mapping[int, frozenset[RecordKind]],
        *,
        operators: frozenset[int],
        web: frozenset[int],
        deployment: DeploymentWriter,
    ) -> None:
        """Take the parts.

        Args:
            writer: The log.
            aliases: The key of the aliases.
            kinds_of: For each uid, the kinds its process may append.
            operators: The uids of operators, who are named by their account.
            web: The uid of the web process, which speaks for people.
            deployment: Publishes which releases are live.
        """
        self._writer = writer
        self._reader = LedgerReader(writer)
        self._aliases = aliases
        self._kinds_of = kinds_of
        self._operators = operators
        self._web = web
        self._deployment = deployment

    def append(self, request: Request) -> Mapping[str, Any]:
        """Append a record: `{kind, exchange, case, actor, body, durable, run}`."""
        asked = request.body
        kind = _kind(asked["kind"])
        if kind not in self._kinds_of.get(request.peer.uid, frozenset()):
            raise PeerError(f"uid {request.peer.uid} may not append {kind}")
        actor = _text(asked, "actor")
        alias = None if actor is None else self._aliases.alias_of(actor)
        ack = self._writer.append(
            kind,
            exchange=_text(asked, "exchange"),
            case=_text(asked, "case"),
            actor=alias,
            body=self._body(kind, actor, request),
            durable=asked.get("durable") is True or kind in DESK_KINDS,
            run=_text(asked, "run"),
        )
        if kind in DESK_KINDS:
            self._deployment.publish()
        return {"seq": ack.seq, "leaf": ack.leaf.hex(), "run": ack.run, "actor": alias}

    def sign_release(self, request: Request) -> Mapping[str, Any]:
        """Record that a release is signed and sign it: `{summary, actor, body}`.

        What is signed says nothing about what is live; that takes a promotion.
        """
        asked = request.body
        summary, actor = _text(asked, "summary") or "", _text(asked, "actor")
        body = _object(asked, "body")
        if summary.split("\n")[1:2] != [body.get("release")]:
            raise LedgerError("the summary is of another release than its record")
        alias = None if actor is None else self._aliases.alias_of(actor)
        try:
            note = self._writer.sign(check_summary(summary))
        except SettingsError as err:
            raise LedgerError(str(err)) from err
        self._writer.append(
            RecordKind.RELEASE_SIGNED, actor=alias, body=body, durable=True
        )
        return {"note": encode_note(note).decode()}

    def releases(self, request: Request) -> Mapping[str, Any]:
        """Tell every release of a purpose that was signed: `{purpose}`."""
        purpose = _text(request.body, "purpose") or ""
        known = self._writer.releases(purpose)
        return {"releases": [known_as_json(one) for one in known]}

    def _body(
        self, kind: RecordKind, actor: str | None, request: Request
    ) -> Mapping[str, Any]:
        """Read a record's body, and name the operator whose act it is."""
        body, uid = _object(request.body, "body"), request.peer.uid
        if "operator" in body and kind not in TOLD_WITH_OPERATOR:
            raise LedgerError("`operator` of a body is the ledger's own to say")
        by_people = RELEASE_KINDS - {RecordKind.ROLLOUT_ENDED}
        if actor is None and kind in by_people and uid not in self._operators:
            # To the desk nobody's act is an operator's. A rollout may end by itself.
            raise PeerError(f"uid {uid} may append {kind} in a person's name only")
        if kind not in OPERATOR_KINDS or uid not in self._operators:
            return body
        if actor is None:
            return {**body, "operator": account_of(request.peer)}
        if uid not in self._web:
            raise PeerError(f"uid {uid} may not append {kind} in a person's name")
        return body

    def alias(self, request: Request) -> Mapping[str, Any]:
        """Name the alias of a person: `{person}`."""
        person = _text(request.body, "person")
        if not person:
            raise LedgerError("no person to name an alias of")
        return {"alias": self._aliases.alias_of(person)}

    def checkpoint(self, _request: Request) -> Mapping[str, Any]:
        """Give the newest signed checkpoint and its size."""
        sealed = self._writer.sealed
        return {"size": sealed.checkpoint.size, "note": sealed.note.decode()}

    def read(self, request: Request) -> Mapping[str, Any]:
        """Read records by number: `{first, count}`; perhaps fewer than asked."""
        first, count = request.body["first"], request.body["count"]
        if type(first) is not int or type(count) is not int:
            raise LedgerError("records are read by whole numbers")
        return {"records": self._reader.read(first, count)}

    def of_exchange(self, request: Request) -> Iterator[Mapping[str, Any]]:
        """Stream the records of an exchange, oldest first: `{exchange}`."""
        exchange = _text(request.body, "exchange")
        for record in self._reader.of_exchange(exchange or ""):
            yield {"record": record}
        yield {}

    def export(self, request: Request) -> Iterator[Mapping[str, Any]]:
        """Stream an export as text: `{from, to, case, exchange}`, each may be null."""
        wanted = Wanted(
            since=_moment(request.body, "from"),
            until=_moment(request.body, "to"),
            case=_text(request.body, "case"),
            exchange=_text(request.body, "exchange"),
        )
        for piece in self._reader.export(wanted):
            yield {"text": piece.decode()}
        yield {}

    def health(self, _request: Request) -> Mapping[str, Any]:
        """Say whether a record would be taken now, and the deployment still stands."""
        self._writer.check_health()
        try:
            self._deployment.check()
        except SettingsError as err:
            raise LedgerError(str(err)) from err
        return {"ok": True, "records": self._reader.size()}


def verbs_of(verbs: LedgerVerbs, settings: Settings) -> dict[str, Verb]:
    """List every verb and the uids that may call it."""
    users = settings.users
    operators = uids_of(users.operators)
    readers = uids_of((users.web, users.worker)) | operators
    everyone = readers | uids_of((users.masker, users.engine))
    return {
        "append": Verb(verbs.append, everyone),
        "alias": Verb(verbs.alias, readers),
        "releases": Verb(verbs.releases, readers),
        "sign_release": Verb(verbs.sign_release, uids_of((users.worker,))),
        "checkpoint": Verb(verbs.checkpoint, readers),
        "read": Verb(verbs.read, readers),
        "of_exchange": Verb(verbs.of_exchange, readers, streams=True),
        "export": Verb(verbs.export, readers, streams=True),
        "health": Verb(verbs.health, everyone),
    }


def serve(settings: Settings) -> None:
    """Run the ledger until SIGTERM.

    Raises:
        SettingsError: A key cannot be read, or the origin cannot be signed under.
        LedgerError: The log is damaged, or another process writes it.
    """
    over = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    keys = settings.paths.keys / "ledger"
    writer = open_writer(settings)
    aliases = AliasKey(read_key(keys / "alias.key"))
    deployment = DeploymentWriter(
        deployment_note(settings.paths.state), writer.sign, writer.deployment
    )
    deployment.publish()
    verbs = LedgerVerbs(
        writer,
        aliases,
        kinds_by_uid(settings),
        operators=uids_of(settings.users.operators),
        web=uids_of((settings.users.web,)),
        deployment=deployment,
    )
    server = WireServer(settings.paths.socket("ledger"), verbs_of(verbs, settings))
    accepting = threading.Thread(target=server.serve_forever, name="accept")
    accepting.start()
    log.info("the log is open at size %d", writer.sealed.checkpoint.size)
    over.wait()
    server.stop()
    accepting.join()
    writer.close()


def open_writer(settings: Settings) -> LedgerWriter:
    """Open the log that the settings name, as its writer.

    Raises:
        SettingsError: The signing key cannot be read, or the origin is no key name.
        LedgerError: The log is damaged, or another process writes it.
    """
    path = settings.paths.keys / "ledger" / "signing.key"
    try:
        signer = Signer(settings.ledger.origin, read_key(path))
    except AuditError as err:
        raise SettingsError(f"ledger.origin: {err}") from err
    return LedgerWriter(
        settings.paths.state / "ledger",
        signer,
        machine_clocks(),
        segment_bytes=settings.ledger.segment_bytes,
        version=__version__,
        desk=lambda: Desk(needs_evaluation=settings.release.needs_evaluation),
        sync_timeout_s=settings.ledger.append_timeout_s,
    )


def _kind(name: Any) -> RecordKind:
    try:
        return RecordKind(name)
    except ValueError as err:
        raise LedgerError("no such kind of record") from err


def _text(asked: Mapping[str, Any], field: str) -> str | None:
    value = asked.get(field)
    if value is None or isinstance(value, str):
        return value
    raise LedgerError(f"`{field}` is neither text nor null")


def _object(asked: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = asked[field]
    if not isinstance(value, dict):
        raise LedgerError(f"`{field}` is not an object")
    return value


def _moment(asked: Mapping[str, Any], field: str) -> datetime | None:
    text = _text(asked, field)
    try:
        return None if text is None else parse_time(text)
    except AuditError as err:
        raise LedgerError(f"`{field}`: {err}") from err
