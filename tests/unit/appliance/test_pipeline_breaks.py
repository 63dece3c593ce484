"""The one way through when something breaks, at every call of every part."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.answer import Finished, Token
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.exchange import (
    Delayed,
    ExchangeState,
    Outcome,
    Released,
)
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    BlockedKindError,
    ConflictError,
    DetectionError,
    DirectoryError,
    EngineError,
    InternalError,
    LedgerAwayError,
    LedgerError,
    MaskerError,
    SettingsError,
    StoreError,
    UnknownPurposeError,
)
from appliance.kinds import OUTCOMES, RecordKind
from tests.fakes import (
    DictionaryMasker,
    ListedPurposes,
    MemoryLedger,
    OneRelease,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.pipeline_runs import (
    MEMO,
    NAME,
    RECEIVED,
    SORTED,
    UNISSUED,
    kinds_of,
    letter,
    row_of,
)


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
    "releases": SettingsError("a file changed"),
    "halts": SettingsError("nobody can say"),
    "budgets": StoreError("locked"),
    "recalled": StoreError("locked"),
    "inspector": DetectionError("a detector failed"),
    "masker": DetectionError("a detector failed"),
    "references": StoreError("no index"),
    "engine": EngineError("died"),
    "ledger": LedgerError("disk full"),
    "exchanges": StoreError("locked"),
    "reviews": StoreError("locked"),
    "samples": StoreError("locked"),
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
    # None is a part of the appliance: two numbers, and the machine's own timer.
    values = {"recheck_after_s", "rewrite_within_s", "timer"}
    assert set(ERRORS) == {f.name for f in fields(Ports)} - values


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
    if part in {"purposes", "policy", "references"}:
        one = OneRelease(wired.purposes, wired.policy, wired.references)
        wired = replace(wired, releases=one)
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
        elif isinstance(result, Delayed):
            # 5a. the model was not there: no end, and nothing of it is read
            assert (outcomes, kinds[-1]) == ([], "exchange.delayed"), told
            assert (part, ledger.durable_to) == ("engine", len(kinds)), told
            assert not watch.pieces or watch.withdrawals, told
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
