"""Cases proposed from rated answers, on SQLite and PostgreSQL: each decided once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from appliance.domain.golden import CaseOrigin
from appliance.domain.proposal import ProposalState
from appliance.domain.sampling import Answered, Sample, SampleReason
from appliance.errors import ConflictError, LedgerError, NotFoundError
from appliance.stores.golden_proposals import GoldenProposal
from appliance.stores.opened import Stores
from tests.fakes import NOON, make_exchange

APPROVED, REJECTED = ProposalState.APPROVED, ProposalState.REJECTED


@pytest.fixture
def proposal(stores: Stores) -> GoldenProposal:
    """A case of a drawn answer, not yet proposed."""
    case = stores.cases.create("anna", "")
    exchange = make_exchange(case=case.id)
    stores.exchanges.opened(exchange)
    answered = Answered(exchange.id, case.id, "reply-draft", "en", "anna", ())
    sample = Sample("5" * 32, answered, (SampleReason.SHARE,), NOON)
    stores.samples.add(sample, record=lambda: None)
    return GoldenProposal("1" * 32, sample.id, "reply-draft", "{}", "rita", NOON)


def add(stores: Stores, proposal: GoldenProposal) -> None:
    stores.golden.add(proposal, record=lambda: None)


def decide(
    stores: Stores, proposal: GoldenProposal, state: ProposalState = APPROVED
) -> None:
    stores.golden.decide(
        proposal, decider="carl", state=state, reason="Yes.", at=NOON,
        record=lambda: None,
    )  # fmt: skip


def test_a_case_waits_and_reads_back_as_it_was(
    stores: Stores, proposal: GoldenProposal
) -> None:
    add(stores, proposal)
    assert stores.golden.waiting() == (proposal,)
    assert stores.golden.get(proposal.id) == proposal
    assert stores.golden.of_samples([proposal.sample, "x"]) == {proposal.sample}
    assert "{}" not in repr(proposal)


def test_a_case_says_what_it_was_made_from(
    stores: Stores, proposal: GoldenProposal
) -> None:
    amended = replace(proposal, sample="7" * 32, origin=CaseOrigin.AMENDMENT)
    add(stores, amended)
    assert stores.golden.get(amended.id) == amended


def test_only_what_is_approved_is_tested_with(
    stores: Stores, proposal: GoldenProposal
) -> None:
    add(stores, proposal)
    decide(stores, proposal, REJECTED)
    assert stores.golden.approved("reply-draft") == ()
    again = replace(proposal, id="2" * 32)
    add(stores, again)
    decide(stores, again)
    assert [one.id for one in stores.golden.approved("reply-draft")] == [again.id]
    assert stores.golden.approved("credit-memo") == ()
    assert stores.golden.count_approved() == {"reply-draft": 1}
    assert stores.golden.waiting() == ()


@pytest.mark.parametrize("state", ["waiting", "approved"])
def test_an_answer_makes_one_case(
    stores: Stores, proposal: GoldenProposal, state: str
) -> None:
    add(stores, proposal)
    if state == "approved":
        decide(stores, proposal)
    with pytest.raises(ConflictError):
        add(stores, replace(proposal, id="2" * 32))


def test_of_eight_who_decide_at_once_one_does(
    stores: Stores, proposal: GoldenProposal
) -> None:
    add(stores, proposal)

    def attempt(number: int) -> bool:
        try:
            decide(stores, proposal, APPROVED if number % 2 else REJECTED)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(attempt, range(8))).count(True) == 1


def test_what_the_log_does_not_take_is_not_kept(
    stores: Stores, proposal: GoldenProposal
) -> None:
    def refuse() -> None:
        raise LedgerError("down")

    with pytest.raises(LedgerError):
        stores.golden.add(proposal, record=refuse)
    assert stores.golden.waiting() == ()
    add(stores, proposal)
    with pytest.raises(LedgerError):
        stores.golden.decide(
            proposal, decider="carl", state=APPROVED, reason="", at=NOON, record=refuse
        )
    assert stores.golden.waiting() == (proposal,)


def test_no_such_case_is_named_as_such(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="no such proposal"):
        stores.golden.get("0" * 32)
