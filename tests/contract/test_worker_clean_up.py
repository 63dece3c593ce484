"""Clean-up on SQLite and PostgreSQL: what breaks in one step keeps no other back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.domain.text import PersonText
from appliance.errors import LedgerAwayError, LedgerError, StoreError
from appliance.kinds import RecordKind
from appliance.settings import WorkerSettings
from appliance.stores.jobs import JobKind
from appliance.stores.opened import Stores
from appliance.stores.tables import proposals
from appliance.worker import clean_up as work
from tests.fakes import (
    NOON,
    DictionaryMasker,
    FixedClock,
    MemoryLedger,
    make_purpose,
    ports,
)

CASE = "c" * 32
SETTINGS = WorkerSettings()


class Refusing(MemoryLedger):
    """A log that does not take the records of some proposals."""

    def __init__(self, refused: Sequence[str], fault: type[LedgerError]) -> None:
        super().__init__()
        self.refused, self.fault, self.asked = refused, fault, 0

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if entry.kind is RecordKind.DICTIONARY_WITHDRAWN:
            self.asked += 1
            if entry.body["proposal"] in self.refused:
                raise self.fault(f"proposal {entry.body['proposal']}: not taken")
        return super().append(entry, durable=durable)


@pytest.fixture
def masker(clock: FixedClock) -> DictionaryMasker:
    """Give a masker that has masked a text of the case."""
    made = DictionaryMasker(clock=clock)
    made.mask(
        PersonText("Zebulon"),
        exchange="e" * 32,
        case=CASE,
        purpose=make_purpose(),
        language="en",
    )
    return made


def propose(stores: Stores, masker: DictionaryMasker, number: int) -> str:
    one = Proposal(
        id=f"{number:032x}",
        action=ProposalAction.ADD,
        listed="person",
        words=f"Zebulon {number}",
        proposer="anna",
        proposed_at=NOON + timedelta(seconds=number),
        case=CASE,
        case_digest=masker.bind("", case=CASE).draft_digest,
    )
    stores.proposals.add(one, record=lambda _: None)
    return one.id


def end_a_job_of_long_ago(stores: Stores, clock: FixedClock) -> None:
    job = stores.jobs.add(JobKind.VERIFY_LOG, owner="anna")
    assert stores.jobs.claim(job.id) is not None
    stores.jobs.finish(job.id)
    clock.advance(31 * 86_400)


def test_words_that_do_not_open_are_withdrawn_like_others(
    stores: Stores, clock: FixedClock, masker: DictionaryMasker
) -> None:
    ids = [propose(stores, masker, number) for number in (1, 2)]
    broken = proposals.update().where(proposals.c.id == ids[0])
    with stores.database.writing() as connection:
        connection.execute(broken.values(words_sealed=b"not a body"))
    with pytest.raises(StoreError):
        stores.proposals.get(ids[0])
    wired = ports(masker=masker, clock=clock)
    assert work.clean_up(SETTINGS, stores, wired)["proposals"] == 0
    masker.erase([CASE], why="asked")
    assert work.clean_up(SETTINGS, stores, wired)["proposals"] == 2
    assert stores.proposals.waiting() == ()


def test_what_breaks_in_one_step_keeps_no_other_step_back(
    stores: Stores,
    clock: FixedClock,
    masker: DictionaryMasker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    end_a_job_of_long_ago(stores, clock)
    first, second = (propose(stores, masker, number) for number in (1, 2))
    masker.erase([CASE], why="asked")
    ledger = Refusing([first], LedgerError)
    wired = ports(masker=masker, ledger=ledger, clock=clock)
    with pytest.raises(LedgerError, match=f"proposal {first}: not taken"):
        work.clean_up(SETTINGS, stores, wired)
    assert stores.proposals.get(second).state is ProposalState.WITHDRAWN
    assert [one.id for one in stores.proposals.waiting()] == [first]
    assert stores.jobs.remove_ended(older_than=timedelta(days=30)) == 0
    assert f"proposals: LedgerError: proposal {first}: not taken" in caplog.messages
    assert "Zebulon" not in caplog.text


def test_a_log_that_is_away_is_asked_once(
    stores: Stores, clock: FixedClock, masker: DictionaryMasker
) -> None:
    ids = [propose(stores, masker, number) for number in (1, 2)]
    masker.erase([CASE], why="asked")
    ledger = Refusing(ids, LedgerAwayError)
    with pytest.raises(LedgerAwayError):
        work.clean_up(
            SETTINGS, stores, ports(masker=masker, ledger=ledger, clock=clock)
        )
    assert ledger.asked == 1
