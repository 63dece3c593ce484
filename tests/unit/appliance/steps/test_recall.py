"""Recall and keep: who gets an answer that was written before, and who never does."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from appliance import pipeline
from appliance.domain.caching import Caching
from appliance.domain.caller import Caller, Role
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Exchange, Outcome, Refused, Released
from appliance.domain.halt import Halt, HaltReason, HaltScope
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.recalled import NothingRecalled
from appliance.domain.purpose import Purpose, ReviewRule, Risk
from appliance.domain.service import Service
from appliance.domain.wishes import Wishes
from appliance.errors import StoreError
from appliance.kinds import RecordKind
from tests.fakes import (
    FixedClock,
    ListedDirectory,
    ListedPurposes,
    MemoryRecalled,
    RecordingWatch,
    ScriptedEngine,
    make_caller,
    make_exchange,
    ports,
    shipped_release,
)
from tests.unit.appliance.pipeline_runs import SORTED, kinds_of, letter

WORDS = dict.fromkeys(("Anna Kowalski", "Ben Ito"), EntityKind.PERSON)
ANNA, BEN = "Anna Kowalski asks about a fee.", "Ben Ito asks about a fee."


def caching(name: str = "reply-draft", **changed: Any) -> Purpose:
    shipped = next(p for p in shipped_release().purposes if p.name == name)
    return replace(shipped, **{"caching": Caching(exact=True), **changed})


class Counter:
    """Exchanges one after the other through the same parts."""

    def __init__(
        self,
        purpose: Purpose,
        script: str | Callable[[GenerateRequest], str] = letter,
        **parts: Any,
    ) -> None:
        self.clock = FixedClock()
        self.wired = ports(
            purposes=ListedPurposes(purpose),
            script=script,
            words=WORDS,
            clock=self.clock,
            **parts,
        )
        self.asked = 0

    def ask(self, text: str = ANNA, **changed: Any) -> tuple[Outcome, list[str]]:
        """Ask; gives the outcome and the kinds of its own records."""
        self.asked += 1
        plain = {
            name: changed.pop(name)
            for name in ("case", "caller", "language", "origin")
            if name in changed
        }
        purpose = self.wired.purposes.all()[0].name
        made = make_exchange(text, id=f"{self.asked:032x}", purpose=purpose, **plain)
        exchange: Exchange = replace(made, **changed)
        before = len(kinds_of(self.wired))
        outcome = pipeline.run(exchange, self.wired, RecordingWatch())
        return outcome, kinds_of(self.wired)[before:]

    @property
    def written(self) -> int:
        engine = self.wired.engine
        assert isinstance(engine, ScriptedEngine)
        return len(engine.requests)

    def bodies(self, kind: RecordKind) -> list[Any]:
        records = self.wired.ledger.records  # type: ignore[attr-defined] # the fake's
        return [entry.body for entry in records if entry.kind is kind]


def text_of(outcome: Outcome) -> str:
    assert isinstance(outcome, Released)
    return outcome.text.reveal()


def test_the_same_text_gets_the_answer_from_before_and_the_model_is_not_asked() -> None:
    counter = Counter(caching())
    first, _ = counter.ask()
    counter.clock.advance(60)
    second, kinds = counter.ask()
    assert text_of(first) == text_of(second)
    assert counter.written == 1
    assert kinds == [
        *("request.received", "caller.identified", "policy.decided"),
        *("text.pseudonymised", "passages.retrieved", "text.inspected"),
        *("prompt.composed", "draft.recalled", "draft.guarded", "draft.gated"),
        *("vault.read", "text.restored", "exchange.released"),
    ]
    (body,) = counter.bodies(RecordKind.DRAFT_RECALLED)
    assert body["of"] == f"{1:032x}"
    assert body["how"] == "exact"
    assert body["written_at"] == "2026-03-02T12:00:00+00:00"
    assert body["tier"] == "small"
    assert body["model"] == "scripted"


def test_nothing_is_set_aside_or_counted_for_it() -> None:
    counter = Counter(caching())
    counter.ask()
    counter.ask()
    assert len(counter.wired.budgets.claims) == 1  # type: ignore[attr-defined] # fakes
    row = counter.wired.exchanges.rows[f"{2:032x}"]  # type: ignore[attr-defined]
    figures = row.figures
    assert (figures.prompt_tokens, figures.output_tokens) == (0, 0)
    assert (figures.used_tokens, figures.engine_ms, figures.tier) == (0, None, None)


def test_it_is_as_sure_as_it_was() -> None:
    counter = Counter(caching())
    counter.ask()
    counter.ask()
    sure = [b["confidence_permille"] for b in counter.bodies(RecordKind.DRAFT_GUARDED)]
    assert sure[0] == sure[1]
    assert sure[0] > 0


def test_the_same_letter_about_somebody_else_names_them_and_nobody_else() -> None:
    counter = Counter(caching())
    counter.ask(ANNA)
    outcome, kinds = counter.ask(BEN)
    assert "draft.recalled" in kinds
    assert text_of(outcome) == "Dear Ben Ito, we will write soon."


def test_two_who_change_places_are_another_text_only_if_one_stands_twice() -> None:
    counter = Counter(caching(), "We will write to both.")
    counter.ask("Anna Kowalski owes Ben Ito a fee.")
    _, kinds = counter.ask("Ben Ito owes Anna Kowalski a fee.")
    assert "draft.recalled" in kinds
    _, kinds = counter.ask("Ben Ito owes Ben Ito a fee.")
    assert "draft.recalled" not in kinds


@pytest.mark.parametrize(
    "changed",
    [
        {"case": "d" * 32},
        {"caller": make_caller("ben")},
        {"caller": make_caller("anna", Role.STAFF, Role.REVIEWER)},
        {"caller": replace(make_caller(), teams=frozenset({"north"}))},
        {"caller": replace(make_caller(), service=Service("anna", frozenset({"x"})))},
        {"language": "de"},
        {"wishes": Wishes(seed=8)},
        {"wishes": Wishes(max_output_tokens=9)},
        {"anew": True},
        {"origin": "evaluation"},
        {"origin": "worker"},
        {"text": "Anna Kowalski asks about  a fee."},
        {"text": "Anna Kowalski asks about a fee"},
    ],
    ids="-".join,
)
def test_whatever_else_is_asked_is_written(changed: dict[str, Any]) -> None:
    purpose = caching(languages=("en", "de"))
    prompts = {**purpose.prompts, "de": purpose.prompts["en"]}
    counter = Counter(replace(purpose, prompts=prompts))
    counter.ask()
    caller: Caller | None = changed.get("caller")
    if caller is not None:
        credential = replace(
            make_exchange(caller=caller).credential,
            teams=caller.teams,
            service=caller.service,
        )
        changed = {"credential": credential, "case_owner": caller.person}
    text = changed.pop("text", ANNA) if "text" in changed else ANNA
    _, kinds = counter.ask(text, **changed)
    assert "draft.recalled" not in kinds


def test_manners_and_spelling_count_only_where_the_purpose_does_not_say() -> None:
    politely = "Hello, please: Ben Ito asks about a fee. Thank you!"
    for alike in (False, True):
        counter = Counter(caching(caching=Caching(exact=True, alike=alike)))
        counter.ask(ANNA)
        outcome, kinds = counter.ask(politely)
        assert ("draft.recalled" in kinds) is alike
        assert text_of(outcome) == "Dear Ben Ito, we will write soon."
        said = [body["how"] for body in counter.bodies(RecordKind.DRAFT_RECALLED)]
        assert said == ["alike"] * alike
        _, kinds = counter.ask("Ben Ito does not ask about a fee.")
        assert "draft.recalled" not in kinds


def test_another_release_writes_its_own() -> None:
    counter = Counter(caching())
    counter.ask()
    later = ListedPurposes(caching(release="f" * 64))
    one = ports(purposes=later).releases
    counter.wired = replace(counter.wired, purposes=later, releases=one)
    _, kinds = counter.ask()
    assert "draft.recalled" not in kinds


@pytest.mark.parametrize(
    "changed",
    [
        {"caching": Caching()},
        {"risk": Risk.HIGH, "review": ReviewRule.FOUR_EYES},
        {"review": ReviewRule.FOUR_EYES},
    ],
    ids=["not asked for", "high risk", "held"],
)
def test_a_purpose_that_does_not_take_part_is_always_written(
    changed: dict[str, Any],
) -> None:
    counter = Counter(caching(streamed=False, **changed))
    counter.ask()
    _, kinds = counter.ask()
    assert "exchange.intended" in kinds
    assert counter.wired.recalled.rows == {}  # type: ignore[attr-defined] # the fake's
    assert not caching(risk=Risk.HIGH).recalls


def test_after_its_hours_it_is_written_anew() -> None:
    counter = Counter(caching(caching=Caching(exact=True, keep_hours=2)))
    counter.ask()
    counter.clock.advance(2 * 3600 - 1)
    assert "draft.recalled" in counter.ask()[1]
    counter.clock.advance(1)
    assert "exchange.intended" in counter.ask()[1]


def test_asked_anew_the_newer_answer_is_the_one_that_is_given_again() -> None:
    answers = iter(("One.", "Two."))
    counter = Counter(caching(), lambda _: next(answers))
    counter.ask()
    assert text_of(counter.ask(anew=True)[0]) == "Two."
    assert counter.bodies(RecordKind.REQUEST_RECEIVED)[-1]["anew"] is True
    assert text_of(counter.ask()[0]) == "Two."


def test_an_answer_that_names_somebody_in_another_spelling_is_not_kept() -> None:
    def loosely(request: GenerateRequest) -> str:
        return letter(request).replace("[", "").replace("]", "")

    counter = Counter(caching(), loosely)
    outcome, _ = counter.ask()
    assert "Anna Kowalski" in text_of(outcome)  # restored all the same
    assert counter.wired.recalled.rows == {}  # type: ignore[attr-defined] # the fake's


def test_an_answer_that_was_stopped_or_cut_is_not_kept() -> None:
    engine = ScriptedEngine("Dear customer, thank", finish="cancelled")
    counter = Counter(caching(), engine=engine)
    counter.ask()
    assert counter.wired.recalled.rows == {}  # type: ignore[attr-defined] # the fake's


def test_what_todays_guards_refuse_is_not_let_out_and_not_given_again() -> None:
    counter = Counter(caching("complaint-triage"), SORTED)
    counter.ask()
    rows = counter.wired.recalled.rows  # type: ignore[attr-defined] # the fake's
    ((exchange, (place, digests, kept)),) = rows.items()
    rows[exchange] = (place, digests, replace(kept, answer=("No form.",)))
    outcome, kinds = counter.ask()
    assert isinstance(outcome, Refused)
    assert "draft.recalled" in kinds
    assert rows == {}
    assert "exchange.intended" in counter.ask()[1]


def test_a_halted_model_gives_nothing_again_either() -> None:
    counter = Counter(caching())
    counter.ask()

    class Standing:
        def standing(self) -> tuple[Halt, ...]:
            return (Halt(HaltScope.TIER, "small", HaltReason.DRILL, 1),)

    counter.wired = replace(counter.wired, halts=Standing())
    with pytest.raises(Exception, match="none of them may answer"):
        counter.ask()
    assert counter.bodies(RecordKind.DRAFT_RECALLED) == []


def test_while_releases_are_compared_each_writes_its_own() -> None:
    wired = ports()
    chosen = wired.releases.choose(make_exchange(), make_caller())
    assert wired.bound(chosen).recalled is wired.recalled
    compared = wired.bound(replace(chosen, compared=True)).recalled
    assert isinstance(compared, NothingRecalled)


def test_an_answer_that_cannot_be_looked_for_is_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Locked(MemoryRecalled):
        def __getattribute__(self, name: str) -> Any:
            raise StoreError(f"{name}: locked")

    counter = Counter(caching(), recalled=Locked(FixedClock()))
    with caplog.at_level(logging.ERROR):
        outcome, kinds = counter.ask()
    assert isinstance(outcome, Released)
    assert "exchange.intended" in kinds
    assert [record.message for record in caplog.records] == [
        f"exchange {1:032x}: nothing recalled: same: locked",
        f"exchange {1:032x}: not kept to recall: keep: locked",
    ]


def test_a_recalled_answer_is_not_streamed() -> None:
    counter = Counter(caching())
    counter.ask()
    watch = RecordingWatch()
    again = make_exchange(ANNA, id="a" * 32)
    outcome = pipeline.run(again, counter.wired, watch)
    assert isinstance(outcome, Released)
    assert watch.shown() == ""
    assert len(counter.bodies(RecordKind.ANSWER_OPENED)) == 1


def test_a_directory_is_asked_whose_rights_they_are_now() -> None:
    counter = Counter(caching())
    counter.ask()
    stale = make_caller(at=make_caller().checked_at.replace(hour=1))
    now = make_caller("anna", Role.STAFF, Role.AUDITOR)
    directory = ListedDirectory(now, clock=counter.clock)
    counter.wired = replace(counter.wired, directory=directory)
    _, kinds = counter.ask(caller=stale)
    assert "draft.recalled" not in kinds
