"""Drawn answers for a judge to read, and a judge that says what it is told."""

from collections.abc import Callable

from appliance.domain.assessment import Assessment, Judgement
from appliance.domain.exchange import ExchangeState
from appliance.domain.judging import Drawn, Judge, Judged
from appliance.domain.sampling import Answered, Sample, SampleReason
from appliance.domain.scoring import ScoreRequest
from appliance.engine.judge import EngineJudge
from appliance.stores.opened import Stores
from tests.fake_engine import WEIGHTS, ScriptedEngine
from tests.fakes import NOON, shipped_release
from tests.made import FixedClock

PURPOSE = "reply-draft"
TEXT = "Somebody asks about a fee."
ANSWER = "Dear customer, thank you for your message."


def shipped_judge(model: str = WEIGHTS.digest, purpose: str = PURPOSE) -> Judge:
    """Name the shipped judge of a purpose, read by a model."""
    (found,) = [one for one in shipped_release().purposes if one.name == purpose]
    assert found.judge is not None
    return Judge(purpose, found.judge.digest, model)


def scripted_judge(
    says: str | Callable[[ScoreRequest], str], clock: FixedClock
) -> tuple[EngineJudge, ScriptedEngine]:
    """Make a judge of an engine that finds one word by far the likeliest."""
    engine = ScriptedEngine(clock=clock, prefers=says)
    return EngineJudge(engine, "small"), engine


def make_sample(number: int = 1, *, case: str = "c" * 32, **answered: object) -> Sample:
    """Make a drawn answer."""
    fields: dict[str, object] = {
        "exchange": f"{number:032x}",
        "case": case,
        "purpose": PURPOSE,
        "language": "en",
        "requester": "anna",
        "involved": (),
        "release": "d" * 64,
        **answered,
    }
    return Sample(
        f"{number + 1000:032x}",
        Answered(**fields),  # type: ignore[arg-type] # fields by name
        (SampleReason.SHARE,),
        NOON,
    )


def drawn_of(sample: Sample, text: str = TEXT, answer: str = ANSWER) -> Drawn:
    """Give a drawn answer as a judge reads it."""
    return Drawn(sample, text, answer)


def judged_as(
    stores: Stores,
    sample: Sample,
    judgement: Judgement | None,
    judge: Judge | None = None,
) -> None:
    """Keep a judgement as if the judge had been asked."""
    stores.judgements.keep(
        Judged(
            sample=sample.id,
            judge=judge or shipped_judge(),
            release="r" * 64,
            judgement=judgement,
            sure_permille=None if judgement is None else 900,
            error="" if judgement else "TextTooLongError",
            at=NOON,
        ),
        record=lambda: None,
    )


def rated_as(stores: Stores, sample: Sample, *judgements: Judgement) -> None:
    """Have two people rate a drawn answer, whichever is next."""
    for rater, judgement in zip(("rita", "carl"), judgements, strict=True):
        taken = stores.samples.take(rater, may=lambda one: one.id == sample.id)
        assert taken is not None
        stores.samples.rate(
            Assessment(sample.id, rater, judgement, "", NOON), record=lambda: None
        )


def answered_in(stores: Stores, exchange: str, answer: str = ANSWER) -> None:
    """Have an exchange that was opened and masked be let out."""
    stores.exchanges.closed(
        exchange, ExchangeState.RELEASED, answer=answer, reasons=(), record=0
    )
