"""Who may call what, and that each verb says what it was asked."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from appliance.domain.deployment import Deployment, Placement
from appliance.domain.rollout import Rollout, RolloutKind
from appliance.errors import (
    LedgerError,
    PeerError,
    PromotionRefusedError,
    SettingsError,
)
from appliance.kinds import OUTCOMES, RecordKind
from appliance.ledger.alias import AliasKey
from appliance.ledger.server import LedgerVerbs, kinds_by_uid, open_writer, verbs_of
from appliance.ledger.writer import LedgerWriter
from appliance.release.deployed import (
    DeploymentFile,
    DeploymentWriter,
    deployment_note,
)
from appliance.release.desk import KINDS as DESK_KINDS
from appliance.release.rollout.records import body_of
from appliance.settings import Settings, parse_settings
from appliance.wire.peers import Peer, account_of, uids_of
from appliance.wire.server import Request
from audit.checkpoint import open_checkpoint
from audit.note import check_note, parse_note
from audit.verify import examine_export
from tests.unit.appliance.ledger.conftest import SIGNER

WEB, MASKER, ENGINE, LEDGER, WORKER, OPERATOR = 1001, 1002, 1003, 1004, 1005, 1006
LOG_S_OWN = {
    RecordKind.LEDGER_STARTED,
    RecordKind.LEDGER_STOPPED,
    RecordKind.LEDGER_RECOVERED,
}


def settings_of(folder: Path, **users: Any) -> Any:
    names = {
        "web": str(WEB),
        "masker": str(MASKER),
        "engine": str(ENGINE),
        "ledger": str(LEDGER),
        "worker": str(WORKER),
        "operators": [str(OPERATOR)],
        **users,
    }
    return parse_settings(
        {
            "site": {"name": "Test"},
            "paths": {
                name: str(folder / name)
                for name in ("state", "run", "keys", "models", "policies")
            },
            "users": names,
            "web": {"host_name": "localhost"},
            "directory": {
                "urls": [],
                "ca_file": "ca",
                "schema": "rfc2307",
                "base_dn": "",
                "group_base_dn": "",
                "service_dn": "",
                "roles": {},
            },
            "database": {"url": "", "vault_url": ""},
            "ledger": {"origin": "log.example/ledger"},
        }
    )


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    return settings_of(tmp_path)


@pytest.fixture
def verbs(open_writer: Callable[..., LedgerWriter], settings: Settings) -> Any:
    return verbs_with(open_writer(), settings)


def verbs_with(writer: LedgerWriter, settings: Settings) -> LedgerVerbs:
    return LedgerVerbs(
        writer,
        AliasKey(b"k" * 32),
        kinds_by_uid(settings),
        operators=uids_of(settings.users.operators),
        web=uids_of((settings.users.web,)),
        deployment=DeploymentWriter(
            deployment_note(settings.paths.state), writer.sign, writer.deployment
        ),
    )


def ask(body: Any, uid: int = WEB) -> Any:
    return Request(body=body, peer=Peer(pid=1, uid=uid, gid=uid))


def entry(kind: str = "request.received", **fields: Any) -> Any:
    return {
        "kind": kind,
        "exchange": None,
        "case": None,
        "actor": None,
        "body": {},
        "durable": True,
        **fields,
    }


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


def test_every_kind_has_exactly_its_tellers(settings: Settings) -> None:
    told = kinds_by_uid(settings)
    web, worker = told.pop(WEB), told.pop(WORKER)
    assert told == {
        ENGINE: {RecordKind.ENGINE_STARTED},
        MASKER: {
            RecordKind.VAULT_READ,
            RecordKind.VAULT_ERASED,
            RecordKind.DICTIONARY_LOADED,
            RecordKind.DICTIONARY_CHANGED,
        },
        OPERATOR: {
            RecordKind.MODEL_IMPORTED,
            RecordKind.MODEL_PROMOTED,
            RecordKind.MODEL_REVERTED,
            RecordKind.MODEL_REMOVED,
            RecordKind.RELEASE_SIGNED,
            RecordKind.RELEASE_PROMOTED,
            RecordKind.RELEASE_REVERTED,
            RecordKind.RELEASE_RETIRED,
            RecordKind.ROLLOUT_STARTED,
            RecordKind.ROLLOUT_CHANGED,
            RecordKind.ROLLOUT_ENDED,
            RecordKind.HALT_SET,
            RecordKind.HALT_LIFTED,
            RecordKind.LOG_EXPORTED,
        },
    }
    assert worker - web == {
        RecordKind.DRAFT_COMPARED,
        RecordKind.JUDGE_ASKED,
        RecordKind.ANSWER_JUDGED,
        RecordKind.LEDGER_VERIFIED,
        RecordKind.MASKING_PROBED,
        RecordKind.DICTIONARY_WITHDRAWN,
        RecordKind.BUDGET_WARNED,
        RecordKind.ALERT_RAISED,
        RecordKind.ALERT_ENDED,
        RecordKind.EVALUATION_STARTED,
        RecordKind.EVALUATION_FINISHED,
        RecordKind.EVALUATION_FAILED,
        RecordKind.JOB_STARTED,
        RecordKind.JOB_FINISHED,
        RecordKind.JOB_FAILED,
    }
    assert {kind.split(".")[0] for kind in web - worker} == {
        *("session", "access", "review", "answer", "response", "log", "job"),
        *("text", "dictionary", "golden", "request", "release", "version", "rollout"),
        *("halt", "alert", "bulk", "feedback", "amendment", "exchange", "appeal"),
    }
    # An exchange may run in either, from its first record to its outcome.
    exchange = list(RecordKind)[: list(RecordKind).index(RecordKind.RESPONSE_SENT)]
    streamed = {
        RecordKind.ANSWER_OPENED,
        RecordKind.ANSWER_CLOSED,
        RecordKind.ANSWER_WITHDRAWN,
    }
    # People move versions; the worker does once an evaluation was passed.
    moved = {RecordKind.VERSION_MOVED}
    drawn = {RecordKind.ANSWER_SAMPLED, RecordKind.EXCHANGE_DELAYED}
    # Who runs an exchange may also end a rollout; only the web starts one, for people.
    ends = {RecordKind.ROLLOUT_ENDED}
    # Web makes tokens for people, the worker for operators.
    tokens = {RecordKind.TOKEN_MADE, RecordKind.TOKEN_REVOKED}
    # A list is paused and ended by its owner, or by what the worker meets.
    lists = {RecordKind.BULK_PAUSED, RecordKind.BULK_ENDED}
    shared = {*exchange, *OUTCOMES, *streamed, *moved, *drawn, *ends, *tokens, *lists}
    assert web & worker == shared


def test_every_kind_has_a_teller(settings: Settings) -> None:
    told = frozenset().union(*kinds_by_uid(settings).values())
    assert told == set(RecordKind) - LOG_S_OWN


def test_units_that_share_a_uid_may_say_what_each_may(tmp_path: Path) -> None:
    one = str(WEB)
    users = dict.fromkeys(("web", "masker", "engine", "ledger", "worker"), one)
    told = kinds_by_uid(settings_of(tmp_path, **users, operators=[one]))
    assert told == {WEB: set(RecordKind) - LOG_S_OWN}


@pytest.mark.parametrize(
    ("uid", "kind"),
    [
        (WEB, "ledger.started"),
        (OPERATOR, "ledger.recovered"),
        (WEB, "vault.read"),
        (WEB, "engine.started"),
        (WEB, "ledger.verified"),
        (WEB, "masking.probed"),
        (WEB, "evaluation.finished"),
        (OPERATOR, "evaluation.finished"),
        (WORKER, "vault.erased"),
        (WEB, "job.finished"),
        (WEB, "release.signed"),
        (WORKER, "release.promoted"),
        (OPERATOR, "release.approved"),
        (WEB, "model.imported"),
        (WORKER, "review.approved"),
        (WORKER, "session.opened"),
        (WORKER, "release.signed"),
        (WORKER, "log.exported"),
        (OPERATOR, "exchange.released"),
        (OPERATOR, "review.approved"),
        (OPERATOR, "ledger.verified"),
        (ENGINE, "exchange.released"),
        (ENGINE, "vault.read"),
        (MASKER, "policy.decided"),
        (LEDGER, "request.received"),
        (4242, "request.received"),
    ],
)
def test_a_kind_that_is_not_the_caller_s_to_say_is_refused(
    verbs: LedgerVerbs, uid: int, kind: str
) -> None:
    size = verbs.checkpoint(ask({}))["size"]
    with pytest.raises(PeerError, match=f"uid {uid} may not append {kind}"):
        verbs.append(ask(entry(kind), uid))
    assert verbs.checkpoint(ask({}))["size"] == size


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


OPERATOR_S = sorted(
    kinds_by_uid(settings_of(Path("/nowhere")))[OPERATOR],
)


def standing(settings: Settings) -> Deployment:
    """Read the deployment as every process does."""
    vkey = settings.paths.state / "log.vkey"
    settings.paths.state.mkdir(parents=True, exist_ok=True)
    vkey.write_text(SIGNER.key.vkey + "\n")
    return DeploymentFile(deployment_note(settings.paths.state), vkey).now()


def last_body(verbs: LedgerVerbs) -> Any:
    size = verbs.checkpoint(ask({}))["size"]
    return verbs.read(ask({"first": size - 1, "count": 1}))["records"][0]["body"]


@pytest.mark.parametrize("kind", sorted(set(OPERATOR_S) - DESK_KINDS))
def test_what_an_operator_does_names_the_account_the_kernel_told(
    verbs: LedgerVerbs, kind: str
) -> None:
    verbs.append(ask(entry(kind, body={"n": 1}), OPERATOR))
    named = account_of(ask({}, OPERATOR).peer)
    assert last_body(verbs) == {"n": 1, "operator": named}


def test_an_operator_who_puts_a_release_live_is_named_too(verbs: LedgerVerbs) -> None:
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    named = account_of(ask({}, OPERATOR).peer)
    for kind in ("release.signed", "release.promoted", "release.retired"):
        verbs.append(ask(entry(kind, body=signed), OPERATOR))
        assert last_body(verbs) == {**signed, "operator": named}
        if kind == "release.signed":
            passed = {**signed, "verdict": "pass"}
            verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))


SUMMARY = (
    f"cloister-release/1\n{'a' * 64}\nmodel {'b' * 64}\npolicies {'c' * 64}\n"
    f"files 9\ntemplates 4\npurpose memo {'d' * 64}\n"
)


def test_the_worker_has_a_release_signed_and_that_is_recorded(
    verbs: LedgerVerbs,
) -> None:
    body = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    asked = {"summary": SUMMARY, "actor": "anna", "body": body}
    note = parse_note(verbs.sign_release(ask(asked, WORKER))["note"].encode())
    check_note(note, [SIGNER.key])
    assert note.text == SUMMARY
    record = verbs.read(ask({"first": 1, "count": 1}))["records"][0]
    assert (record["kind"], record["body"]) == ("release.signed", body)
    assert record["actor"] not in {None, "anna"}


@pytest.mark.parametrize(
    "summary",
    [
        "",
        SUMMARY.replace("a" * 64, "e" * 64),
        SUMMARY + "more\n",
        SUMMARY.removesuffix("\n"),
        f"log.example/ledger\n{'a' * 64}\nroot\n",
        f"cloister-deployment/1\n{'a' * 64}\n",
    ],
)
def test_the_log_s_key_signs_as_a_release_nothing_else(
    verbs: LedgerVerbs, summary: str
) -> None:
    body = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    size = verbs.checkpoint(ask({}))["size"]
    with pytest.raises(LedgerError):
        verbs.sign_release(ask({"summary": summary, "actor": None, "body": body}))
    assert verbs.checkpoint(ask({}))["size"] == size


def test_a_release_that_has_not_passed_is_not_put_live_and_leaves_no_record(
    verbs: LedgerVerbs, settings: Settings
) -> None:
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    size = verbs.checkpoint(ask({}))["size"]
    for uid, actor in ((OPERATOR, None), (WEB, "anna")):
        with pytest.raises(PromotionRefusedError, match="has not passed"):
            verbs.append(ask(entry("release.promoted", body=signed, actor=actor), uid))
    assert verbs.checkpoint(ask({}))["size"] == size
    assert standing(settings).placements == {}


@pytest.mark.parametrize(
    "kind", ["release.promoted", "release.reverted", "release.retired"]
)
def test_web_puts_nothing_live_in_nobody_s_name(verbs: LedgerVerbs, kind: str) -> None:
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "high"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    passed = {**signed, "verdict": "pass"}
    verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    with pytest.raises(PeerError, match="in a person's name only"):
        verbs.append(ask(entry(kind, body=signed), WEB))


def canary(**changes: Any) -> Any:
    """The record of a rollout's start."""
    rollout = Rollout(
        kind=RolloutKind.SHADOW,
        release="b" * 64,
        share_permille=100,
        salt="0f" * 16,
        started_at=datetime(2026, 3, 2, tzinfo=UTC),
    )
    return body_of("memo", replace(rollout, **changes))


@pytest.fixture
def two_passed(verbs: LedgerVerbs) -> LedgerVerbs:
    """A ledger where one release is live and another has passed."""
    for release in ("a" * 64, "b" * 64):
        signed = {"release": release, "purpose": "memo", "risk": "low"}
        verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
        passed = {**signed, "verdict": "pass"}
        verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    live = {"release": "a" * 64, "purpose": "memo"}
    verbs.append(ask(entry("release.promoted", body=live), OPERATOR))
    return verbs


@pytest.mark.parametrize("kind", ["release.promoted", "release.retired"])
def test_what_ends_a_rollout_leaves_its_end_right_before_it(
    two_passed: LedgerVerbs, settings: Settings, kind: str
) -> None:
    two_passed.append(ask(entry("rollout.started", body=canary()), OPERATOR))
    of = {"release.promoted": "b" * 64, "release.retired": "a" * 64}[kind]
    body = {"release": of, "purpose": "memo"}
    told = two_passed.append(ask(entry(kind, body=body), OPERATOR))
    first = {"first": told["seq"] - 1, "count": 2}
    ended, changed = two_passed.read(ask(first))["records"]
    assert (ended["kind"], changed["kind"]) == ("rollout.ended", kind)
    assert ended["body"]["cause"] == "replaced"
    assert ended["body"]["plan_digest"] == canary()["plan_digest"]
    assert ended["body"]["operator"] == changed["body"]["operator"]
    placed = standing(settings).placements.get("memo")
    assert placed is None or (placed.live, placed.rollout) == (of, None)


def test_what_is_refused_ends_no_rollout(
    two_passed: LedgerVerbs, settings: Settings
) -> None:
    two_passed.append(ask(entry("rollout.started", body=canary()), OPERATOR))
    body = {"release": "c" * 64, "purpose": "memo"}
    with pytest.raises(PromotionRefusedError):
        two_passed.append(ask(entry("release.promoted", body=body), OPERATOR))
    assert standing(settings).placements["memo"].rollout is not None


def test_a_rollout_that_begins_in_the_future_is_refused(
    two_passed: LedgerVerbs,
) -> None:
    later = canary(started_at=datetime(2999, 1, 1, tzinfo=UTC))
    with pytest.raises(PromotionRefusedError, match="in the future"):
        two_passed.append(ask(entry("rollout.started", body=later), OPERATOR))


def test_what_went_live_is_published_signed_and_survives_a_new_start(
    open_writer: Callable[..., LedgerWriter], settings: Settings
) -> None:
    writer = open_writer()
    verbs = verbs_with(writer, settings)
    signed = {"release": "a" * 64, "purpose": "memo", "risk": "low"}
    verbs.append(ask(entry("release.signed", body=signed), OPERATOR))
    passed = {**signed, "verdict": "pass"}
    verbs.append(ask(entry("evaluation.finished", body=passed), WORKER))
    told = verbs.append(ask(entry("release.promoted", body=signed), OPERATOR))
    live = Placement("a" * 64, told["seq"])
    assert standing(settings).placements == {"memo": live}
    writer.close()
    deployment_note(settings.paths.state).unlink()
    again = open_writer()
    assert again.deployment().placements == {"memo": live}
    verbs_with(again, settings)._deployment.publish()
    assert standing(settings).placements == {"memo": live}


def test_the_log_is_not_well_while_another_note_stands_in_for_its_own(
    verbs: LedgerVerbs, settings: Settings
) -> None:
    note = deployment_note(settings.paths.state)
    told = {"scope": "appliance", "name": "", "reason": "drill"}
    verbs.append(ask(entry("halt.set", body=told), OPERATOR))
    halted = note.read_bytes()
    verbs.append(ask(entry("halt.lifted", body=told), OPERATOR))
    lifted = note.read_bytes()
    assert verbs.health(ask({}))["ok"] is True
    note.write_bytes(halted)
    with pytest.raises(LedgerError, match="not what the log wrote"):
        verbs.health(ask({}))
    note.unlink()
    with pytest.raises(LedgerError):
        verbs.health(ask({}))
    note.write_bytes(lifted)
    assert verbs.health(ask({}))["ok"] is True


@pytest.mark.parametrize("kind", OPERATOR_S)
def test_an_operator_speaks_in_nobody_s_name(verbs: LedgerVerbs, kind: str) -> None:
    with pytest.raises(PeerError, match="in a person's name"):
        verbs.append(ask(entry(kind, actor="anna"), OPERATOR))


@pytest.mark.parametrize(
    ("uid", "kind"),
    [(OPERATOR, "log.exported"), (WEB, "log.exported"), (WEB, "log.read")],
)
def test_nobody_names_an_operator_in_words(
    verbs: LedgerVerbs, uid: int, kind: str
) -> None:
    body = {"operator": {"login": "anna", "user": "root"}}
    with pytest.raises(LedgerError, match="the ledger's own to say"):
        verbs.append(ask(entry(kind, body=body), uid))


def test_the_worker_says_which_operator_had_a_release_evaluated(
    verbs: LedgerVerbs,
) -> None:
    body = {"operator": {"login": "anna", "user": "root"}, "purpose": "reply-draft"}
    asked = entry("evaluation.started", body=body)
    verbs.append(ask(asked, uid=WORKER))
    assert last_body(verbs) == body


def test_the_masker_says_which_operator_had_a_case_erased(verbs: LedgerVerbs) -> None:
    body = {"cases": 1, "operator": {"login": "anna", "user": "root"}, "why": "asked"}
    verbs.append(ask(entry("vault.erased", body=body), MASKER))
    assert last_body(verbs) == body


def test_an_auditor_s_export_names_the_auditor_and_no_account(
    open_writer: Callable[..., LedgerWriter], tmp_path: Path
) -> None:
    """Also where web and operators share a uid, as in the demonstration."""
    for operator in (OPERATOR, WEB):
        settings = settings_of(tmp_path, operators=[str(operator)])
        verbs = verbs_with(open_writer(), settings)
        verbs.append(ask(entry("log.exported", actor="audrey"), WEB))
        assert last_body(verbs) == {}
        verbs._writer.close()


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
