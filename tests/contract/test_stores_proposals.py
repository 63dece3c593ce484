"""Proposals for the dictionary, on SQLite and PostgreSQL: decided once, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import select

from appliance.domain.proposal import Proposal, ProposalAction, ProposalState
from appliance.domain.text import PersonText
from appliance.errors import ConflictError, LedgerError, NotFoundError
from appliance.kinds import RecordKind
from appliance.stores import proposals as kept_in
from appliance.stores.database import open_engine
from appliance.stores.migrate import _config, migrate
from appliance.stores.opened import Stores
from appliance.stores.tables import proposals
from appliance.worker.erased import withdraw_erased
from tests.fakes import (
    NOON,
    DictionaryMasker,
    FixedClock,
    MemoryLedger,
    make_purpose,
    ports,
)
from tests.made import unrecorded

APPROVED, REJECTED = ProposalState.APPROVED, ProposalState.REJECTED
REMOVED, WITHDRAWN = ProposalState.REMOVED, ProposalState.WITHDRAWN


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


@pytest.mark.parametrize(
    ("case", "digest", "waiting"),
    [
        pytest.param("c" * 32, "d" * 64, 1, id="same case"),
        pytest.param("b" * 32, "e" * 64, 2, id="other case"),
        pytest.param("c" * 32, "e" * 64, 2, id="same case, erased and used again"),
    ],
)
@pytest.mark.parametrize("has_case", [True, False], ids=["", "first of before"])
def test_what_waits_is_the_same_only_of_the_same_case(
    stores: Stores, case: str, digest: str, waiting: int, *, has_case: bool
) -> None:
    of_case = {"case": "c" * 32, "case_digest": "d" * 64} if has_case else {}
    add(stores, make(1, "Anna Weber", **of_case))
    second = make(2, "Anna Weber", case=case, case_digest=digest)
    found = add(stores, second)
    assert stores.proposals.count_waiting() == (waiting if has_case else 2)
    assert (found == second) == (stores.proposals.count_waiting() == 2)


def test_the_same_words_of_two_cases_are_taken_out_at_once(stores: Stores) -> None:
    one, other = (
        add(stores, make(number, "Anna Weber", case=case * 32, case_digest=case * 64))
        for number, case in enumerate("bc")
    )
    decide(stores, one)
    decide(stores, other)
    decide(stores, add(stores, removal_of(one)))
    assert stores.proposals.in_force() == ()
    assert stores.proposals.get(other.id).state is REMOVED


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


def sealed(stores: Stores) -> list[bytes]:
    """Give what is kept of the words of every proposal, oldest first."""
    query = select(proposals.c.words_sealed).order_by(proposals.c.proposed_at)
    with stores.database.reading() as connection:
        return [bytes(row.words_sealed) for row in connection.execute(query)]


def reasons(stores: Stores) -> list[bool]:
    """Tell of which proposals a reason is kept, oldest first."""
    query = select(proposals.c.reason_sealed).order_by(proposals.c.proposed_at)
    with stores.database.reading() as connection:
        return [bool(row.reason_sealed) for row in connection.execute(query)]


def test_a_reason_goes_with_the_words_that_it_is_about(stores: Stores) -> None:
    decide(stores, add(stores, make(1)), REJECTED)
    entry = add(stores, make(2))
    decide(stores, entry)
    assert reasons(stores) == [False, True]
    decide(stores, add(stores, removal_of(entry)))
    assert reasons(stores) == [False, False, False]


def test_a_rejected_proposal_keeps_no_words(stores: Stores) -> None:
    proposal = add(stores, make(1))
    decide(stores, proposal, REJECTED)
    kept = stores.proposals.get(proposal.id)
    assert (kept.state, kept.words, sealed(stores)) == (REJECTED, "", [b""])


def test_an_entry_that_was_taken_out_leaves_no_words_anywhere(stores: Stores) -> None:
    entry = add(stores, make(1))
    decide(stores, entry)
    decide(stores, add(stores, removal_of(entry, 8)), REJECTED)
    assert [bool(one) for one in sealed(stores)] == [True, False]
    assert stores.proposals.in_force()[0].words == entry.words
    decide(stores, add(stores, removal_of(entry)))
    assert sealed(stores) == [b"", b"", b""]
    assert stores.proposals.get(entry.id).words == ""


def test_what_waits_is_withdrawn_with_its_words_and_its_record(
    stores: Stores,
) -> None:
    proposal = add(stores, make(1, case="c" * 32, case_digest="d" * 64))
    (waits,) = stores.proposals.of_cases()
    assert waits == (proposal.id, "person", "c" * 32, "d" * 64, None)

    def refuse() -> None:
        raise LedgerError("down")

    with pytest.raises(LedgerError):
        stores.proposals.withdraw(proposal.id, at=NOON, record=refuse)
    assert stores.proposals.waiting() == (proposal,)
    assert stores.proposals.withdraw(proposal.id, at=NOON, record=unrecorded)
    assert not stores.proposals.withdraw(proposal.id, at=NOON, record=refuse)
    assert (stores.proposals.waiting(), sealed(stores)) == ((), [b""])
    assert stores.proposals.get(proposal.id).state is WITHDRAWN
    with pytest.raises(ConflictError):
        decide(stores, proposal)
    assert stores.proposals.in_force() == ()


@pytest.mark.parametrize("again", [True, False], ids=["used again", "not used again"])
def test_what_waits_of_an_erased_case_is_withdrawn_and_nothing_else(
    stores: Stores, clock: FixedClock, *, again: bool
) -> None:
    masker, ledger = DictionaryMasker(clock=clock), MemoryLedger()
    wired = ports(masker=masker, ledger=ledger, clock=clock)

    def digest_of(case: str) -> str:
        masker.mask(
            PersonText("Zebulon"),
            exchange="e" * 32,
            case=case,
            purpose=make_purpose(),
            language="en",
        )
        return masker.bind("", case=case).draft_digest

    erased, other = "c" * 32, "b" * 32
    of_erased, of_other = digest_of(erased), digest_of(other)
    gone = add(stores, make(1, case=erased, case_digest=of_erased))
    stays = add(stores, make(2, case=other, case_digest=of_other))
    entry = add(stores, make(3, case=erased, case_digest=of_erased))
    decide(stores, entry)
    removal = add(stores, removal_of(entry))
    assert withdraw_erased(stores, wired) == 0
    masker.erase([erased], why="asked")
    if again:
        assert digest_of(erased) != of_erased
    assert withdraw_erased(stores, wired) == 1
    assert withdraw_erased(stores, wired) == 0
    assert stores.proposals.get(gone.id).state is WITHDRAWN
    assert stores.proposals.waiting() == (stays, removal)
    assert [one.id for one in stores.proposals.in_force()] == [entry.id]
    told = ledger.only(RecordKind.DICTIONARY_WITHDRAWN)
    body = {"listed": "person", "proposal": gone.id, "why": "erased"}
    assert (told.case, told.actor, told.body) == (erased, None, body)


def test_words_of_what_was_over_before_are_removed_by_a_step(
    database_url: str,
) -> None:
    states = {
        "waiting": ("add", True),
        "approved": ("add", True),
        "rejected": ("add", False),
        "removed": ("add", False),
    }
    rows = [
        {
            "id": f"{number:032x}",
            "action": action,
            "listed": "person",
            "words_sealed": b"words",
            "proposer": "anna",
            "proposed_at": NOON,
            "state": state,
            "reason_sealed": None if state == "waiting" else b"reason",
        }
        for number, (state, (action, _)) in enumerate(states.items())
    ]
    rows.append({**rows[1], "id": "f" * 32, "action": "remove"})
    engine = open_engine(database_url)
    with engine.connect() as connection:
        connection.execution_options(cloister_writes=True)
        with connection.begin():
            command.upgrade(_config(connection), "0023")
            connection.execute(proposals.insert(), rows)
    migrate(database_url)
    with engine.connect() as connection:
        query = select(proposals).order_by(proposals.c.id)
        rows_now = connection.execute(query).all()
    engine.dispose()
    kept = [stays for _, stays in states.values()]
    assert [bool(row.words_sealed) for row in rows_now] == [*kept, False]
    # Of what waits there was none, and of an entry in force it stays.
    said = [bool(row.reason_sealed) for row in rows_now]
    assert said == [False, True, False, False, False]
