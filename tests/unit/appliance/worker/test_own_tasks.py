"""What the worker does by itself: plan, recover, probe, check the log and clean up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.domain.exchange import Exchange, ExchangeState
from appliance.domain.masked import MaskedText
from appliance.domain.measurement import from_body
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.errors import DetectionError
from appliance.kinds import OUTCOMES, RecordKind
from appliance.observe.made_texts import made_texts
from appliance.stores.jobs import JobKind, JobState
from tests.fakes import NOON, DictionaryMasker, make_caller, make_exchange
from tests.made import bound
from tests.unit.appliance.worker.house import LETTER, WORDS, House, killed, record


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.stores.close()


def test_recovery_nudges_what_waits_and_gives_up_what_was_tried_enough(
    house: House,
) -> None:
    _, job = house.queue_letter()
    waiting = house.stores.jobs.add(JobKind.CLEAN_UP)
    for _ in range(3):
        killed(house, job)
        house.work.recover()
    assert house.stores.jobs.get(job.id, "anna").error == "WorkerLost"
    state, _, reasons = house.kept()
    assert state is ExchangeState.FAILED
    assert reasons == (
        "The appliance was stopped while it worked on this text. Send it again.",
    )
    assert house.nudged().count(waiting.id) == 3


def test_planning_puts_each_periodic_job_down_when_it_is_due(house: House) -> None:
    for _ in range(3):
        house.work.plan()
    assert len(house.nudged()) == 3
    house.clock.advance(3_600)
    house.work.plan()
    # A clean-up is due again, and the three from before were never claimed.
    assert len(house.nudged()) == 4


def test_planning_nudges_a_forgotten_job_again(house: House) -> None:
    house.work.plan()
    house.nudged()
    _, job = house.queue_letter()
    house.clock.advance(61)
    house.work.plan()
    assert job.id in house.nudged()


def test_clean_up_says_what_it_removed(house: House) -> None:
    house.stores.sessions.open(make_caller())
    house.stores.sign_ins.begin("anna", "10.0.0.1")
    house.clock.advance(86_400)
    job = house.stores.jobs.add(JobKind.CLEAN_UP, owner="anna")
    assert house.run(job).state is JobState.DONE
    finished = house.ledger.only(RecordKind.JOB_FINISHED)
    assert finished.body == {
        "job": job.id,
        "job_kind": "clean-up",
        "left_open": 0,
        "shadows": 0,
        "reviews": 0,
        "sessions": 1,
        "sign_ins": 2,
        "budgets": 0,
        "budget_accounts": 0,
        "alerts": 0,
        "jobs": 0,
        "recalled": 0,
        "bulk_names": 0,
        "titles": 0,
        "proposals": 0,
        "outcomes": 0,
    }


def test_a_probe_is_a_job_that_says_its_shares_and_counts(house: House) -> None:
    words = {v: kind for m in made_texts(NOON.toordinal()) for kind, v in m.values}
    house.masker.words = words
    job = house.stores.jobs.add(JobKind.PROBE_MASKING, owner="anna")
    assert house.run(job).state is JobState.DONE
    assert house.ledger.only(RecordKind.JOB_FINISHED).body == {
        "job": job.id,
        "job_kind": "probe-masking",
        "recall_permille": 1000,
        "weakest_permille": 1000,
        "leak_permille": 0,
    }
    measured = house.ledger.only(RecordKind.MASKING_PROBED).body
    assert from_body(measured) == house.masker.standing().measurement


class FailingMasker(DictionaryMasker):
    """A masker without a detector."""

    def mask(self, *given: object, **named: object) -> MaskedText:  # type: ignore[override] # as given
        del given, named
        raise DetectionError("a detector failed")


def test_a_probe_that_failed_is_tried_again_within_minutes(tmp_path: Path) -> None:
    house = House(tmp_path, masker=FailingMasker(WORDS))

    def planned() -> list[str]:
        house.work.plan()
        jobs = house.stores.jobs.waiting()
        return [job.id for job in jobs if job.kind is JobKind.PROBE_MASKING]

    (probe,) = planned()
    house.work.run(probe)
    assert house.ledger.only(RecordKind.JOB_FAILED).body["error"] == "DetectionError"
    assert planned() == []
    house.clock.advance(600)
    assert len(planned()) == 1
    house.stores.close()


def left_open(house: House) -> Exchange:
    """Leave an exchange as a web process does that is killed in the middle of it."""
    case = house.stores.cases.create("anna", "")
    exchange = make_exchange(LETTER, case=case.id)
    house.stores.exchanges.opened(exchange)
    house.clock.advance(3_600)
    return exchange


def clean_up(house: House) -> None:
    job = house.stores.jobs.add(JobKind.CLEAN_UP, owner="anna")
    assert house.run(job).state is JobState.DONE


def test_an_exchange_that_a_killed_process_left_open_is_ended(house: House) -> None:
    left_open(house)
    clean_up(house)
    state, answer, reasons = house.kept()
    assert (state, answer) == (ExchangeState.FAILED, None)
    assert "Send it again" in reasons[0]
    assert house.ledger.only(RecordKind.EXCHANGE_FAILED).exchange == "e" * 32


def test_an_exchange_that_may_still_be_at_work_is_left_alone(house: House) -> None:
    left_open(house)
    house.clock.advance(-3_000)
    clean_up(house)
    assert house.kept()[0] is ExchangeState.OPEN


def test_an_answer_that_the_log_calls_released_is_there_to_be_read(
    house: House,
) -> None:
    exchange = left_open(house)
    house.stores.exchanges.drafted(exchange.id, "Thank you.")
    seq = record(house, RecordKind.EXCHANGE_RELEASED)
    clean_up(house)
    assert house.kept() == (ExchangeState.RELEASED, "Thank you.", ())
    assert house.stores.exchanges.get("e" * 32, "anna").record == seq
    assert RecordKind.EXCHANGE_FAILED not in house.ledger.kinds()


def test_an_exchange_held_in_the_log_alone_ends_and_the_rest_is_cleaned_up(
    house: House,
) -> None:
    left_open(house)
    record(house, RecordKind.EXCHANGE_HELD)
    clean_up(house)
    assert house.kept()[0] is ExchangeState.FAILED
    ends = [k for k in house.ledger.kinds() if k in OUTCOMES]
    assert ends == ["exchange.held", "exchange.failed"]


@pytest.mark.parametrize("recorded", [True, False], ids=["late record", "no record"])
def test_an_end_without_a_record_gets_it_from_the_log(
    house: House,
    recorded: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    exchange = left_open(house)
    house.stores.exchanges.drafted(exchange.id, "Thank you.")
    house.stores.exchanges.closed(
        exchange.id, ExchangeState.FAILED, answer=None, reasons=("Why.",), record=None
    )
    clean_up(house)
    assert house.ledger.kinds().count("exchange.failed") == 0  # it may be on its way
    seq = record(house, RecordKind.EXCHANGE_RELEASED) if recorded else None
    house.clock.advance(120)
    clean_up(house)
    if recorded:
        assert house.kept() == (ExchangeState.RELEASED, "Thank you.", ())
        assert house.stores.exchanges.get("e" * 32, "anna").record == seq
    else:
        assert house.kept() == (ExchangeState.FAILED, None, ("Why.",))
        assert house.ledger.only(RecordKind.EXCHANGE_FAILED).exchange == exchange.id
    house.clock.advance(120)
    before = house.ledger.kinds()
    clean_up(house)
    assert [k for k in house.ledger.kinds()[len(before) :] if k in OUTCOMES] == []


@pytest.mark.parametrize(
    ("verdict", "end", "state", "review"),
    [
        ("review.approved", "exchange.released", "released", ReviewState.APPROVED),
        ("review.rejected", "exchange.refused", "refused", ReviewState.REJECTED),
        ("review.voided", "exchange.refused", "refused", ReviewState.VOIDED),
    ],
)
def test_a_wait_that_the_log_has_ended_ends(
    house: House, verdict: str, end: str, state: str, review: ReviewState
) -> None:
    exchange = left_open(house)
    held = HeldAnswer(
        exchange.id, exchange.case, "credit-memo", "en", "anna", ("anna",), "Decline.",
        bound("Decline.", ()), "high", ("Needs four eyes.",), NOON, ReviewState.WAITING,
    )  # fmt: skip
    house.stores.reviews.hold(held, record=lambda: None)
    for kind in ("exchange.held", verdict, end):
        seq = record(house, RecordKind(kind))
    clean_up(house)
    assert house.stores.reviews.get(exchange.id).state is review
    assert house.kept()[0] == state
    assert house.stores.exchanges.get("e" * 32, "anna").record == seq
    assert house.kept()[1] == ("Decline." if state == "released" else None)


def test_a_log_that_cannot_be_read_fails_the_check(house: House) -> None:
    job = house.stores.jobs.add(JobKind.VERIFY_LOG, owner="anna")
    assert house.run(job).error == "LedgerError"
    assert house.ledger.kinds() == ["job.started", "job.failed"]
