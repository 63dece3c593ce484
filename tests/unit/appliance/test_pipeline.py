"""The one way through: what is recorded, in which order, and what happens when it breaks."""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import pipeline
from appliance.domain.answer import Finished, Token
from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.exchange import (
    Exchange,
    ExchangeState,
    Held,
    Masked,
    Outcome,
    Refused,
    Released,
)
from appliance.domain.ports import GenerateRequest, Ports
from appliance.domain.prompt import MaskedPart
from appliance.domain.purpose import ReviewRule
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    BlockedKindError,
    ConflictError,
    DetectionError,
    DirectoryError,
    EmptyTextError,
    EngineError,
    InternalError,
    LedgerAwayError,
    LedgerError,
    MaskerError,
    RevokedError,
    StoreError,
    TextTooLongError,
    UnknownPurposeError,
)
from appliance.kinds import OUTCOMES, RecordKind
from tests.fakes import (
    DictionaryMasker,
    ListedPurposes,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)

NAME = "Anna Kowalski"
MEMO = '{"facts":["Applicant: not stated"],"reasons":["NO_DEFAULTS"],"recommendation":"approve"}'
SORTED = '{"intent":"card_arrival","urgency":"low","product":"card","quote":"A fee."}'
UNISSUED = "Dear [PERSON_zzzz_9], thank you."

RECEIVED = ["request.received", "caller.identified", "policy.decided"]
MASKED = [*RECEIVED, "text.pseudonymised", "passages.retrieved", "prompt.composed"]
WRITTEN = ["exchange.intended", "draft.generated", "draft.guarded", "draft.gated"]
RESTORED = ["vault.read", "text.restored", "exchange.released"]


STAGES = [
    *("identify", "decide", "pseudonymise", "retrieve", "compose"),
    *("generate", "guard", "gate", "restore", "respond"),
]


def surrogate_in(request: GenerateRequest) -> str:
    """Find the first surrogate of the sealed text, as a model would copy it."""
    (sealed,) = [
        part.masked
        for message in request.messages
        for part in message.parts
        if isinstance(part, MaskedPart)
    ]
    return sealed.surrogates()[0]


def letter(request: GenerateRequest) -> str:
    return f"Dear {surrogate_in(request)}, the fee is 3 euros."


def run(
    purpose: str, script: str | Callable[[GenerateRequest], str], **parts: Any
) -> tuple[Outcome, Ports, RecordingWatch]:
    wired, watch = ports(script=script, **parts), RecordingWatch()
    outcome = pipeline.run(make_exchange(purpose=purpose), wired, watch)
    return outcome, wired, watch


def kinds_of(wired: Ports) -> list[str]:
    assert isinstance(wired.ledger, MemoryLedger)
    return wired.ledger.kinds()


def row_of(wired: Ports) -> Any:
    (row,) = wired.exchanges.rows.values()  # type: ignore[attr-defined]  # the fake's
    return row


# What happens when nothing breaks.


def test_a_structured_answer_is_released_with_these_records_and_no_more() -> None:
    outcome, wired, watch = run("complaint-triage", SORTED)
    assert isinstance(outcome, Released)
    assert kinds_of(wired) == [*MASKED, *WRITTEN, *RESTORED]
    assert watch.shown() == ""


def test_a_streamed_answer_is_released_with_these_records_and_no_more() -> None:
    outcome, wired, watch = run("reply-draft", "A letter.")
    assert isinstance(outcome, Released)
    opened_first = ["answer.opened", *WRITTEN, "vault.read", "answer.closed", *RESTORED]
    assert kinds_of(wired) == [*MASKED, *opened_first]
    assert watch.withdrawals == []


def test_a_streamed_answer_shows_exactly_what_is_released() -> None:
    outcome, _, watch = run("reply-draft", letter)
    assert isinstance(outcome, Released)
    assert outcome.text.reveal() == f"Dear {NAME}, the fee is 3 euros."
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


def test_an_empty_answer_is_refused_since_nobody_knows_how_sure_the_model_was() -> None:
    outcome, _, _ = run("reply-draft", "")
    assert isinstance(outcome, Refused)
    assert outcome.reasons == (
        "An answer goes out only if it is known how sure the model was.",
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


def test_an_answer_that_the_queue_cannot_take_failed_and_nothing_else() -> None:
    turn = turns(1)
    wired = ports(script=MEMO)
    queue = Breaking(wired.reviews, turn, StoreError("locked"))
    with pytest.raises(StoreError):
        pipeline.run(
            make_exchange(purpose="credit-memo"),
            replace(wired, reviews=queue),
            RecordingWatch(),
        )
    assert [k for k in kinds_of(wired) if k in OUTCOMES] == ["exchange.failed"]


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
        assert not any(words)


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


# What happens when something breaks, at every call of every part.


class Breaking:
    """Stands before a part; the call whose turn it is breaks."""

    def __init__(self, part: object, turn: Iterator[bool], error: Exception) -> None:
        self._part, self._turn, self._error = part, turn, error

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if not callable(found) or name == "rows":
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            if next(self._turn):
                raise self._error
            return found(*args, **kwargs)

        return call


def turns(which: int, *, stays: bool = False) -> Iterator[bool]:
    turn = 0
    while True:
        turn += 1
        yield turn == which or (stays and turn > which)


class WitnessEngine(ScriptedEngine):
    """Notes, when it is called, whether the intent is on disk."""

    ledger: MemoryLedger
    too_early = 0

    def generate(self, request: GenerateRequest) -> Iterator[Token | Finished]:
        self.too_early += not is_durable(self.ledger, RecordKind.EXCHANGE_INTENDED)
        return super().generate(request)


class WitnessWatch(RecordingWatch):
    """Notes, when a piece is shown, whether the opening is on disk."""

    ledger: MemoryLedger
    too_early = 0

    def piece(self, text: PersonText) -> None:
        self.too_early += not is_durable(self.ledger, RecordKind.ANSWER_OPENED)
        super().piece(text)


def is_durable(ledger: MemoryLedger, kind: RecordKind) -> bool:
    return kind in [entry.kind for entry in ledger.records[: ledger.durable_to]]


ERRORS: dict[str, Exception] = {
    "directory": DirectoryError("no answer"),
    "purposes": UnknownPurposeError("none"),
    "masker": DetectionError("a detector failed"),
    "references": StoreError("no index"),
    "engine": EngineError("died"),
    "ledger": LedgerError("disk full"),
    "exchanges": StoreError("locked"),
    "reviews": StoreError("locked"),
    "policy": RuntimeError(f"about {NAME}"),
    "clock": RuntimeError(f"about {NAME}"),
}
ENDINGS: tuple[list[str], ...] = ([], ["exchange.failed"], ["exchange.refused"])
FLOWS: dict[str, tuple[str, str | Callable[[GenerateRequest], str]]] = {
    "released": ("complaint-triage", SORTED),
    "streamed": ("reply-draft", letter),
    "held": ("credit-memo", MEMO),
    "refused": ("complaint-triage", UNISSUED),
    "withdrawn": ("reply-draft", f"Thank you for your long message, {UNISSUED}"),
}


def test_the_parts_that_break_below_are_all_the_parts_there_are() -> None:
    assert set(ERRORS) == {f.name for f in fields(Ports)} - {"recheck_after_s"}


def broken_run(
    flow: str, part: str, turn: int, error: Exception, *, stays: bool = False
) -> tuple[Outcome | ApplianceError, MemoryLedger, WitnessWatch, WitnessEngine, bool]:
    """Run a flow with one call of one part broken; tell whether it came to that."""
    purpose, script = FLOWS[flow]
    ledger, watch, engine = MemoryLedger(), WitnessWatch(), WitnessEngine(script)
    watch.ledger = engine.ledger = ledger
    wired = ports(ledger=ledger, engine=engine)
    came = []

    def told() -> Iterator[bool]:
        for breaks in turns(turn, stays=stays):
            if breaks:
                came.append(turn)
            yield breaks

    broken = Breaking(getattr(wired, part), told(), error)
    wired = replace(wired, **{part: broken})
    stale = make_caller(at=make_caller().checked_at.replace(hour=1))
    result: Outcome | ApplianceError
    try:
        result = pipeline.run(
            make_exchange(purpose=purpose, caller=stale), wired, watch
        )
    except ApplianceError as err:
        result = err
    return result, ledger, watch, engine, bool(came)


def every_break(error_of: Callable[[str], Exception]) -> Iterator[Any]:
    for flow in FLOWS:
        for part in ERRORS:
            for turn in range(1, 60):
                broken = broken_run(flow, part, turn, error_of(part))
                if not broken[-1]:
                    break
                yield flow, part, turn, *broken[:-1]


@pytest.mark.parametrize("unforeseen", [False, True], ids=["foreseen", "unforeseen"])
def test_whatever_breaks_nothing_is_half_released(
    unforeseen: bool,  # noqa: FBT001 - a parameter of the test
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    breaks = 0
    for flow, part, turn, result, ledger, watch, engine in every_break(
        lambda part: RuntimeError(f"about {NAME}") if unforeseen else ERRORS[part]
    ):
        breaks += 1
        told = f"{flow}: {part} at call {turn}"
        kinds = ledger.kinds()
        outcomes = [kind for kind in kinds if kind in OUTCOMES]
        if isinstance(result, ApplianceError):
            # 1. it failed: nothing is released, and one record says that it ended
            assert "exchange.released" not in kinds, told
            assert outcomes in ENDINGS, told
            # 2. only a log that is down may leave no outcome; an intent shows it then
            assert outcomes or part == "ledger", told
            assert part == "ledger" or ledger.durable_to == len(kinds), told
            # 3. what was shown of it was taken back
            assert not watch.pieces or watch.withdrawals, told
            # 4. no words of the fault go anywhere
            assert NAME not in f"{result!r} {result}", told
            if unforeseen:
                assert isinstance(result, InternalError), told
        else:
            # 5. it went through: the outcome stood before the break and stands
            assert len(outcomes) == 1, told
            assert outcomes == [f"exchange.{type(result).__name__.lower()}"], told
        # 6. no release without an intent; no call of the engine before it is durable,
        #    no piece of an answer before its opening is
        if "exchange.released" in kinds:
            assert kinds.index("exchange.intended") < kinds.index("exchange.released")
        assert (engine.too_early, watch.too_early) == (0, 0), told
    assert breaks > 120
    assert NAME not in caplog.text


def test_a_log_that_goes_down_and_stays_down_lets_nothing_out() -> None:
    for flow in FLOWS:
        for turn in range(1, 40):
            result, ledger, watch, engine, came = broken_run(
                flow, "ledger", turn, LedgerError("disk full"), stays=True
            )
            if not came:
                break
            assert isinstance(result, LedgerError)
            assert "exchange.released" not in ledger.kinds()
            assert not watch.pieces or watch.withdrawals
            assert (engine.too_early, watch.too_early) == (0, 0)


def test_an_answer_whose_release_may_or_may_not_be_on_disk_does_not_leave() -> None:
    class Late(MemoryLedger):
        def append(self, entry: Any, *, durable: bool = False) -> Any:
            receipt = super().append(entry, durable=durable)
            if entry.kind is RecordKind.EXCHANGE_RELEASED:
                raise LedgerAwayError("silent")
            return receipt

    wired, watch = ports(ledger=Late(), script=letter), RecordingWatch()
    with pytest.raises(LedgerError):
        pipeline.run(make_exchange(), wired, watch)
    assert watch.withdrawals
    # Whether it is released, the log says later: nobody contradicts it meanwhile.
    assert [k for k in kinds_of(wired) if k in OUTCOMES] == ["exchange.released"]
    row = row_of(wired)
    assert (row.state, row.answer, row.record) == (ExchangeState.FAILED, None, None)


def test_a_log_that_does_not_answer_is_asked_once_so_that_the_person_is_told() -> None:
    class Away(MemoryLedger):
        asked = 0

        def append(self, entry: Any, *, durable: bool = False) -> Any:
            if "answer.opened" in self.kinds():
                self.asked += 1
                raise LedgerAwayError("silent")
            return super().append(entry, durable=durable)

    ledger = Away()
    wired, watch = ports(ledger=ledger, script=letter), RecordingWatch()
    with pytest.raises(LedgerAwayError):
        pipeline.run(make_exchange(), wired, watch)
    assert ledger.asked == 1
    assert watch.withdrawals or not watch.pieces


def test_a_failure_is_kept_with_its_record() -> None:
    class Down(DictionaryMasker):
        def mask(self, *_: Any, **__: Any) -> Any:
            raise MaskerError("not there")

    wired = ports(masker=Down())
    with pytest.raises(MaskerError):
        pipeline.run(make_exchange(), wired, RecordingWatch())
    assert row_of(wired).record == len(kinds_of(wired)) - 1


def test_a_store_that_cannot_keep_the_outcome_does_not_contradict_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    wired = ports(script=SORTED)
    turn = turns(4)  # opened, masked, drafted, closed
    wired = replace(
        wired,
        exchanges=Breaking(wired.exchanges, turn, ConflictError("row is locked")),  # type: ignore[arg-type]  # stands before the fake
    )
    outcome = pipeline.run(
        make_exchange(purpose="complaint-triage"), wired, RecordingWatch()
    )
    assert isinstance(outcome, Released)
    assert [k for k in kinds_of(wired) if k in OUTCOMES] == ["exchange.released"]
    assert f"record {outcome.record} ended it, not kept" in caplog.text


def test_a_purpose_that_blocks_a_kind_refuses_a_text_that_holds_it() -> None:
    blocks = make_purpose(treatments={EntityKind.PERSON: Treatment.BLOCK})
    wired = ports(purposes=ListedPurposes(blocks))
    with pytest.raises(BlockedKindError):
        pipeline.run(make_exchange(), wired, RecordingWatch())
    assert kinds_of(wired) == [*RECEIVED, "exchange.refused"]


@pytest.mark.parametrize(
    "error", [DetectionError("failed"), MaskerError("not there"), RuntimeError(NAME)]
)
def test_a_preview_that_breaks_leaves_a_record_and_shows_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    class Down(DictionaryMasker):
        def mask(self, *_: Any, **__: Any) -> Any:
            raise error

    wired = ports(masker=Down())
    with pytest.raises(ApplianceError) as raised:
        pipeline.preview(make_exchange(), wired)
    assert NAME not in f"{raised.value!r}"
    assert kinds_of(wired) == [*RECEIVED, "exchange.failed"]
    assert wired.exchanges.rows == {}  # type: ignore[attr-defined]  # the fake's
    assert "not marked failed" not in caplog.text  # it was never kept as an exchange
