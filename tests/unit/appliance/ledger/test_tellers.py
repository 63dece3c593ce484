"""Who may say what: each kind has its tellers, and an operator's account is the kernel's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.errors import LedgerError, PeerError
from appliance.kinds import OUTCOMES, RecordKind
from appliance.ledger.server import LedgerVerbs
from appliance.ledger.tellers import kinds_by_uid
from appliance.ledger.writer import LedgerWriter
from appliance.release.desk import KINDS as DESK_KINDS
from appliance.settings import Settings
from appliance.wire.peers import account_of
from tests.unit.appliance.ledger.ledger_house import (
    ENGINE,
    LEDGER,
    LOG_S_OWN,
    MASKER,
    OPERATOR,
    OPERATOR_S,
    WEB,
    WORKER,
    ask,
    entry,
    last_body,
    settings_of,
    verbs_with,
)


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
