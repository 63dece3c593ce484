"""Text answers to the parts of a long text become one by a signed prompt."""

import json

from appliance.domain.exchange import Released
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.prompt import parse_prompt
from appliance.domain.retry import Retry
from appliance.errors import (
    TooManyPartsError,
)
from appliance.kinds import RecordKind
from tests.unit.appliance.parts_runs import (
    OF_A_PART,
    OPENED,
    PROSE,
    Combining,
    bodies,
    reading,
    run,
    texts_in,
)
from tests.unit.appliance.pipeline_runs import RESTORED, kinds_of


def test_text_answers_are_combined_by_a_signed_prompt_that_reads_them_masked() -> None:
    outcome, wired, _, engine = run(reading(PROSE), engine=Combining())
    assert isinstance(outcome, Released)
    *parts, combining = engine.requests
    assert len(parts) == 3
    assert texts_in(combining) == [texts_in(one)[0][:40] for one in parts]
    assert [m.role for m in combining.messages] == ["system", "user"]
    assert kinds_of(wired) == [
        *OPENED,
        "text.divided",
        *OF_A_PART * 4,
        "draft.gated",
        *RESTORED,
    ]
    last = bodies(wired, RecordKind.EXCHANGE_INTENDED)[-1]
    assert last["combines"] == 3
    assert "part" not in last
    assert "Anna Kowalski" in outcome.text.reveal()
    assert "Ben Okafor" in outcome.text.reveal()


def test_an_answer_of_parts_may_name_nobody_else() -> None:
    engine = Combining("Dear [PERSON_zzzz_9], it is settled.")
    outcome, wired, _, _ = run(reading(PROSE), engine=engine)
    assert "surrogate.unissued" in json.dumps(
        bodies(wired, RecordKind.DRAFT_GUARDED)[-1]
    )
    assert not isinstance(outcome, Released)


def test_answers_that_could_not_be_combined_are_not_written() -> None:
    class Narrow(Combining):
        def fits(self, request: GenerateRequest) -> bool:
            return super().fits(request) and request.max_output_tokens <= 220

    engine = Narrow()
    outcome, _, _, _ = run(reading(PROSE), engine=engine)
    assert isinstance(outcome, TooManyPartsError)
    assert not engine.requests


def test_the_combination_is_written_again_with_its_own_clearer_words() -> None:
    class Twice(Combining):
        def _write(self, request: GenerateRequest) -> str:
            self.finish = "length" if len(self.requests) == 4 else "stop"
            texts = texts_in(request)
            return texts[0][:40] if len(self.requests) < 4 else " And ".join(texts)

    source = "[INSTRUCTION]\n{{text}}\n\n[RETRY]\nShorter."
    purpose = reading(
        PROSE,
        retry=Retry(1),
        prompts={"en": parse_prompt("read/prompt.en.md", source)},
    )
    outcome, wired, _, engine = run(purpose, engine=Twice())
    assert isinstance(outcome, Released)
    first, second = engine.requests[-2:]
    assert texts_in(second) == texts_in(first)
    assert str(second.messages[-1].parts[-1]).find("combine.en.md#RETRY") > 0
    tried = bodies(wired, RecordKind.EXCHANGE_INTENDED)[-2:]
    assert [(body["combines"], body["try"]) for body in tried] == [(3, 1), (3, 2)]


def test_a_streamed_purpose_shows_an_answer_of_parts_whole() -> None:
    outcome, wired, watch, _ = run(reading(PROSE, streamed=True), engine=Combining())
    assert isinstance(outcome, Released)
    assert not watch.pieces
    assert "answer.opened" not in kinds_of(wired)
