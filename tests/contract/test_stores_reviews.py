"""One suite for held answers, on the fake, SQLite and PostgreSQL."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.errors import ConflictError, LedgerError, NotFoundError, StoreError
from appliance.stores.opened import Stores
from appliance.stores.reviews import KeptReviews
from tests.fakes import NOON, MemoryReviews, make_caller, make_exchange
from tests.made import bound

Queue = MemoryReviews | KeptReviews


def hex_id(number: int) -> str:
    return f"{number:032x}"


def make_held(stores: Stores, number: int = 1, **changes: object) -> HeldAnswer:
    """Make an answer that waits, and the exchange it is of."""
    case = stores.cases.create("anna", "")
    exchange = make_exchange(id=hex_id(number), case=case.id, purpose="credit-memo")
    stores.exchanges.opened(exchange)
    draft = f"Recommend to decline for [PERSON_ab2c_{number}]."
    held = HeldAnswer(
        exchange=exchange.id,
        case=case.id,
        purpose="credit-memo",
        language="en",
        requester="anna",
        authors=("anna",),
        draft=draft,
        binding=bound(draft, ("a" * 64,)),
        risk="high",
        reasons=("This purpose needs a second person.",),
        held_at=NOON + timedelta(seconds=number),
        state=ReviewState.WAITING,
    )
    return replace(held, **changes)  # type: ignore[arg-type]


@pytest.fixture(params=["fake", "real"])
def queue(request: pytest.FixtureRequest, stores: Stores) -> Queue:
    return MemoryReviews() if request.param == "fake" else stores.reviews


def conclude(
    queue: Queue,
    held: HeldAnswer,
    state: ReviewState = ReviewState.APPROVED,
    *,
    reviewer: str = "rita",
    record: Callable[[], None] = lambda: None,
) -> None:
    queue.conclude(
        held, reviewer=reviewer, state=state, reason="because", at=NOON, record=record
    )


def test_a_held_answer_reads_back_as_it_was_held(queue: Queue, stores: Stores) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    assert queue.get(held.exchange) == held


def test_one_exchange_holds_one_answer(queue: Queue, stores: Stores) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    with pytest.raises(StoreError):
        queue.hold(held, record=lambda: None)


def test_an_answer_whose_record_fails_is_not_held(queue: Queue, stores: Stores) -> None:
    held = make_held(stores)

    def fails() -> None:
        raise LedgerError("disk full")

    with pytest.raises(LedgerError):
        queue.hold(held, record=fails)
    with pytest.raises(NotFoundError):
        queue.get(held.exchange)


def test_an_answer_that_cannot_be_held_is_not_recorded(
    queue: Queue, stores: Stores
) -> None:
    held = make_held(stores)
    records: list[str] = []
    for _ in range(2):
        with suppress(StoreError):
            queue.hold(held, record=lambda: records.append("held"))
    assert records == ["held"]


def test_an_unknown_exchange_has_no_held_answer(queue: Queue) -> None:
    with pytest.raises(NotFoundError):
        queue.get("0" * 32)


@pytest.mark.parametrize(
    "state", [ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.VOIDED]
)
def test_a_verdict_ends_the_wait_once(
    queue: Queue, stores: Stores, state: ReviewState
) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    conclude(queue, held, state)
    assert queue.get(held.exchange).state is state
    with pytest.raises(ConflictError):
        conclude(queue, held, ReviewState.REJECTED)
    assert queue.get(held.exchange).state is state


def changed(held: HeldAnswer) -> dict[str, HeldAnswer]:
    """What a reviewer might have seen that is not what is held."""
    return {
        "another draft": replace(
            held, draft="else", binding=bound("else", held.binding.commitments)
        ),
        "another person behind it": replace(
            held, binding=bound(held.draft, ("b" * 64,))
        ),
        "nobody behind it": replace(held, binding=bound(held.draft, ())),
        "another author": replace(held, authors=("anna", "rita")),
    }


@pytest.mark.parametrize(
    "what",
    ["another draft", "another person behind it", "nobody behind it", "another author"],
)
def test_a_verdict_on_something_else_is_a_conflict(
    queue: Queue, stores: Stores, what: str
) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    with pytest.raises(ConflictError):
        conclude(queue, changed(held)[what])
    assert queue.get(held.exchange) == held


def test_a_verdict_that_cannot_be_recorded_did_not_happen(
    queue: Queue, stores: Stores
) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)

    def refuse() -> None:
        raise LedgerError("the log is full")

    with pytest.raises(LedgerError):
        conclude(queue, held, record=refuse)
    with pytest.raises(LedgerError):
        queue.replace(held, replace(held, authors=("anna", "rita")), record=refuse)
    assert queue.get(held.exchange) == held


def test_an_edit_replaces_exactly_what_was_seen(queue: Queue, stores: Stores) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    edited = replace(
        held,
        draft="Refer.",
        binding=bound("Refer.", ()),
        authors=("anna", "rita"),
        reasons=("Another reason.",),
    )
    queue.replace(held, edited, record=lambda: None)
    assert queue.get(held.exchange) == edited
    with pytest.raises(ConflictError):
        queue.replace(held, held, record=lambda: None)
    with pytest.raises(ConflictError):
        conclude(queue, held)
    conclude(queue, edited, reviewer="ralf")


def test_of_fifty_approvals_at_once_exactly_one_wins(
    queue: Queue, stores: Stores
) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    recorded: list[str] = []
    ends: list[str] = []
    together = threading.Barrier(50)

    def approve(reviewer: str) -> None:
        together.wait(30)
        try:
            conclude(
                queue, held, reviewer=reviewer, record=lambda: recorded.append(reviewer)
            )
            ends.append("won")
        except ConflictError:
            ends.append("lost")

    threads = [threading.Thread(target=approve, args=(f"r{n}",)) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(ends) == ["lost"] * 49 + ["won"]
    assert len(recorded) == 1


def test_an_approval_and_an_edit_at_once_have_one_winner(
    queue: Queue, stores: Stores
) -> None:
    held = make_held(stores)
    queue.hold(held, record=lambda: None)
    edited = replace(
        held, draft="Refer.", binding=bound("Refer.", ()), authors=("anna", "rita")
    )
    ends: list[str] = []
    together = threading.Barrier(2)

    def attempt(name: str) -> None:
        together.wait(30)
        try:
            if name == "edit":
                queue.replace(held, edited, record=lambda: None)
            else:
                conclude(queue, held)
            ends.append(name)
        except ConflictError:
            ends.append("lost")

    threads = [threading.Thread(target=attempt, args=(n,)) for n in ("edit", "approve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    winner = next(end for end in ends if end != "lost")
    assert ends.count("lost") == 1
    found = queue.get(held.exchange)
    assert (found.draft == "Refer.") is (winner == "edit")


def test_the_queue_is_riskiest_then_oldest_and_of_the_asked_purposes(
    stores: Stores,
) -> None:
    low = make_held(stores, 1, risk="low")
    old = make_held(stores, 2)
    new = make_held(stores, 3)
    other = make_held(stores, 4, purpose="reply-draft")
    odd = make_held(stores, 5, risk="unheard-of")
    done = make_held(stores, 6)
    for held in (new, other, low, odd, old, done):
        stores.reviews.hold(held, record=lambda: None)
    conclude(stores.reviews, done)
    waiting = stores.reviews.waiting({"credit-memo"})
    assert waiting == (odd, old, new, low)
    assert stores.reviews.count_waiting({"credit-memo"}) == 4
    assert stores.reviews.waiting(()) == ()


def test_an_approval_releases_exactly_the_held_draft(stores: Stores) -> None:
    held = make_held(stores)
    stores.reviews.hold(held, record=lambda: None)
    stores.exchanges.closed(
        held.exchange,
        ExchangeState.HELD,
        answer=held.draft,
        reasons=held.reasons,
        record=3,
    )
    conclude(stores.reviews, held)
    kept = stores.exchanges.get(held.exchange, "anna")
    assert (kept.state, kept.answer) == (ExchangeState.RELEASED, held.draft)
    stores.exchanges.closed(
        held.exchange, ExchangeState.RELEASED, answer=held.draft, reasons=(), record=4
    )
    assert stores.exchanges.get(held.exchange, "anna").record == 4


def test_a_conclusion_names_reviewer_and_reason(stores: Stores) -> None:
    held = make_held(stores)
    stores.reviews.hold(held, record=lambda: None)
    assert stores.reviews.conclusion(held.exchange) is None
    conclude(stores.reviews, held, ReviewState.REJECTED)
    found = stores.reviews.conclusion(held.exchange)
    assert found is not None
    assert (found.state, found.reviewer, found.reason, found.at) == (
        ReviewState.REJECTED,
        "rita",
        "because",
        NOON,
    )
    assert "because" not in repr(found)


def test_a_reviewer_reads_the_exchange_of_a_held_answer_and_no_other(
    stores: Stores,
) -> None:
    held = make_held(stores)
    with pytest.raises(NotFoundError):
        stores.exchanges.get_under_review(held.exchange)
    stores.reviews.hold(held, record=lambda: None)
    assert stores.exchanges.get_under_review(held.exchange).owner == "anna"
    assert make_caller("rita").person == "rita"
