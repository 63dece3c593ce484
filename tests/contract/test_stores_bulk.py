"""One suite for lists of texts, on SQLite and PostgreSQL."""

from datetime import timedelta

import pytest

from appliance.domain.bulk import BulkCounts, BulkList, BulkState, BulkWhy, GivenItem
from appliance.domain.exchange import Admitted, ExchangeState, Masked
from appliance.domain.text import PersonText
from appliance.errors import (
    ForgottenError,
    LedgerError,
    NotFoundError,
    StoreError,
)
from appliance.stores.bulk import WantedList
from appliance.stores.opened import Stores
from appliance.worker.erased import forget_erased
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)
from tests.made import unrecorded
from tests.unit.appliance.worker.house import WORDS, YES

RUNNING, PAUSED, ENDED = BulkState.RUNNING, BulkState.PAUSED, BulkState.ENDED


def begin(stores: Stores, *, owner: str = "anna", rows: int = 3) -> BulkList:
    case = stores.cases.create(owner, "Kowalski")
    wanted = WantedList(owner, case.id, "reply-draft", "en", rows, given="a list")
    return stores.bulk.begin(wanted)


def take_in(
    stores: Stores,
    kept: BulkList,
    row: int,
    clock: FixedClock,
    repeats: int = 0,
    *,
    digest: str = "d" * 64,
) -> str:
    """Read one text in; gives its exchange."""
    text, name = f"Anna Kowalski, {row}", f"{kept.id[:24]}{row:08x}"
    caller = make_caller(kept.owner)
    exchange = make_exchange(
        text, id=name, case=kept.case, caller=caller, origin="bulk"
    )
    purpose = make_purpose()
    masked = DictionaryMasker(WORDS, clock=clock).mask(
        exchange.text,
        exchange=exchange.id,
        case=kept.case,
        purpose=purpose,
        language="en",
    )
    item = GivenItem(row, f"Kunde {row}", PersonText(text), repeats=repeats or None)
    whole = Masked(Admitted(exchange, caller, purpose, YES), masked)
    stores.bulk.take_in(kept.id, item, whole, digest)
    return exchange.id


def close(stores: Stores, exchange: str, state: ExchangeState) -> None:
    stores.exchanges.closed(exchange, state, answer=None, reasons=("No.",), record=1)


def test_a_list_is_its_owners_alone(stores: Stores, clock: FixedClock) -> None:
    kept = begin(stores)
    take_in(stores, kept, 2, clock)
    assert stores.bulk.of_owner("anna") == (stores.bulk.get(kept.id, "anna"),)
    assert stores.bulk.of_owner("ben") == ()
    assert stores.bulk.items(kept.id, "ben") == ()
    assert not stores.bulk.is_given(kept.id, "ben", "a list")
    for bulk, owner in ((kept.id, "ben"), ("0" * 32, "anna")):
        with pytest.raises(NotFoundError):
            stores.bulk.get(bulk, owner)


def test_a_list_is_read_in_row_by_row_and_goes_on_where_it_was(
    stores: Stores, clock: FixedClock
) -> None:
    kept = begin(stores)
    take_in(stores, kept, 2, clock)
    take_in(stores, kept, 5, clock, repeats=2)
    now = stores.bulk.get(kept.id, "anna")
    assert (now.taken, now.is_read) == (2, False)
    assert stores.bulk.rows_taken(kept.id) == {2, 5}
    assert stores.bulk.is_given(kept.id, "anna", "a list")
    assert not stores.bulk.is_given(kept.id, "anna", "another")
    with pytest.raises(StoreError):
        take_in(stores, kept, 5, clock)
    found = stores.bulk.items(kept.id, "anna")
    assert [(i.row, i.name, i.repeats) for i in found] == [
        (2, "Kunde 2", None),
        (5, "Kunde 5", 2),
    ]
    assert "Kowalski" not in (found[0].kept.masked or "Kowalski")


def test_a_text_that_could_not_be_masked_is_counted_and_nothing_of_it_is_kept(
    stores: Stores,
) -> None:
    kept = begin(stores, rows=1)
    exchange = make_exchange("secret", case=kept.case, caller=make_caller())
    item = GivenItem(2, "", PersonText("secret"))
    stores.bulk.take_ended(
        kept.id,
        item,
        exchange,
        state=ExchangeState.REFUSED,
        reasons=("It cannot be masked.",),
        record=None,
    )
    now = stores.bulk.get(kept.id, "anna")
    assert stores.bulk.counts(now) == BulkCounts(refused=1)
    (found,) = stores.bulk.items(kept.id, "anna")
    assert (found.kept.masked, found.kept.reasons) == (None, ("It cannot be masked.",))
    assert stores.bulk_line.worked_off() == ((kept.id, "anna"),)


def test_a_list_is_counted_by_the_states_of_its_texts(
    stores: Stores, clock: FixedClock
) -> None:
    kept = begin(stores, rows=6)
    ids = [take_in(stores, kept, row, clock) for row in range(2, 7)]
    for exchange, state in zip(
        ids,
        (ExchangeState.RELEASED, ExchangeState.HELD, ExchangeState.FAILED),
        strict=False,
    ):
        close(stores, exchange, state)
    assert stores.bulk.counts(kept) == BulkCounts(done=1, held=1, failed=1, left=3)
    assert len(stores.bulk.ended_lately(kept.id)) == 3
    clock.advance(700)
    assert stores.bulk.ended_lately(kept.id) == ()
    failed = stores.bulk.items(kept.id, "anna", states=[ExchangeState.FAILED])
    assert [item.row for item in failed] == [4]
    pages = [stores.bulk.items(kept.id, "anna", skip=n, most=2) for n in (0, 2, 4)]
    assert [[i.row for i in page] for page in pages] == [[2, 3], [4, 5], [6]]
    behind = stores.bulk.items(kept.id, "anna", after=4)
    assert [item.row for item in behind] == [5, 6]


def test_a_list_moves_only_from_where_it_stands(stores: Stores) -> None:
    kept, move = begin(stores), stores.bulk.move
    assert not move(kept.id, (PAUSED,), RUNNING, BulkWhy.NONE, record=unrecorded)
    assert move(kept.id, (RUNNING,), PAUSED, BulkWhy.BUDGET, record=unrecorded)
    now = stores.bulk.get(kept.id, "anna")
    assert (now.state, now.why, now.ended_at) == (PAUSED, BulkWhy.BUDGET, None)
    assert move(kept.id, (RUNNING, PAUSED), ENDED, BulkWhy.PERSON, record=unrecorded)
    assert stores.bulk.get(kept.id, "anna").ended_at is not None
    assert not move(
        kept.id, (RUNNING, PAUSED), RUNNING, BulkWhy.NONE, record=unrecorded
    )


def test_the_worker_takes_lists_in_turn_and_counts_each_begin(
    stores: Stores, clock: FixedClock
) -> None:
    first, second = begin(stores), begin(stores, owner="ben")
    for kept in (first, second):
        for row in (2, 3):
            take_in(stores, kept, row, clock)
    clock.advance(1)
    seen = []
    for _ in range(4):
        turn = stores.bulk_line.next()
        assert turn is not None
        close(stores, turn.exchange, ExchangeState.RELEASED)
        seen.append((turn.owner, turn.row, turn.attempts))
        clock.advance(1)
    assert sorted(seen[:2]) == [("anna", 2, 1), ("ben", 2, 1)]
    assert sorted(seen[2:]) == [("anna", 3, 1), ("ben", 3, 1)]
    assert stores.bulk_line.next() is None


def test_a_text_given_back_waits_as_long_as_it_is_told(
    stores: Stores, clock: FixedClock
) -> None:
    kept, line = begin(stores, rows=1), stores.bulk_line
    take_in(stores, kept, 2, clock)
    turn = line.next()
    assert turn is not None
    again = line.next()
    assert again is not None
    assert again.attempts == 2
    clock.advance(5)
    line.give_back(again, not_before=clock.now(), gave_way=True)
    clock.advance(-1)
    assert line.next() is None
    clock.advance(1)
    turn = line.next()
    assert turn is not None
    assert (turn.attempts, turn.gave_way, turn.delays) == (1, 1, 0)
    line.give_back(turn, not_before=clock.now())
    turn = line.next()
    assert turn is not None
    assert (turn.attempts, turn.gave_way, turn.delays) == (1, 1, 1)


def test_what_a_list_that_ended_leaves_is_named_until_it_has_an_end(
    stores: Stores, clock: FixedClock
) -> None:
    kept = begin(stores, rows=1)
    exchange = take_in(stores, kept, 2, clock)
    assert stores.bulk_line.leftovers(most=9) == ()
    stores.bulk.move(kept.id, (RUNNING,), ENDED, BulkWhy.ERASED, record=unrecorded)
    (left,) = stores.bulk_line.leftovers(most=9)
    assert (left.exchange, left.owner, left.why) == (exchange, "anna", "erased")
    assert stores.bulk_line.next() is None
    close(stores, exchange, ExchangeState.FAILED)
    assert stores.bulk_line.leftovers(most=9) == ()


def test_names_of_texts_are_forgotten(stores: Stores, clock: FixedClock) -> None:
    kept = begin(stores)
    take_in(stores, kept, 2, clock)
    (named,) = stores.bulk_line.named()
    assert (named.bulk, named.case, named.is_masked) == (kept.id, kept.case, True)
    assert named.case_digest == "d" * 64
    stores.bulk_line.forget_names(kept.id, case=kept.case)
    assert stores.bulk_line.named() == ()
    (item,) = stores.bulk.items(kept.id, "anna")
    assert (item.name, item.kept.case_title) == ("", "")
    assert stores.bulk.get(kept.id, "anna").case_title == ""
    assert not stores.bulk.is_given(kept.id, "anna", "a list")


def test_a_text_that_is_taken_in_later_has_a_name_to_be_forgotten(
    stores: Stores, clock: FixedClock
) -> None:
    kept = begin(stores)
    take_in(stores, kept, 2, clock)
    stores.bulk_line.forget_names(kept.id, case=kept.case)
    take_in(stores, kept, 3, clock)
    assert [one.bulk for one in stores.bulk_line.named()] == [kept.id]
    stores.bulk_line.forget_names(kept.id, case=kept.case)
    assert [one.name for one in stores.bulk.items(kept.id, "anna")] == ["", ""]


def test_a_text_that_was_masked_under_another_key_is_not_kept(
    stores: Stores, clock: FixedClock
) -> None:
    kept = begin(stores)
    stores.bulk.know(kept.id, "d" * 64)
    stores.bulk.know(kept.id, "e" * 64)
    take_in(stores, kept, 2, clock)
    with pytest.raises(ForgottenError):
        take_in(stores, kept, 3, clock, digest="e" * 64)
    assert stores.bulk.rows_taken(kept.id) == {2}
    assert stores.bulk.get(kept.id, "anna").case_digest == "d" * 64


@pytest.mark.parametrize("masks", [True, False], ids=["masked", "never masked"])
def test_after_an_erasure_nothing_is_left_of_what_texts_were_called(
    stores: Stores,
    clock: FixedClock,
    masks: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    masker = DictionaryMasker(WORDS, clock=clock)
    wired = ports(masker=masker, clock=clock)
    kept, other = begin(stores), begin(stores, owner="ben")
    for one in (kept, other):
        if masks:
            masker.mask(
                PersonText("Anna Kowalski"),
                exchange="e" * 32,
                case=one.case,
                purpose=make_purpose(),
                language="en",
            )
            exchange = take_in(
                stores,
                one,
                2,
                clock,
                digest=masker.bind("", case=one.case).draft_digest,
            )
            close(stores, exchange, ExchangeState.RELEASED)
        else:
            exchange = make_exchange(
                "x", id=one.id[::-1], case=one.case, caller=make_caller(one.owner)
            )
            stores.bulk.take_ended(
                one.id,
                GivenItem(2, "Kunde", PersonText("x")),
                exchange,
                state=ExchangeState.FAILED,
                reasons=(),
                record=1,
            )
    assert forget_erased(stores, wired) == 0
    masker.erase([kept.case], why="asked")
    if masks:
        # The case is used again at once, so the vault knows one of this name.
        masker.mask(
            PersonText("Ben Berg"),
            exchange="f" * 32,
            case=kept.case,
            purpose=make_purpose(),
            language="en",
        )
    else:
        clock.advance(86_401)
    assert forget_erased(stores, wired) == (1 if masks else 2)
    assert forget_erased(stores, wired) == 0
    (item,) = stores.bulk.items(kept.id, "anna")
    assert item.name == ""
    (item,) = stores.bulk.items(other.id, "ben")
    assert bool(item.name) is masks


def test_texts_of_lists_are_in_no_history_and_announce_nothing(
    stores: Stores,
) -> None:
    kept = begin(stores, rows=1)
    case, caller = kept.case, make_caller()
    exchange = make_exchange("x", case=case, caller=caller, origin="bulk")
    item = GivenItem(2, "", PersonText("x"))
    stores.bulk.take_ended(
        kept.id, item, exchange, state=ExchangeState.FAILED, reasons=(), record=1
    )
    assert stores.history.of_owner("anna").items == ()
    assert stores.exchanges.unseen("anna", most=5) == ()
    assert stores.exchanges.get(exchange.id, "anna").origin == "bulk"


def test_a_list_moves_with_its_record_or_not_at_all(stores: Stores) -> None:
    kept, told = begin(stores), []

    def full() -> None:
        raise LedgerError("full")

    def record() -> None:
        told.append(1)

    with pytest.raises(LedgerError):
        stores.bulk.move(kept.id, (RUNNING,), PAUSED, BulkWhy.PERSON, record=full)
    assert stores.bulk.get(kept.id, "anna").state is RUNNING
    assert stores.bulk.move(kept.id, (RUNNING,), ENDED, BulkWhy.DONE, record=record)
    assert not stores.bulk.move(kept.id, (RUNNING,), ENDED, BulkWhy.DONE, record=record)
    assert told == [1]


@pytest.mark.parametrize(
    ("origin", "counts"),
    [
        ("web", True),
        ("terminal", True),
        ("api", True),
        ("bulk", False),
        ("worker", False),
    ],
)
def test_whether_somebody_asks_is_told_of_those_who_wait_alone(
    stores: Stores, origin: str, *, counts: bool
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange("x", case=case.id, caller=make_caller(), origin=origin)
    stores.exchanges.opened(exchange)
    received, line = exchange.received_at, stores.bulk_line
    assert line.is_asked_since(received) is counts
    assert not line.is_asked_since(received + timedelta(microseconds=1))
