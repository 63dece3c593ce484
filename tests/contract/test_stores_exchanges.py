"""One suite for what is kept of exchanges, on SQLite and PostgreSQL."""

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appliance.domain.conversation import Continues, Follows
from appliance.domain.decision import Decision, Question
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Admitted, Exchange, ExchangeState, Masked
from appliance.domain.feedback import Thumb
from appliance.domain.text import PersonText
from appliance.errors import ApplianceError, ConflictError, NotFoundError, StoreError
from appliance.release.evaluation.aside import AsideExchanges
from appliance.settings import Settings
from appliance.stores.history import PAGE_ROWS
from appliance.stores.opened import Stores, open_stores
from tests.fakes import (
    NOON,
    DictionaryMasker,
    FixedClock,
    MemoryBudgets,
    MemoryExchanges,
    make_caller,
    make_exchange,
    make_purpose,
)

BEN = make_exchange(caller=make_caller("ben")).credential
LETTER = "Anna Kowalski asks about a fee."
YES = Decision(
    Question.INFER, allowed=True, rules=(), errors=(), policy_digest="0" * 64, facts={}
)


def hex_id(number: int) -> str:
    return f"{number:032x}"


def begun(
    stores: Stores, number: int = 1, *, owner: str = "anna", title: str = ""
) -> Exchange:
    """Open an exchange in a case of its owner."""
    case = stores.cases.create(owner, title)
    exchange = make_exchange(
        LETTER, id=hex_id(number), case=case.id, caller=make_caller(owner)
    )
    exchange = dataclasses.replace(
        exchange, received_at=NOON + timedelta(seconds=number)
    )
    stores.exchanges.opened(exchange)
    return exchange


def mask(exchange: Exchange) -> Masked:
    masker = DictionaryMasker({"Anna Kowalski": EntityKind.PERSON})
    purpose = make_purpose()
    text = masker.mask(
        exchange.text,
        exchange=exchange.id,
        case=exchange.case,
        purpose=purpose,
        language="en",
    )
    caller = make_caller(exchange.credential.person)
    return Masked(Admitted(exchange, caller, purpose, YES), text)


def followed(
    stores: Stores, number: int, before: Exchange, how: Continues = Continues.TURN
) -> Exchange:
    """Open an exchange that goes on from another of its case."""
    exchange = dataclasses.replace(
        before,
        id=hex_id(number),
        received_at=NOON + timedelta(seconds=number),
        follows=Follows(before.id, how),
    )
    stores.exchanges.opened(exchange)
    return exchange


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


def release(stores: Stores, exchange: Exchange, answer: str) -> None:
    stores.exchanges.masked(mask(exchange))
    stores.exchanges.closed(
        exchange.id, ExchangeState.RELEASED, answer=answer, reasons=(), record=7
    )


def test_an_exchange_reads_back_as_it_was_kept(stores: Stores) -> None:
    exchange = begun(stores, title="The Kowalski file")
    masked = mask(exchange)
    release(stores, exchange, "Dear customer.")
    kept = stores.exchanges.get(exchange.id, "anna")
    assert kept.masked == masked.text.text
    assert kept.spans == masked.text.spans
    assert (kept.answer, kept.state, kept.record) == ("Dear customer.", "released", 7)
    assert (kept.case_title, kept.owner, kept.origin) == (
        "The Kowalski file",
        "anna",
        "web",
    )
    assert kept.received_at == exchange.received_at
    assert kept.reasons == ()


def test_reasons_of_a_refusal_read_back(stores: Stores) -> None:
    exchange = begun(stores)
    said = ("A reviewer decided against this answer.", "Wrong customer: Müller 💡")
    stores.exchanges.closed(
        exchange.id, ExchangeState.REFUSED, answer=None, reasons=said, record=None
    )
    assert stores.exchanges.get(exchange.id, "anna").reasons == said


def test_a_repr_shows_no_text(stores: Stores) -> None:
    exchange = begun(stores, title="Kowalski")
    release(stores, exchange, "the secret answer")
    shown = repr(stores.exchanges.get(exchange.id, "anna"))
    assert "secret" not in shown
    assert "Kowalski" not in shown
    # No word of hex digits: an id may hold one.
    assert "asks" not in shown


def test_the_masked_text_of_an_exchange_is_read_by_its_id_alone(
    stores: Stores,
) -> None:
    exchange = begun(stores)
    assert stores.exchanges.masked_text(exchange.id) == ""
    stores.exchanges.masked(mask(exchange))
    assert stores.exchanges.masked_text(exchange.id) == mask(exchange).text.text
    assert stores.exchanges.masked_text(hex_id(99)) == ""


@pytest.fixture(params=["fake", "real", "evaluation"])
def port(request: pytest.FixtureRequest, stores: Stores) -> object:
    """The `Exchanges` port: fake, real, and the one of evaluations."""
    made = {
        "fake": MemoryExchanges(),
        "real": stores.exchanges,
        "evaluation": AsideExchanges(MemoryBudgets()),
    }
    return made[request.param]


def test_port_refuses_to_begin_one_exchange_twice(
    port: MemoryExchanges, stores: Stores
) -> None:
    exchange = make_exchange(case=stores.cases.create("anna", "").id)
    port.opened(exchange)
    with pytest.raises(StoreError):
        port.opened(exchange)


def test_port_refuses_to_mask_or_close_what_never_began(
    port: MemoryExchanges, stores: Stores
) -> None:
    exchange = make_exchange(case=stores.cases.create("anna", "").id)
    with pytest.raises(StoreError):
        port.masked(mask(exchange))
    with pytest.raises(StoreError):
        port.closed(
            exchange.id, ExchangeState.FAILED, answer=None, reasons=(), record=None
        )


def test_port_gives_back_the_masked_text_of_an_exchange(
    port: MemoryExchanges, stores: Stores
) -> None:
    exchange = make_exchange(LETTER, case=stores.cases.create("anna", "").id)
    port.opened(exchange)
    assert port.masked_text(exchange.id) == ""
    port.masked(mask(exchange))
    port.drafted(exchange.id, "Dear customer.")
    port.closed(exchange.id, ExchangeState.REFUSED, answer=None, reasons=(), record=1)
    assert port.masked_text(exchange.id) == mask(exchange).text.text
    assert port.masked_text(hex_id(99)) == ""


def test_no_draft_is_kept_of_what_was_ended_meanwhile(stores: Stores) -> None:
    exchange = begun(stores)
    stores.exchanges.closed(
        exchange.id, ExchangeState.FAILED, answer=None, reasons=(), record=1
    )
    with pytest.raises(StoreError):
        stores.exchanges.drafted(exchange.id, "Dear customer.")
    assert stores.exchanges.get(exchange.id, "anna").answer is None


def test_an_exchange_of_a_case_that_does_not_exist_is_refused(stores: Stores) -> None:
    with pytest.raises(StoreError):
        stores.exchanges.opened(make_exchange(case="f" * 32))


REFUSED = ExchangeState.REFUSED
ENDED = (ExchangeState.RELEASED, ExchangeState.REFUSED, ExchangeState.FAILED)


@pytest.mark.parametrize("before", ENDED)
@pytest.mark.parametrize("after", ENDED)
def test_an_ended_exchange_ends_no_other_way(
    stores: Stores, before: ExchangeState, after: ExchangeState
) -> None:
    exchange = begun(stores)
    stores.exchanges.closed(
        exchange.id, before, answer=None, reasons=("first",), record=1
    )
    if after is before:
        stores.exchanges.closed(
            exchange.id, after, answer=None, reasons=("first",), record=2
        )
    else:
        with pytest.raises(ConflictError):
            stores.exchanges.closed(
                exchange.id, after, answer=None, reasons=(), record=2
            )
    assert stores.exchanges.get(exchange.id, "anna").state is before


def test_held_that_comes_after_the_verdict_changes_nothing(stores: Stores) -> None:
    exchange = begun(stores)
    release(stores, exchange, "approved")
    stores.exchanges.closed(
        exchange.id, ExchangeState.HELD, answer="late", reasons=("why",), record=9
    )
    kept = stores.exchanges.get(exchange.id, "anna")
    assert (kept.state, kept.answer, kept.record) == ("released", "approved", 7)


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


def test_a_queued_text_is_begun_by_its_job_and_again_after_a_kill(
    stores: Stores,
) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(LETTER, case=case.id)
    stores.exchanges.queue(mask(exchange))
    assert stores.exchanges.get_queued(exchange.id).masked == mask(exchange).text.text
    assert stores.exchanges.get(exchange.id, "anna").state is ExchangeState.QUEUED
    stores.exchanges.opened(exchange)
    stores.exchanges.opened(exchange)
    assert stores.exchanges.get_queued(exchange.id).state is ExchangeState.OPEN
    release(stores, exchange, "done")
    with pytest.raises(StoreError):
        stores.exchanges.opened(exchange)
    with pytest.raises(NotFoundError):
        stores.exchanges.get_queued(exchange.id)


def test_a_draft_is_kept_and_nobody_finds_it(stores: Stores) -> None:
    exchange = make_exchange(case=stores.cases.create("anna", "").id)
    stores.exchanges.opened(exchange)
    stores.exchanges.drafted(exchange.id, "Dear customer, Bluebell.")
    kept = stores.exchanges.get(exchange.id, "anna")
    assert (kept.state, kept.answer) == (ExchangeState.OPEN, "Dear customer, Bluebell.")
    assert stores.history.of_owner("anna", "Bluebell").items == ()


def test_the_codes_of_parts_stay_as_long_as_an_answer_does(stores: Stores) -> None:
    codes = ({"intent": ["card"], "asks": ["a", "b"]}, {"intent": ["none"]})
    for id_, state in ((hex_id(1), ExchangeState.RELEASED), (hex_id(2), REFUSED)):
        case = stores.cases.create("anna", "").id
        exchange = make_exchange(id=id_, case=case)
        stores.exchanges.opened(exchange)
        stores.exchanges.combined(exchange.id, codes)
        assert stores.exchanges.get(exchange.id, "anna").parts == codes
        answer = "Yes." if state is ExchangeState.RELEASED else None
        stores.exchanges.closed(exchange.id, state, answer=answer, reasons=(), record=3)
    kept = [stores.exchanges.get(hex_id(n), "anna").parts for n in (1, 2)]
    assert kept == [codes, ()]
    with pytest.raises(StoreError):
        stores.exchanges.combined(hex_id(9), codes)


@pytest.mark.parametrize("record", [None, 7])
def test_an_end_without_a_record_gives_way_to_what_the_log_says(
    stores: Stores, record: int | None
) -> None:
    exchange = make_exchange(case=stores.cases.create("anna", "").id)
    stores.exchanges.opened(exchange)
    stores.exchanges.drafted(exchange.id, "Thank you.")
    stores.exchanges.closed(
        exchange.id, ExchangeState.FAILED, answer=None, reasons=("Why.",), record=record
    )
    later = stores.exchanges.get(exchange.id, "anna").closed_at
    assert later is not None
    left = stores.exchanges.left_open(
        begun_before=later - timedelta(days=1), ended_before=later + timedelta(days=1)
    )
    if record is None:
        # The draft is kept until the log has spoken.
        assert [kept.answer for kept in left] == ["Thank you."]
        release(stores, exchange, "Thank you.")
        assert stores.exchanges.get(exchange.id, "anna").state is ExchangeState.RELEASED
    else:
        assert left == ()
        assert stores.exchanges.get(exchange.id, "anna").answer is None
        with pytest.raises(ConflictError):
            release(stores, exchange, "Thank you.")


def test_a_text_in_line_and_its_job_are_kept_both_or_none(stores: Stores) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(LETTER, case=case.id)
    job = stores.put_in_line(mask(exchange), "anna")
    assert stores.jobs.of_exchange(exchange.id, "anna") == job
    with pytest.raises(StoreError):
        stores.put_in_line(mask(exchange), "anna")
    assert stores.jobs.waiting() == (job,)
    stores.exchanges.unqueue(exchange.id)
    assert stores.jobs.waiting() == ()
    with pytest.raises(NotFoundError):
        stores.exchanges.get(exchange.id, "anna")
    stores.put_in_line(mask(exchange), "anna")
    stores.exchanges.opened(exchange)
    stores.exchanges.unqueue(exchange.id)
    # Begun meanwhile: the worker ends it.
    assert stores.exchanges.get(exchange.id, "anna").state is ExchangeState.OPEN


def test_a_queued_text_is_not_begun_for_another_person(stores: Stores) -> None:
    case = stores.cases.create("anna", "")
    exchange = make_exchange(case=case.id)
    stores.exchanges.queue(mask(exchange))
    with pytest.raises(StoreError):
        stores.exchanges.opened(make_exchange(case=case.id, caller=make_caller("ben")))


def test_a_body_under_another_key_does_not_open(
    stores: Stores, database_url: str, settings_for: Callable[[str], Settings]
) -> None:
    exchange = begun(stores)
    release(stores, exchange, "hidden")
    settings = settings_for(database_url)
    key = settings.paths.keys / "web" / "bodies.key"
    key.chmod(0o600)
    key.write_bytes(b"\x01" * 32)
    other = open_stores(settings, FixedClock())
    with pytest.raises(StoreError, match="does not open"):
        other.exchanges.get(exchange.id, "anna")
    other.close()


def test_half_a_surrogate_pair_is_refused_and_nothing_is_kept(stores: Stores) -> None:
    with pytest.raises(ApplianceError) as caught:
        stores.cases.create("anna", "half \ud800 a pair")
    assert "\ud800" not in str(caught.value)
    assert stores.cases.of_owner("anna") == ()


def test_text_with_nul_and_bidi_controls_reads_back_exactly(stores: Stores) -> None:
    title = "a\x00b\u202ec\u2066 e\u0301 𝔸"
    case = stores.cases.create("anna", title)
    assert stores.cases.get(case.id, "anna").title == title
    assert PersonText(title).reveal() == title
