"""Proposals for the dictionary, on SQLite and PostgreSQL: decided once, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.errors import ConflictError, LedgerError, NotFoundError
from appliance.stores import proposals as kept_in
from appliance.stores.opened import Stores
from tests.fakes import NOON

APPROVED, REJECTED = ProposalState.APPROVED, ProposalState.REJECTED


def make(number: int, words: str = "", **changes: Any) -> Proposal:
    values = {
        "id": f"{number:032x}",
        "action": ProposalAction.ADD,
        "listed": "person",
        "words": words or f"Zebulon {number}",
        "proposer": "anna",
        "proposed_at": NOON + timedelta(seconds=number),
        **changes,
    }
    return Proposal(**values)


def add(stores: Stores, proposal: Proposal) -> Proposal:
    """Propose, and give the one that waits now."""
    found: list[Proposal] = []
    stores.proposals.add(proposal, record=found.append)
    return found[0]


def decide(
    stores: Stores,
    proposal: Proposal,
    state: ProposalState = APPROVED,
    carry_out: Any = lambda: None,
) -> None:
    stores.proposals.decide(
        proposal,
        decider="carl",
        state=state,
        reason="Known to the desk.",
        at=NOON,
        carry_out=carry_out,
    )


def removal_of(entry: Proposal, number: int = 9) -> Proposal:
    return make(number, entry.words, action=ProposalAction.REMOVE, entry=entry.id)


def test_a_proposal_waits_and_reads_back_as_it_was(stores: Stores) -> None:
    proposal = add(stores, make(1))
    assert stores.proposals.waiting() == (proposal,)
    assert stores.proposals.get(proposal.id) == proposal
    assert stores.proposals.count_waiting() == 1
    assert "Zebulon" not in repr(proposal)


def test_the_oldest_comes_first(stores: Stores) -> None:
    for number in (2, 1, 3):
        add(stores, make(number))
    assert [p.proposed_at.second for p in stores.proposals.waiting()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("second", "waiting"),
    [
        pytest.param(make(2, "anna  WEBER"), 1, id="same words"),
        pytest.param(make(2, "Anna Webers"), 2, id="other words"),
        pytest.param(make(2, "Anna Weber", listed="allow"), 2, id="other list"),
    ],
)
def test_the_same_proposal_waits_once(
    stores: Stores, second: Proposal, waiting: int
) -> None:
    first = add(stores, make(1, "Anna Weber"))
    found = add(stores, second)
    assert (found == first) == (waiting == 1)
    assert stores.proposals.count_waiting() == waiting


def test_what_is_in_force_is_not_proposed_again(stores: Stores) -> None:
    first = add(stores, make(1, "Anna Weber"))
    decide(stores, first)
    assert add(stores, make(2, "Anna Weber")).id == first.id
    assert stores.proposals.waiting() == ()


def test_a_proposal_whose_record_is_not_taken_is_not_there(stores: Stores) -> None:
    def refuse(_: Proposal) -> None:
        raise LedgerError("down")

    with pytest.raises(LedgerError):
        stores.proposals.add(make(1), record=refuse)
    assert stores.proposals.waiting() == ()


@pytest.mark.parametrize("state", [APPROVED, REJECTED])
def test_only_what_is_approved_comes_into_force(
    stores: Stores, state: ProposalState
) -> None:
    proposal = add(stores, make(1))
    decide(stores, proposal, state)
    in_force = [p.id for p in stores.proposals.in_force()]
    assert in_force == ([proposal.id] if state is APPROVED else [])
    assert stores.proposals.waiting() == ()


def test_a_decision_that_is_not_carried_out_is_none(stores: Stores) -> None:
    def fail() -> None:
        raise LedgerError("down")

    proposal = add(stores, make(1))
    with pytest.raises(LedgerError):
        decide(stores, proposal, carry_out=fail)
    assert stores.proposals.waiting() == (proposal,)
    assert stores.proposals.in_force() == ()


def test_of_eight_who_decide_at_once_one_does(stores: Stores) -> None:
    proposal = add(stores, make(1))
    carried: list[int] = []

    def attempt(number: int) -> bool:
        try:
            decide(stores, proposal, carry_out=lambda: carried.append(number))
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(attempt, range(8)))
    assert won.count(True) == 1
    assert carried == [won.index(True)]


def test_an_entry_is_in_force_until_its_removal_is_approved(stores: Stores) -> None:
    entry = add(stores, make(1))
    decide(stores, entry)
    first = add(stores, removal_of(entry))
    assert len(stores.proposals.in_force()) == 1
    decide(stores, first, REJECTED)
    assert len(stores.proposals.in_force()) == 1
    decide(stores, add(stores, removal_of(entry, 10)))
    assert stores.proposals.in_force() == ()
    assert stores.proposals.get(entry.id).state is ProposalState.REMOVED


def test_an_entry_beyond_those_shown_is_found_shown_and_taken_out(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_in, "MAX_SHOWN", 2)
    entries = [add(stores, make(number)) for number in range(1, 6)]
    for entry in entries:
        decide(stores, entry)
    shown = [stores.proposals.in_force(start=start) for start in (0, 2, 4, 6)]
    assert [entry.id for page in shown for entry in page] == [e.id for e in entries]
    last = entries[-1]
    assert add(stores, make(7, last.words)).id == last.id
    decide(stores, add(stores, removal_of(last)))
    assert stores.proposals.get(last.id).state is ProposalState.REMOVED
    assert stores.proposals.count_in_force() == 4


def test_what_was_taken_out_can_be_proposed_again(stores: Stores) -> None:
    entry = add(stores, make(1))
    decide(stores, entry)
    decide(stores, add(stores, removal_of(entry)))
    again = add(stores, make(2, entry.words))
    assert stores.proposals.waiting() == (again,)


def test_no_such_proposal_is_named_as_such(stores: Stores) -> None:
    with pytest.raises(NotFoundError, match="no such proposal"):
        stores.proposals.get("0" * 32)
