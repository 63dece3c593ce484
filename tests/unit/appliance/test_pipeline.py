"""The one way through: what is recorded, in which order."""

import hashlib
import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import pipeline
from appliance.domain.caller import Role
from appliance.domain.exchange import (
    Exchange,
    ExchangeState,
    Held,
    Inspected,
    Masked,
    Refused,
    Released,
)
from appliance.domain.finding import Severity
from appliance.domain.guards import Guards
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.purpose import ReviewRule
from appliance.errors import (
    ApplianceError,
    DirectoryError,
    EmptyTextError,
    RevokedError,
    TextTooLongError,
    UnknownPurposeError,
)
from appliance.guards.answer import repeats_in
from appliance.kinds import OUTCOMES, RecordKind
from tests.fake_inspector import WordInspector
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedDirectory,
    ListedPurposes,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.pipeline_runs import (
    MASKED,
    MEMO,
    NAME,
    RECEIVED,
    RESTORED,
    SORTED,
    STAGES,
    UNISSUED,
    WRITTEN,
    kinds_of,
    letter,
    row_of,
    run,
    surrogate_in,
)

# What happens when nothing breaks.


def test_a_structured_answer_is_released_with_these_records_and_no_more() -> None:
    outcome, wired, watch = run("complaint-triage", SORTED)
    assert isinstance(outcome, Released)
    assert kinds_of(wired) == [*MASKED, *WRITTEN, *RESTORED]
    assert watch.shown() == ""


def test_a_streamed_answer_is_released_with_these_records_and_no_more() -> None:
    outcome, wired, watch = run("reply-draft", "A letter.")
    assert isinstance(outcome, Released)
    opened_first = ["answer.opened", *WRITTEN, "answer.closed", *RESTORED]
    assert kinds_of(wired) == [*MASKED, *opened_first]
    assert watch.withdrawals == []


def test_what_nobody_reads_as_it_is_written_is_not_streamed_and_can_be_held() -> None:
    unsure = ScriptedEngine(letter, finish="length")
    for engine, end in ((None, "released"), (unsure, "held")):
        parts = {"script": letter} if engine is None else {"engine": engine}
        wired, watch = ports(**parts), RecordingWatch(read=False)
        outcome = pipeline.run(make_exchange(), wired, watch)
        assert kinds_of(wired)[-1] == f"exchange.{end}"
        assert not [kind for kind in kinds_of(wired) if kind.startswith("answer.")]
        assert (watch.pieces, watch.withdrawals) == ([], [])
        if isinstance(outcome, Released):
            assert isinstance(wired.ledger, MemoryLedger)
            last = wired.ledger.only(RecordKind.EXCHANGE_RELEASED)
            assert last.body["streamed"] is False


def test_a_streamed_answer_shows_exactly_what_is_released() -> None:
    outcome, _, watch = run("reply-draft", letter)
    assert isinstance(outcome, Released)
    assert outcome.text.reveal() == f"Dear {NAME}, we will write soon."
    assert watch.shown() == outcome.text.reveal()


def test_a_high_risk_answer_is_held_with_these_records_and_no_more() -> None:
    outcome, wired, watch = run("credit-memo", MEMO)
    assert isinstance(outcome, Held)
    assert kinds_of(wired) == [*MASKED, *WRITTEN, "exchange.held"]
    assert outcome.answer.reasons == (
        "A second person must look at every answer of this purpose before it goes out.",
    )
    assert wired.reviews.rows == {outcome.exchange: outcome.answer}  # type: ignore[attr-defined]  # the fake's
    assert watch.pieces == []


def test_the_outcome_is_the_last_record_and_durable() -> None:
    for purpose, script in (("reply-draft", "x"), ("credit-memo", MEMO)):
        outcome, wired, _ = run(purpose, script)
        assert isinstance(wired.ledger, MemoryLedger)
        assert outcome.record == len(wired.ledger.records) - 1
        assert wired.ledger.durable_to == len(wired.ledger.records)


def test_the_stages_are_those_of_the_page_in_its_order() -> None:
    _, _, watch = run("reply-draft", "x")
    assert watch.stages == STAGES


def test_what_is_kept_says_how_it_ended() -> None:
    assert row_of(run("reply-draft", "A letter.")[1]).state is ExchangeState.RELEASED
    assert row_of(run("reply-draft", "A letter.")[1]).answer == "A letter."
    assert row_of(run("credit-memo", MEMO)[1]).state is ExchangeState.HELD
    refused = row_of(run("complaint-triage", UNISSUED)[1])
    assert (refused.state, refused.answer) == (ExchangeState.REFUSED, None)


def test_no_record_holds_a_word_of_the_text_or_of_the_answer() -> None:
    for purpose, script in (("reply-draft", letter), ("credit-memo", MEMO)):
        _, wired, _ = run(purpose, script)
        assert isinstance(wired.ledger, MemoryLedger)
        told = repr([entry.body for entry in wired.ledger.records])
        for word in (NAME, "Kowalski", "euros", "asks", "not stated"):
            assert word not in told


def test_no_digest_in_the_log_can_be_found_by_trying_words() -> None:
    # Somebody whom no detector found stands in the draft as they are.
    for purpose, script in (
        ("reply-draft", "Dear Mr Quartermaine, we will write soon."),
        ("credit-memo", MEMO),
    ):
        _, wired, _ = run(purpose, script)
        assert isinstance(wired.ledger, MemoryLedger)
        told = repr([entry.body for entry in wired.ledger.records])
        logged = set(re.findall("[0-9a-f]{64}", told))
        tried = {
            hashlib.sha256(script[start:end].encode()).hexdigest()
            for start in range(len(script))
            for end in range(start + 1, len(script) + 1)
        }
        assert logged.isdisjoint(tried)


# Who has left meanwhile.

LATE = {"streamed": ("reply-draft", letter), "not": ("complaint-triage", SORTED)}


@pytest.mark.parametrize(("purpose", "script"), LATE.values(), ids=LATE.keys())
@pytest.mark.parametrize("what", ["left", "directory down", "still here"])
def test_after_a_wait_the_directory_is_asked_again_before_a_name_comes_back(
    purpose: str, script: Any, what: str
) -> None:
    clock = FixedClock()
    directory = ListedDirectory(make_caller(), clock=clock)

    def write(request: GenerateRequest) -> str:
        clock.advance(1_200)
        if what == "left":
            directory.revoke("anna")
        directory.down = what == "directory down"
        return script if isinstance(script, str) else letter(request)

    wired, watch = (
        ports(script=write, directory=directory, clock=clock),
        RecordingWatch(),
    )
    exchange = make_exchange(purpose=purpose)
    if what == "still here":
        assert isinstance(pipeline.run(exchange, wired, watch), Released)
        assert kinds_of(wired).count("caller.identified") == 2
        return
    error = RevokedError if what == "left" else DirectoryError
    with pytest.raises(error):
        pipeline.run(exchange, wired, watch)
    assert watch.shown() == ""
    assert "vault.read" not in kinds_of(wired)
    refused = what == "left"
    assert kinds_of(wired)[-1] == f"exchange.{'refused' if refused else 'failed'}"


# What the rules refuse.


def test_a_case_of_somebody_else_is_refused_before_masking() -> None:
    wired = ports()
    outcome = pipeline.run(make_exchange(case_owner="ben"), wired, RecordingWatch())
    assert isinstance(outcome, Refused)
    assert outcome.reasons == ("Only the person whose case it is may work on it.",)
    assert kinds_of(wired) == [*RECEIVED, "exchange.refused"]


def test_a_person_whose_role_no_rule_names_is_told_so() -> None:
    auditor = make_caller("audrey", Role.AUDITOR)
    outcome = pipeline.run(make_exchange(caller=auditor), ports(), RecordingWatch())
    assert outcome.reasons == ("No rule of your organisation allows this.",)  # type: ignore[union-attr]  # a refusal


def test_an_answer_that_names_a_stranger_is_refused() -> None:
    outcome, wired, _ = run("complaint-triage", UNISSUED)
    assert isinstance(outcome, Refused)
    assert kinds_of(wired) == [*MASKED, *WRITTEN, "exchange.refused"]


def test_a_malformed_structured_answer_is_refused() -> None:
    outcome, _, _ = run("credit-memo", "I would approve.")
    assert isinstance(outcome, Refused)
    assert "The model's answer does not have the form this purpose requires." in (
        outcome.reasons
    )


def test_an_answer_cut_at_its_limit_is_held_where_it_has_not_streamed() -> None:
    engine = ScriptedEngine(SORTED, finish="length")
    outcome, _, _ = run("complaint-triage", SORTED, engine=engine)
    assert isinstance(outcome, Held)


@pytest.mark.parametrize("nothing", ["", " \n "])
def test_an_answer_with_nothing_in_it_is_refused(nothing: str) -> None:
    outcome, _, _ = run("complaint-triage", nothing)
    assert isinstance(outcome, Refused)
    plain = make_purpose(streamed=False)
    text, _, _ = run("reply-draft", nothing, purposes=ListedPurposes(plain))
    assert isinstance(text, Refused)
    assert text.reasons[0] == (
        "The model's answer does not have the form this purpose requires."
    )


def test_an_answer_less_sure_than_the_purpose_asks_is_held() -> None:
    asks = make_purpose(streamed=False, hold_below_permille=900)
    engine = ScriptedEngine("A letter.", logprob=-0.5)
    outcome, _, _ = run("reply-draft", "", engine=engine, purposes=ListedPurposes(asks))
    assert isinstance(outcome, Held)


# Streaming.


def test_a_stranger_in_a_streamed_answer_is_never_shown_and_the_rest_taken_back() -> (
    None
):
    script = f"Thank you for your long message, {UNISSUED}"
    outcome, wired, watch = run("reply-draft", script)
    assert isinstance(outcome, Refused)
    assert watch.shown() == "Thank you for your long message, "[: len(watch.shown())]
    assert len(watch.shown()) >= 12
    assert len(watch.withdrawals) == 1
    assert [k for k in kinds_of(wired) if k.startswith(("answer", "exchange"))] == [
        "answer.opened",
        "exchange.intended",
        "answer.withdrawn",
        "exchange.refused",
    ]


@pytest.mark.parametrize("name", ["PERSON_w26p_2", "person w26p 2", "Osoba w26p 2"])
@pytest.mark.parametrize("piece_chars", [1, 5, 99])
def test_somebody_else_of_the_case_is_never_shown_nor_released(
    name: str, piece_chars: int
) -> None:
    engine = ScriptedEngine(f"Dear customer {name}, hello.", piece_chars=piece_chars)
    wired, watch = ports(engine=engine), RecordingWatch()
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row("c" * 32, "[PERSON_w26p_2]", "Ben Weber")
    outcome = pipeline.run(make_exchange("I ask."), wired, watch)
    assert isinstance(outcome, Refused)
    assert "Ben" not in watch.shown()
    assert len(watch.withdrawals) == 1


def test_a_withdrawn_answer_cancels_the_generation() -> None:
    _, wired, _ = run("reply-draft", f"{UNISSUED} {'and more ' * 50}")
    assert isinstance(wired.engine, ScriptedEngine)
    assert wired.engine.closed == ["e" * 32]


def test_a_streamed_answer_that_may_not_go_out_is_taken_back_not_held() -> None:
    engine = ScriptedEngine("A letter that broke off", finish="length")
    outcome, wired, watch = run("reply-draft", "", engine=engine)
    assert isinstance(outcome, Refused)
    assert kinds_of(wired)[-2:] == ["answer.withdrawn", "exchange.refused"]
    assert watch.withdrawals == [outcome.reasons]
    assert wired.reviews.rows == {}  # type: ignore[attr-defined]  # the fake's


def test_a_purpose_under_review_never_streams_even_if_it_says_so() -> None:
    odd = make_purpose(review=ReviewRule.FOUR_EYES, streamed=True)
    outcome, wired, watch = run("reply-draft", "x" * 50, purposes=ListedPurposes(odd))
    assert isinstance(outcome, Held)
    assert watch.pieces == []
    assert "answer.opened" not in kinds_of(wired)


@given(
    words=st.lists(
        st.sampled_from(
            ["Dear ", "{}", " [", "]", "[PERSON_", "thank you. ", "ä", "\n"]
        ),
        max_size=12,
    ),
    piece_chars=st.integers(1, 9),
)
def test_streaming_shows_what_releasing_gives_for_any_text_and_pieces(
    words: list[str], piece_chars: int
) -> None:
    def script(request: GenerateRequest) -> str:
        return "".join(words).replace("{}", surrogate_in(request))

    engine = ScriptedEngine(script, piece_chars=piece_chars)
    outcome, _, watch = run("reply-draft", "", engine=engine)
    if isinstance(outcome, Released):
        assert watch.shown() == outcome.text.reveal()
    else:
        said = "".join(words)
        assert not said.strip() or repeats_in(said)


# Preview.


def test_a_preview_shows_the_masked_text_and_asks_no_model() -> None:
    wired = ports()
    shown = pipeline.preview(make_exchange(), wired)
    assert isinstance(shown, Masked)
    assert NAME not in shown.text.text
    assert kinds_of(wired) == [*RECEIVED, "text.pseudonymised"]
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.durable_to == 4
    assert wired.exchanges.rows == {}  # type: ignore[attr-defined]  # the fake's


def test_a_refused_preview_ends_with_a_durable_refusal() -> None:
    wired = ports()
    assert isinstance(pipeline.preview(make_exchange(case_owner="ben"), wired), Refused)
    assert kinds_of(wired) == [*RECEIVED, "exchange.refused"]
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.durable_to == 4


def test_a_look_tells_what_the_guards_see_and_refuses_nothing_yet() -> None:
    rule = "injection.form"
    strict = make_purpose(guards=Guards({rule: Severity.REFUSE}))
    wired = ports(
        inspector=WordInspector({"fee": rule}), purposes=ListedPurposes(strict)
    )
    looked = pipeline.look(make_exchange(purpose=strict.name), wired)
    assert isinstance(looked, Inspected)
    assert [f.severity for f in looked.findings] == [Severity.REFUSE]
    assert kinds_of(wired) == [*RECEIVED, "text.pseudonymised", "text.inspected"]
    assert wired.exchanges.rows == {}  # type: ignore[attr-defined]  # the fake's


def test_what_may_not_be_seen_is_not_looked_at_either() -> None:
    wired = ports()
    assert isinstance(pipeline.look(make_exchange(case_owner="ben"), wired), Refused)
    assert "text.inspected" not in kinds_of(wired)


# What cannot be taken.

CANNOT: dict[str, tuple[Exchange, type[ApplianceError]]] = {
    "white space only": (make_exchange(" \n\t"), EmptyTextError),
    "too long": (make_exchange("x" * 4001), TextTooLongError),
    "no such purpose": (make_exchange(purpose="my own words"), UnknownPurposeError),
    "gone from the directory": (
        make_exchange(
            caller=make_caller("gone", at=make_caller().checked_at.replace(hour=1))
        ),
        RevokedError,
    ),
}


@pytest.mark.parametrize(("exchange", "error"), CANNOT.values(), ids=CANNOT.keys())
def test_what_cannot_be_taken_is_refused_by_one_record(
    exchange: Exchange, error: type[ApplianceError]
) -> None:
    wired = ports()
    with pytest.raises(error):
        pipeline.run(exchange, wired, RecordingWatch())
    assert [k for k in kinds_of(wired) if k in OUTCOMES] == ["exchange.refused"]
    assert row_of(wired).state is ExchangeState.REFUSED


def test_what_somebody_typed_as_a_purpose_or_language_reaches_no_record() -> None:
    wired = ports()
    for typed in (
        make_exchange(id="1" * 32, purpose=NAME),
        make_exchange(id="2" * 32, language=NAME),
        make_exchange(id="3" * 32, purpose=NAME, language=NAME),
    ):
        with suppress(ApplianceError):
            pipeline.run(typed, wired, RecordingWatch())
    assert isinstance(wired.ledger, MemoryLedger)
    assert NAME not in repr([entry.body for entry in wired.ledger.records])
