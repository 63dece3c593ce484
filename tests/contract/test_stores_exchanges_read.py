"""What owners read of their exchanges: their own, in order, by words, with its turns."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from appliance.domain.conversation import Continues
from appliance.domain.exchange import Exchange, ExchangeState
from appliance.domain.feedback import Thumb
from appliance.errors import NotFoundError
from appliance.stores.history import PAGE_ROWS
from appliance.stores.opened import Stores
from tests.contract.exchange_house import begun, followed, hex_id, mask, release
from tests.fakes import make_caller, make_exchange

BEN = make_exchange(caller=make_caller("ben")).credential


def test_turns_are_read_back_in_their_order(stores: Stores) -> None:
    first = begun(stores, 1)
    release(stores, first, "Answer one.")
    second = followed(stores, 2, first)
    release(stores, second, "Answer two.")
    third = followed(stores, 3, second)
    turns = stores.exchanges.earlier(third)
    assert [(t.exchange, t.answer) for t in turns] == [
        (first.id, "Answer one."),
        (second.id, "Answer two."),
    ]
    assert all("[PERSON_" in turn.text for turn in turns)
    kept = stores.exchanges.get(third.id, "anna")
    assert kept.follows == third.follows
    assert stores.conversations.after(stores.exchanges.get(first.id, "anna")) == (
        (second.id, Continues.TURN),
    )


def test_what_a_prompt_held_includes_the_turns_before(stores: Stores) -> None:
    first = begun(stores, 1)
    release(stores, first, "Answer one.")
    second = followed(stores, 2, first)
    stores.exchanges.masked(mask(second))
    own = mask(first).text.text
    assert stores.exchanges.masked_text(second.id) == f"{own}\nAnswer one.\n{own}"


@pytest.mark.parametrize("how", Continues)
def test_what_is_under_way_is_not_gone_on_from(stores: Stores, how: Continues) -> None:
    first = begun(stores, 1)
    stores.exchanges.masked(mask(first))
    with pytest.raises(NotFoundError):
        stores.exchanges.earlier(followed(stores, 2, first, how))


@pytest.mark.parametrize(
    "changes",
    [{"case": "d" * 32}, {"purpose": "credit-memo"}, {"credential": BEN}],
    ids=["case", "purpose", "person"],
)
def test_nothing_of_another_is_gone_on_from(
    stores: Stores, changes: dict[str, Any]
) -> None:
    first = begun(stores, 1)
    release(stores, first, "Answer one.")
    second = followed(stores, 2, first)
    with pytest.raises(NotFoundError):
        stores.exchanges.earlier(dataclasses.replace(second, **changes))


def test_what_was_refused_is_changed_and_never_a_turn(stores: Stores) -> None:
    first = begun(stores, 1)
    stores.exchanges.masked(mask(first))
    stores.exchanges.closed(
        first.id, ExchangeState.REFUSED, answer=None, reasons=("No.",), record=7
    )
    changed = followed(stores, 2, first, Continues.EDITED)
    assert stores.exchanges.earlier(changed) == ()
    with pytest.raises(NotFoundError):
        stores.exchanges.earlier(followed(stores, 3, first))


# Every read that names an owner: for another person the answer is that of a wrong id.
READS: dict[str, Callable[[Stores, Exchange, str], object]] = {
    "exchanges.get": lambda s, e, who: s.exchanges.get(e.id, who),
    "cases.get": lambda s, e, who: s.cases.get(e.case, who),
    "ratings.rate": lambda s, e, who: s.ratings.rate(e.id, who, Thumb.UP, "good"),
    "jobs.get": lambda s, e, who: s.jobs.get(s.jobs.of_exchange(e.id, "anna").id, who),
    "jobs.of_exchange": lambda s, e, who: s.jobs.of_exchange(e.id, who),
}


@pytest.mark.parametrize("read", READS)
def test_a_read_gives_the_owner_theirs_and_nobody_else(
    stores: Stores, read: str
) -> None:
    mine = begun(stores, 1, owner="anna")
    begun(stores, 2, owner="ben")
    stores.jobs.add("answer", exchange=mine.id, owner="anna")  # type: ignore[arg-type]
    READS[read](stores, mine, "anna")
    for stranger in ("ben", "", "ANNA", "anna ", "%", "' OR '1'='1"):
        with pytest.raises(NotFoundError):
            READS[read](stores, mine, stranger)


def test_lists_hold_the_owners_rows_only(stores: Stores) -> None:
    begun(stores, 1, owner="anna", title="of anna")
    begun(stores, 2, owner="ben", title="of ben")
    stores.ratings.rate(hex_id(1), "anna", Thumb.DOWN, "wrong")
    assert [kept.id for kept in stores.history.of_owner("ben").items] == [hex_id(2)]
    assert [case.title for case in stores.cases.of_owner("ben")] == ["of ben"]
    assert stores.history.of_owner("ben", "of anna").items == ()
    assert stores.ratings.get(hex_id(1), "ben") is None


@pytest.mark.parametrize("wrong", ["", "x", "'", "\x7f", hex_id(3), "1" * 33])
def test_an_unknown_id_is_not_found(stores: Stores, wrong: str) -> None:
    begun(stores)
    for call in (
        lambda: stores.exchanges.get(wrong, "anna"),
        lambda: stores.exchanges.get_under_review(wrong),
        lambda: stores.exchanges.get_queued(wrong),
        lambda: stores.cases.get(wrong, "anna"),
        lambda: stores.reviews.get(wrong),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_history_is_newest_first_and_pages_do_not_overlap(stores: Stores) -> None:
    for number in range(1, 2 * PAGE_ROWS + 6):
        begun(stores, number)
    pages = [stores.history.of_owner("anna", page=page) for page in (1, 2, 3, 4)]
    ids = [kept.id for page in pages for kept in page.items]
    assert ids == [hex_id(number) for number in range(2 * PAGE_ROWS + 5, 0, -1)]
    assert [page.more for page in pages] == [True, True, False, False]
    assert [len(page.items) for page in pages] == [PAGE_ROWS, PAGE_ROWS, 5, 0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [3, 2, 1]),
        ("MORTGAGE", [1]),
        ("fee asks", [2]),
        ("müller", [3]),
        ("Kowalski", [1]),
        ("fee mortgage", []),
        ("%", []),
        ("letter_", []),
    ],
)
def test_history_finds_words_of_title_text_and_answer(
    stores: Stores, query: str, found: list[int]
) -> None:
    begun(stores, 1, title="Kowalski, mortgage")
    stores.exchanges.masked(mask(begun(stores, 2)))
    third = begun(stores, 3)
    stores.exchanges.closed(
        third.id, ExchangeState.RELEASED, answer="Dear Ms MÜLLER", reasons=(), record=1
    )
    page = stores.history.of_owner("anna", query)
    assert [kept.id for kept in page.items] == [hex_id(number) for number in found]


def test_history_does_not_find_the_words_of_a_held_draft(stores: Stores) -> None:
    held = begun(stores, 1)
    stores.exchanges.closed(
        held.id, ExchangeState.HELD, answer="Recommend: decline", reasons=(), record=1
    )

    assert stores.history.of_owner("anna", "decline").items == ()


def test_a_rating_can_be_changed_and_stays_one(stores: Stores) -> None:
    exchange = begun(stores)
    stores.ratings.rate(exchange.id, "anna", Thumb.UP, "")
    stores.ratings.rate(exchange.id, "anna", Thumb.DOWN, "names the wrong fee")
    rating = stores.ratings.get(exchange.id, "anna")
    assert rating is not None
    assert (rating.thumb, rating.remark) == (Thumb.DOWN, "names the wrong fee")
