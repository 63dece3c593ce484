"""What becomes of jobs, with the real stores on SQLite and fakes of the other parts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.exchange import Admitted, ExchangeState
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.progress import untold
from appliance.domain.prompt import MaskedPart, parse_prompt
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.text import PersonText
from appliance.domain.variable import Variable, VariableType
from appliance.errors import EngineError, MaskerError
from appliance.kinds import RecordKind
from appliance.steps.delay import WAITS
from appliance.steps.pseudonymise import pseudonymise
from appliance.stores.jobs import LAST_AGAIN, JobKind, JobState
from tests.fakes import (
    NOON,
    DictionaryMasker,
    ListedPurposes,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
)
from tests.made import bound
from tests.unit.appliance.worker.house import LETTER, WORDS, YES, House, killed, record


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.stores.close()


def test_a_queued_text_is_answered_through_the_one_pipeline(house: House) -> None:
    exchange, job = house.queue_letter()
    ended = house.run(job)
    assert (ended.state, ended.attempts, ended.progress_permille) == (
        JobState.DONE,
        1,
        1000,
    )
    assert house.kept() == (ExchangeState.RELEASED, "Dear customer, thank you.", ())
    kinds = house.ledger.kinds()
    assert (kinds[0], kinds[1], kinds[-1]) == (
        "job.started",
        "request.received",
        "job.finished",
    )
    received = house.ledger.only(RecordKind.REQUEST_RECEIVED)
    assert received.body["origin"] == "worker"
    assert received.body["chars"] == len(LETTER)
    assert house.engine.requests[0].exchange == exchange.id


def test_what_was_given_for_variables_waits_masked_and_is_used(tmp_path: Path) -> None:
    variables = (
        Variable("note", VariableType.TEXT, "Note"),
        Variable("product", VariableType.CHOICE, "Product", words=("card", "loan")),
    )
    source = "[INSTRUCTION]\n{{note}} {{product}} {{text}}"
    prompt = parse_prompt("reply-draft/prompt.en.md", source, ("note", "product"))
    purpose = make_purpose(variables=variables, prompts={"en": prompt})
    house = House(tmp_path, purposes=ListedPurposes(purpose))
    given = {"note": PersonText("From Anna Kowalski"), "product": PersonText("loan")}
    case = house.stores.cases.create("anna", "")
    exchange = replace(make_exchange(LETTER, case=case.id), variables=given)
    admitted = Admitted(exchange, make_caller(), purpose, YES)
    masked = pseudonymise(admitted, house.ports, preview=True, progress=untold)
    house.stores.exchanges.queue(masked)
    job = house.stores.jobs.add(JobKind.ANSWER, exchange=exchange.id, owner="anna")
    assert house.run(job).state is JobState.DONE
    kept = house.stores.exchanges.get(exchange.id, "anna")
    assert kept.values == masked.values()
    assert "Kowalski" not in kept.values["note"]
    texts = [
        part.masked.text if isinstance(part, MaskedPart) else part.template
        for part in house.engine.requests[0].messages[0].parts
    ]
    assert kept.values["note"] in texts
    assert "reply-draft/purpose.toml#product.1" in texts
    house.stores.close()


def test_the_directory_is_asked_anew_for_whoever_queued_it(house: House) -> None:
    _, job = house.queue_letter()
    house.run(job)
    assert house.directory.asked == ["anna"]


def test_a_person_who_was_revoked_meanwhile_gets_no_answer(house: House) -> None:
    _, job = house.queue_letter()
    house.directory.revoke("anna")
    assert house.run(job).error == "RevokedError"
    assert house.kept()[0] is not ExchangeState.RELEASED
    assert house.kept()[1] is None
    assert house.engine.requests == []


def test_a_job_runs_once_however_often_it_is_nudged(house: House) -> None:
    _, job = house.queue_letter()
    for _ in range(3):
        house.run(job)
    house.work.run("0" * 32)
    assert len(house.engine.requests) == 1
    assert house.ledger.kinds().count("job.started") == 1


class Broken(ScriptedEngine):
    """An engine that fails in a given way."""

    def __init__(self, fault: Exception) -> None:
        super().__init__()
        self.fault = fault

    def generate(self, request: GenerateRequest) -> Any:
        self.requests.append(request)
        raise self.fault


def test_an_engine_that_stays_away_fails_job_and_exchange_with_a_plain_reason(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, engine=Broken(EngineError("gone")))
    _, job = house.queue_letter()
    assert house.run(job).state is JobState.QUEUED
    house.clock.advance(WAITS.total_seconds())
    ended = house.run(job)
    assert (ended.state, ended.error) == (JobState.FAILED, "EngineError")
    state, answer, reasons = house.kept()
    assert (state, answer) == (ExchangeState.FAILED, None)
    assert "The model is not available right now." in reasons[0]
    assert house.ledger.kinds().count("exchange.failed") == 1
    assert house.ledger.kinds()[-1] == "job.failed"
    house.stores.close()


def test_when_the_model_is_back_a_text_that_waited_is_answered_once(
    tmp_path: Path,
) -> None:
    broken = Broken(EngineError("gone"))
    house = House(tmp_path, engine=broken)
    _, job = house.queue_letter()
    for _ in range(3):
        assert house.run(job).state is JobState.QUEUED
        # Asked again only when its time has come, and each time later.
        assert house.stores.jobs.due() == ()
        house.clock.advance(LAST_AGAIN.total_seconds() * 1.3)
        assert [one.id for one in house.stores.jobs.due()] == [job.id]
    work = replace(house.work, ports=replace(house.ports, engine=house.engine))
    work.run(job.id)
    assert house.kept() == (ExchangeState.RELEASED, "Dear customer, thank you.", ())
    kinds = house.ledger.kinds()
    assert kinds.count("exchange.delayed") == 3
    assert kinds.count("exchange.released") == 1
    assert "exchange.failed" not in kinds
    ((exchange, purpose),) = house.stores.exchanges.unseen("anna", most=5)
    assert purpose == "reply-draft"
    house.stores.exchanges.seen(exchange, "ben")
    assert house.stores.exchanges.unseen("anna", most=5)
    house.stores.exchanges.seen(exchange, "anna")
    assert house.stores.exchanges.unseen("anna", most=5) == ()
    house.stores.close()


def test_an_unforeseen_fault_fails_the_job_and_tells_no_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path, engine=Broken(ArithmeticError(LETTER)))
    _, job = house.queue_letter()
    assert house.run(job).error == "InternalError"
    assert house.kept()[0] is ExchangeState.FAILED
    assert "Kowalski" not in caplog.text
    house.stores.close()


class Stranger(DictionaryMasker):
    """A masker that breaks on a restore in a way nobody foresaw."""

    def restore(self, text: str, *, exchange: str, case: str, reader: str) -> Any:
        raise ArithmeticError(text, exchange, case, reader)


def test_an_unforeseen_fault_before_the_pipeline_leaves_nothing_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    house = House(tmp_path)
    _, job = house.queue_letter()
    work = replace(house.work, ports=replace(house.ports, masker=Stranger(WORDS)))
    with pytest.raises(ArithmeticError):
        work.run(job.id)
    assert house.stores.jobs.get(job.id, "anna").error == "InternalError"
    assert house.kept()[0] is ExchangeState.FAILED
    assert house.ledger.kinds() == ["job.started", "exchange.failed", "job.failed"]
    assert "unforeseen ArithmeticError" in caplog.text
    assert "a fee" not in caplog.text
    house.stores.close()


def test_a_text_whose_people_are_gone_from_the_vault_is_not_answered(
    house: House,
) -> None:
    _, job = house.queue_letter()
    house.masker.vault.clear()
    assert house.run(job).error == "ForgottenError"
    assert house.kept()[0] is ExchangeState.FAILED
    assert house.engine.requests == []
    assert house.ledger.only(RecordKind.EXCHANGE_FAILED).exchange == "e" * 32


def test_with_a_full_log_no_job_runs_and_the_text_waits_for_it(house: House) -> None:
    _, job = house.queue_letter()
    house.ledger.full = True
    assert house.run(job).state is JobState.QUEUED
    assert house.engine.requests == []
    state, _, reasons = house.kept()
    assert state is ExchangeState.QUEUED
    assert "Your text is kept" in reasons[0]
    assert house.ledger.records == []
    house.ledger.full = False
    house.clock.advance(LAST_AGAIN.total_seconds())
    assert house.run(job).state is JobState.DONE
    assert house.kept()[0] is ExchangeState.RELEASED


def test_a_text_does_not_wait_for_a_log_for_ever(house: House) -> None:
    _, job = house.queue_letter()
    house.ledger.full = True
    house.clock.advance(WAITS.total_seconds())
    assert house.run(job).error == "LedgerError"
    assert house.kept()[0] is ExchangeState.FAILED


class Away(DictionaryMasker):
    """A masker that is away when the people are put back before the pipeline."""

    def restore(self, text: str, *, exchange: str, case: str, reader: str) -> Any:
        raise MaskerError(f"gone {exchange} {case}: {len(text)} for {len(reader)}")


def test_a_masker_away_before_the_pipeline_costs_no_text(house: House) -> None:
    _, job = house.queue_letter()
    away = replace(house.ports, masker=Away(WORDS))
    replace(house.work, ports=away).run(job.id)
    assert house.stores.jobs.get(job.id, "anna").state is JobState.QUEUED
    assert house.ledger.kinds() == ["job.started"]
    assert "Your text is kept" in house.kept()[2][0]
    house.clock.advance(LAST_AGAIN.total_seconds())
    assert house.run(job).state is JobState.DONE
    assert house.kept()[0] is ExchangeState.RELEASED


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (RecordKind.EXCHANGE_RELEASED, ExchangeState.RELEASED),
        (RecordKind.EXCHANGE_REFUSED, ExchangeState.REFUSED),
        (RecordKind.EXCHANGE_FAILED, ExchangeState.FAILED),
    ],
)
def test_a_second_attempt_follows_the_outcome_that_the_first_recorded(
    house: House, outcome: RecordKind, state: ExchangeState
) -> None:
    exchange, job = house.queue_letter()
    killed(house, job)
    house.stores.exchanges.opened(exchange)
    house.stores.exchanges.drafted(exchange.id, "Thank you.")
    seq = record(house, outcome)
    house.work.recover()
    assert house.run(job).state is JobState.DONE
    released = state is ExchangeState.RELEASED
    assert house.kept()[:2] == (state, "Thank you." if released else None)
    assert house.engine.requests == []
    assert house.stores.exchanges.get("e" * 32, "anna").record == seq
    assert [k for k in house.ledger.kinds() if k.startswith("exchange.")] == [outcome]


def test_a_second_attempt_finds_the_answer_that_the_first_put_on_hold(
    house: House,
) -> None:
    exchange, job = house.queue_letter()
    killed(house, job)
    house.stores.exchanges.opened(exchange)
    held = HeldAnswer(
        exchange.id, exchange.case, "credit-memo", "en", "anna", ("anna",), "Decline.",
        bound("Decline.", ()), "high", ("Needs four eyes.",), NOON, ReviewState.WAITING,
    )  # fmt: skip
    seq = record(house, RecordKind.EXCHANGE_HELD)
    house.stores.reviews.hold(held, record=lambda: None)
    house.work.recover()
    assert house.run(job).state is JobState.DONE
    assert house.kept() == (ExchangeState.HELD, "Decline.", ("Needs four eyes.",))
    assert house.stores.exchanges.get("e" * 32, "anna").record == seq
    assert house.engine.requests == []
