"""A letter longer than the model reads at once, and a purpose that reads it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from appliance import pipeline
from appliance.domain.answer import Finished, PassedOver, Token, Waiting
from appliance.domain.answer_form import FieldForm
from appliance.domain.entity import EntityKind
from appliance.domain.parts import FieldRule, PartsRule, Rule
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import parse_prompt
from appliance.domain.purpose import AnswerForm, Purpose
from appliance.domain.scoring import sealed_texts
from appliance.domain.text import PersonText
from appliance.kinds import RecordKind
from tests.fakes import (
    ListedPurposes,
    MemoryLedger,
    RecordingWatch,
    ScriptedEngine,
    make_exchange,
    make_purpose,
    ports,
)
from tests.unit.appliance.pipeline_runs import RECEIVED

PARAGRAPHS = [
    "Anna Kowalski writes about her card, which was to come in March. " * 3,
    "Ben Okafor asks about a fee of EUR 40 on the bill of the account. " * 3,
    "She wants all this settled in a week, as she said on the phone. " * 3,
]
LETTER = "\n\n".join(PARAGRAPHS)
WORDS = {"Anna Kowalski": EntityKind.PERSON, "Ben Okafor": EntityKind.PERSON}
INTENTS = frozenset({"card", "fee", "none"})
FIELDS = {
    "intent": FieldRule(Rule.FIRST),
    "urgency": FieldRule(Rule.HIGHEST, ("low", "normal", "high")),
}
STRUCTURED = PartsRule(4, FIELDS, {"intent": "none"})
COMBINE = "[SYSTEM]\nYou combine.\n\n[INSTRUCTION]\n{{answers}}\n\n[RETRY]\nAgain."
PROSE = PartsRule(
    4, prompts={"en": parse_prompt("read/combine.en.md", COMBINE, about="answers")}
)
OPENED = [*RECEIVED, "text.pseudonymised", "passages.retrieved", "text.inspected"]
OF_A_PART = ["prompt.composed", "exchange.intended", "draft.generated", "draft.guarded"]


def reading(rule: PartsRule = STRUCTURED, **changes: object) -> Purpose:
    """Make a purpose that reads 250 characters at once, and more in parts."""
    structured = bool(rule.fields)
    asked = {
        "answer": AnswerForm.STRUCTURED if structured else AnswerForm.TEXT,
        "streamed": False,
        "schema_template": "read/output.schema.json" if structured else "",
        "forms": {"intent": FieldForm(is_list=False, codes=INTENTS)}
        if structured
        else {},
        "max_input_chars": 250,
        "parts": rule,
    }
    return make_purpose("read", **{**asked, **changes})


def texts_in(request: GenerateRequest) -> list[str]:
    return [masked.text for masked in sealed_texts(request.messages)]


def sorting(request: GenerateRequest) -> str:
    """Sort a part by what stands in it."""
    (text,) = texts_in(request)
    intent = "fee" if "fee" in text else "card" if "card" in text else "none"
    urgency = "high" if "fee" in text else "low"
    return json.dumps({"intent": intent, "urgency": urgency}, separators=(",", ":"))


def run(
    purpose: Purpose,
    script: str | Callable[[GenerateRequest], str] = sorting,
    *,
    text: str = LETTER,
    **parts: Any,
) -> tuple[Any, Ports, RecordingWatch, ScriptedEngine]:
    engine = parts.pop("engine", None) or ScriptedEngine(script)
    wired = ports(engine=engine, purposes=ListedPurposes(purpose), words=WORDS, **parts)
    watch = RecordingWatch()
    exchange = replace(make_exchange(purpose="read"), text=PersonText(text))
    try:
        outcome: Any = pipeline.run(exchange, wired, watch)
    except Exception as err:  # noqa: BLE001 - what each test is about
        outcome = err
    return outcome, wired, watch, engine


def bodies(wired: Ports, kind: RecordKind) -> list[Any]:
    assert isinstance(wired.ledger, MemoryLedger)
    return [entry.body for entry in wired.ledger.records if entry.kind is kind]


class FirstElsewhere(ScriptedEngine):
    """The first part is written by the next tier, all others by the purpose's own."""

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[PassedOver | Waiting | Token | Finished]:
        if not self.requests:
            yield PassedOver("small", "EngineBusyError")
        yield from super().generate(request)


class Combining(ScriptedEngine):
    """Answers each part with its first words; combines by putting them together."""

    def __init__(self, combined: str = "", finish: str = "stop") -> None:
        super().__init__(self._write)
        self.combined = combined
        self.end = finish

    def _write(self, request: GenerateRequest) -> str:
        texts = texts_in(request)
        if len(texts) == 1 and len(self.requests) < 4:
            return texts[0][:40]
        self.finish = self.end
        return self.combined or " And ".join(texts)
