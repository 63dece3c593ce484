"""Clean-up on SQLite and PostgreSQL: what breaks in one step keeps no other back."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.domain.text import PersonText
from appliance.errors import LedgerAwayError, LedgerError, SettingsError, StoreError
from appliance.kinds import RecordKind
from appliance.settings import WorkerSettings
from appliance.stores.jobs import JobKind
from appliance.stores.opened import Stores
from appliance.stores.tables import proposals
from appliance.worker import clean_up as work
from tests.contract.test_stores_bulk import begin, take_in
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
    mask(made, CASE)
    return made


def mask(masker: DictionaryMasker, case: str) -> None:
    masker.mask(
        PersonText("Zebulon"),
        exchange="e" * 32,
        case=case,
        purpose=make_purpose(),
        language="en",
    )


def propose(
    stores: Stores, masker: DictionaryMasker, number: int, *, case: str = CASE
) -> str:
    one = Proposal(
        id=f"{number:032x}",
        action=ProposalAction.ADD,
        listed="person",
        words=f"Zebulon {number}",
        proposer="anna",
        proposed_at=NOON + timedelta(seconds=number),
        case=case,
        case_digest=masker.bind("", case=case).draft_digest,
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


class Site:
    """What a site keeps of one case: a title, a name in a list, words that wait."""

    def __init__(self, stores: Stores, clock: FixedClock) -> None:
        self.stores, self.clock = stores, clock
        self.right, self.empty = (DictionaryMasker(clock=clock) for _ in range(2))
        self.case = stores.cases.create("anna", "Kowalski, the fee").id
        mask(self.right, self.case)
        self.proposal = propose(stores, self.right, 1, case=self.case)
        self.bulk = begin(stores, rows=1)
        mask(self.right, self.bulk.case)
        digest = self.right.bind("", case=self.bulk.case).draft_digest
        take_in(stores, self.bulk, 2, clock, digest=digest)
        self.clean_up(self.right)

    def clean_up(self, masker: DictionaryMasker) -> dict[str, int]:
        self.clock.advance(600)
        return work.clean_up(
            SETTINGS, self.stores, ports(masker=masker, clock=self.clock)
        )

    def kept(self) -> tuple[str, str, int]:
        """Tell what is kept: the title, the name of a text, how many proposals wait."""
        (item,) = self.stores.bulk.items(self.bulk.id, self.bulk.owner)
        title = self.stores.cases.get(self.case, "anna").title
        return title, item.name, self.stores.proposals.count_waiting()


@pytest.fixture
def site(stores: Stores, clock: FixedClock) -> Site:
    return Site(stores, clock)


def test_by_the_word_of_another_vault_nothing_is_forgotten(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    before = site.kept()
    site.clock.advance(2 * 86_400)
    for _ in range(3):
        with pytest.raises(SettingsError, match="another vault than before"):
            site.clean_up(site.empty)
    assert site.kept() == before
    told = "SettingsError: database.vault_url: another vault than before"
    assert f"titles: {told}" in caplog.messages
    assert "Kowalski" not in caplog.text
    assert "Zebulon" not in caplog.text


def test_what_the_right_vault_erased_is_forgotten_once_it_is_back(site: Site) -> None:
    before = site.kept()
    with pytest.raises(SettingsError):
        site.clean_up(site.empty)
    site.clean_up(site.right)
    assert site.kept() == before
    site.right.erase([site.case], why="asked")
    site.clean_up(site.right)
    assert site.kept() == ("", before[1], 0)


def test_another_vault_is_the_sites_after_thirty_days_without_the_one_before(
    site: Site,
) -> None:
    with pytest.raises(SettingsError):
        site.clean_up(site.empty)
    site.clock.advance(20 * 86_400)
    site.clean_up(site.right)
    # As if it had never been there.
    for _ in range(2):
        site.clock.advance(20 * 86_400)
        with pytest.raises(SettingsError):
            site.clean_up(site.empty)
    site.clock.advance(10 * 86_400)
    assert site.clean_up(site.empty)["titles"] == 1
    assert site.kept()[0] == ""
    with pytest.raises(SettingsError):
        site.clean_up(site.right)
