"""One suite for what is kept of exchanges, on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from appliance.domain.exchange import ExchangeState
from appliance.domain.text import PersonText
from appliance.errors import ApplianceError, ConflictError, NotFoundError, StoreError
from appliance.release.evaluation.aside import AsideExchanges
from appliance.settings import Settings
from appliance.stores.opened import Stores, open_stores
from tests.contract.exchange_house import LETTER, begun, hex_id, mask, release
from tests.fakes import (
    FixedClock,
    MemoryBudgets,
    MemoryExchanges,
    make_caller,
    make_exchange,
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
