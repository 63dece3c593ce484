"""Who may call what, and that each verb says what it was asked."""

import io
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.errors import LedgerError, SettingsError
from appliance.kinds import RecordKind
from appliance.ledger.server import LedgerVerbs, open_writer, verbs_of
from appliance.settings import Settings
from audit.checkpoint import open_checkpoint
from audit.verify import examine_export
from tests.unit.appliance.ledger.ledger_house import (
    ENGINE,
    MASKER,
    OPERATOR,
    SIGNER,
    WEB,
    WORKER,
    ask,
    entry,
)


def test_every_verb_has_exactly_its_callers(
    verbs: LedgerVerbs, settings: Settings
) -> None:
    readers = {WEB, WORKER, OPERATOR}
    everyone = readers | {MASKER, ENGINE}
    assert {
        name: set(verb.allowed) for name, verb in verbs_of(verbs, settings).items()
    } == {
        "append": everyone,
        "alias": readers,
        "releases": readers,
        "sign_release": {WORKER},
        "checkpoint": readers,
        "read": readers,
        "of_exchange": readers,
        "export": readers,
        "health": everyone,
    }


def test_an_append_answers_where_the_record_stands(verbs: LedgerVerbs) -> None:
    reply = verbs.append(ask(entry(exchange="e1", case="c1", body={"n": 1})))
    (record,) = verbs.read(ask({"first": reply["seq"], "count": 1}))["records"]
    assert (record["exchange"], record["case"], record["body"]) == (
        "e1",
        "c1",
        {"n": 1},
    )
    assert len(reply["leaf"]) == 64
    assert len(reply["run"]) == 32


def test_a_person_s_key_never_reaches_the_log(verbs: LedgerVerbs, folder: Path) -> None:
    person = "5b6c1f0e-person"
    reply = verbs.append(ask(entry(actor=person)))
    alias = verbs.alias(ask({"person": person}))["alias"]
    (record,) = verbs.read(ask({"first": reply["seq"], "count": 1}))["records"]
    assert record["actor"] == alias == reply["actor"]
    octets = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert person.encode() not in octets
    assert alias.encode() in octets


@pytest.mark.parametrize(
    ("verb", "body", "error", "message"),
    [
        ("append", entry("no.such_kind"), LedgerError, "no such kind"),
        ("append", entry(kind=7), LedgerError, "no such kind"),
        ("append", entry(actor=7), LedgerError, "`actor` is neither"),
        ("append", entry(exchange=[]), LedgerError, "`exchange` is neither"),
        ("append", entry(run=7), LedgerError, "`run` is neither"),
        ("append", entry(run="0" * 32), LedgerError, "may be lost"),
        ("append", entry(body=[]), LedgerError, "`body` is not an object"),
        ("append", entry(body={"p": 0.5}), LedgerError, "a float is not allowed"),
        ("alias", {}, LedgerError, "no person"),
        ("alias", {"person": ""}, LedgerError, "no person"),
        ("read", {"first": "0", "count": 1}, LedgerError, "whole numbers"),
        ("read", {"first": 0, "count": True}, LedgerError, "whole numbers"),
        ("export", {"from": "yesterday"}, LedgerError, "`from`: a time is not"),
        ("export", {"to": 5}, LedgerError, "`to` is neither"),
        ("of_exchange", {"exchange": 5}, LedgerError, "`exchange` is neither"),
    ],
)
def test_a_request_of_the_wrong_shape_is_named(
    verbs: LedgerVerbs, verb: str, body: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        list(getattr(verbs, verb)(ask(body)))


def test_an_export_verifies_and_ends_with_an_empty_event(verbs: LedgerVerbs) -> None:
    verbs.append(ask(entry(exchange="e1")))
    *events, last = verbs.export(ask({"from": None, "to": None}))
    assert last == {}
    octets = "".join(event["text"] for event in events).encode()
    assert examine_export(io.BytesIO(octets), SIGNER.key).count == 2


def test_records_of_an_exchange_come_one_by_one(verbs: LedgerVerbs) -> None:
    for number in range(3):
        verbs.append(ask(entry(exchange="e1", body={"n": number})))
    *events, last = verbs.of_exchange(ask({"exchange": "e1"}))
    assert last == {}
    assert [event["record"]["body"]["n"] for event in events] == [0, 1, 2]


def test_the_checkpoint_is_signed(verbs: LedgerVerbs) -> None:
    reply = verbs.checkpoint(ask({}))
    opened = open_checkpoint(reply["note"].encode(), SIGNER.key)
    assert opened.size == reply["size"] == 1


def test_health_says_how_many_records_there_are(verbs: LedgerVerbs) -> None:
    assert verbs.health(ask({})) == {"ok": True, "records": 1}


@pytest.mark.parametrize(
    ("key", "message"), [(None, "No such file"), (b"short", "5 bytes, expected 32")]
)
def test_a_key_that_cannot_be_used_stops_the_start(
    settings: Settings, key: bytes | None, message: str
) -> None:
    folder = settings.paths.keys / "ledger"
    folder.mkdir(parents=True)
    if key is not None:
        (folder / "signing.key").write_bytes(key)
    with pytest.raises(SettingsError, match=message):
        open_writer(settings)


def test_an_origin_that_cannot_be_signed_under_stops_the_start(
    settings: Settings,
) -> None:
    folder = settings.paths.keys / "ledger"
    folder.mkdir(parents=True)
    (folder / "signing.key").write_bytes(bytes(32))
    ledger = SimpleNamespace(origin="two words", segment_bytes=1, append_timeout_s=1.0)
    spoilt = SimpleNamespace(ledger=ledger, paths=settings.paths)
    with pytest.raises(SettingsError, match=r"ledger\.origin: a key name"):
        open_writer(spoilt)


def test_the_log_of_the_settings_is_opened_with_this_machine_s_clocks(
    settings: Settings,
) -> None:
    folder = settings.paths.keys / "ledger"
    folder.mkdir(parents=True)
    (folder / "signing.key").write_bytes(os.urandom(32))
    writer = open_writer(settings)
    writer.append(RecordKind.REQUEST_RECEIVED, body={}, durable=True)
    writer.close()
    assert (settings.paths.state / "ledger" / "segments").is_dir()
