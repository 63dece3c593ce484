"""Golden cases through the real pipeline and rules, with fakes of the other parts."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.answer import Finished, Token, Waiting
from appliance.domain.caller import Role
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.evaluation import EVALUATOR, Arm, CaseRun, vault_case
from appliance.domain.golden import GoldenCase
from appliance.domain.ports.engine import GenerateRequest
from appliance.domain.ports.wired import Ports
from appliance.domain.prompt import parse_prompt
from appliance.domain.retry import Retry
from appliance.errors import (
    EngineBusyError,
    EngineError,
    LedgerError,
    MaskerError,
    RevokedError,
)
from appliance.kinds import RecordKind
from appliance.release.evaluation.aside import EvaluationDirectory
from appliance.release.evaluation.runner import PAUSES_S, Side, evaluate, run_case
from tests.fakes import (
    DictionaryMasker,
    FixedClock,
    ListedPurposes,
    MemoryLedger,
    ScriptedEngine,
    make_purpose,
    ports,
    shipped_release,
)
from tests.unit.appliance.pipeline_runs import MEMO, UNISSUED, letter

WORDS = {"Anna Kowalski": EntityKind.PERSON}
CASE = GoldenCase(
    "a-fee", "Anna Kowalski asks about a fee.", "en", ("plain",), values=("Kowalski",)
)


class Runs:
    """What was run, in memory."""

    def __init__(self) -> None:
        self.kept: list[CaseRun] = []

    def done(self) -> set[tuple[Arm, str]]:
        return {(run.arm, run.case) for run in self.kept}

    def add(self, run: CaseRun) -> None:
        self.kept.append(run)


def side(purpose: str = "reply-draft", **parts: Any) -> Side:
    clock, ledger = FixedClock(), MemoryLedger()
    masker = DictionaryMasker(WORDS, ledger=ledger, clock=clock)
    wired: dict[str, Any] = {"masker": masker, "ledger": ledger, **parts}
    made = ports(clock=clock, **wired)
    return Side(Arm.CANDIDATE, made.purposes.named(purpose), made)


def of(one: Side) -> MemoryLedger:
    assert isinstance(one.ports.ledger, MemoryLedger)
    return one.ports.ledger


def no_pause(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} s")


def test_a_case_takes_the_whole_way_and_leaves_every_record() -> None:
    one = side(script=letter)
    found = run_case(CASE, one)
    assert (found.state, found.error, found.leaked) == ("released", "", 0)
    kinds = of(one).kinds()
    assert kinds[0] == "request.received"
    assert kinds[-3:] == ["exchange.released", "vault.read", "vault.erased"]
    assert {"policy.decided", "exchange.intended", "draft.gated"} <= set(kinds)
    assert of(one).only(RecordKind.REQUEST_RECEIVED).body["origin"] == "evaluation"
    assert of(one).only(RecordKind.CALLER_IDENTIFIED).actor == EVALUATOR
    assert of(one).only(RecordKind.VAULT_ERASED).body["why"] == "evaluation"


def test_what_is_kept_of_a_case_says_whom_its_surrogates_stand_for() -> None:
    found = run_case(CASE, side(script=letter))
    (surrogate,) = found.people
    assert found.answer == f"Dear {surrogate}, we will write soon."
    assert found.people[surrogate] == "Anna Kowalski"
    assert (found.tokens_in, found.exact) == (10, True)
    assert found.tokens_out > 0
    assert found.first_token_ms is not None
    assert 0 <= found.first_token_ms <= found.total_ms
    assert "Kowalski" not in repr(found)


def test_a_case_takes_the_same_tries_as_a_persons_text_and_all_are_counted() -> None:
    source = "[INSTRUCTION]\n{{text}}\n[RETRY]\nOne line."
    purpose = make_purpose(
        streamed=False,
        pattern="Yes.*",
        prompts={"en": parse_prompt("reply-draft/prompt.en.md", source)},
        retry=Retry(1),
    )
    said = iter(["Perhaps.", "Yes, soon."])
    one = side(script=lambda _: next(said), purposes=ListedPurposes(purpose))
    found = run_case(CASE, one)
    assert (found.state, found.answer) == ("released", "Yes, soon.")
    assert found.findings == ("answer.rewritten",)
    drafts = [
        entry.body
        for entry in of(one).records
        if entry.kind is RecordKind.DRAFT_GENERATED
    ]
    assert len(drafts) == 2
    assert found.tokens_in == sum(body["prompt_tokens"] for body in drafts)
    assert found.tokens_out == sum(body["output_tokens"] for body in drafts)


def test_nothing_of_a_case_comes_into_the_history_or_the_queue_of_reviews() -> None:
    one = side("credit-memo", script=MEMO)
    found = run_case(replace(CASE, input="Applicant: Anna Kowalski"), one)
    assert (found.state, found.answer) == ("held", MEMO)
    assert of(one).only(RecordKind.EXCHANGE_HELD).exchange is not None
    assert one.ports.exchanges.rows == {}  # type: ignore[attr-defined] # the fake's
    assert one.ports.reviews.rows == {}  # type: ignore[attr-defined] # the fake's


def test_the_directory_of_the_site_is_never_asked() -> None:
    one = side(script=letter)
    run_case(CASE, one)
    assert one.ports.directory.asked == []  # type: ignore[attr-defined] # the fake's


@pytest.mark.parametrize("person", ["anna", "", "evaluation", "#Evaluation"])
def test_the_directory_of_an_evaluation_vouches_for_nobody_else(person: str) -> None:
    directory = EvaluationDirectory(frozenset({Role.STAFF}), FixedClock())
    assert directory.look_up(EVALUATOR).roles == {Role.STAFF}
    with pytest.raises(RevokedError):
        directory.look_up(person)


def test_a_draft_that_the_guard_refuses_is_told_with_its_finding() -> None:
    found = run_case(CASE, side(script=UNISSUED))
    assert (found.state, found.answer) == ("refused", "")
    assert "surrogate.unissued" in found.findings


def test_a_mere_note_of_a_guard_is_recorded_and_not_told() -> None:
    one = side(script="Purple zebras gallop through frozen mountains every evening.")
    found = run_case(CASE, one)
    noted = of(one).only(RecordKind.DRAFT_GUARDED).body["findings"]
    assert {(f["rule"], f["severity"]) for f in noted} == {
        ("grounding.sentence", "note")
    }
    assert (found.state, found.findings) == ("released", ())


def test_a_text_that_the_purpose_does_not_take_is_a_refusal() -> None:
    blocking = make_purpose(treatments={EntityKind.SECRET: Treatment.BLOCK})
    one = side(
        masker=DictionaryMasker({"Anna Kowalski": EntityKind.SECRET}),
        purposes=ListedPurposes(blocking),
    )
    found = run_case(CASE, one)
    assert (found.state, found.error) == ("refused", "BlockedKindError")
    assert (found.tokens_in, found.first_token_ms) == (0, None)


def test_a_value_that_the_masker_missed_is_a_leak() -> None:
    assert run_case(CASE, side(masker=DictionaryMasker({}))).leaked == 1


def test_a_policy_that_denies_refuses_a_case() -> None:
    one = side()
    found = run_case(replace(CASE, language="fr"), one)
    assert found.state == "refused"
    assert RecordKind.EXCHANGE_INTENDED not in of(one).kinds()


class Failing(ScriptedEngine):
    """Fails so many times before it answers."""

    def __init__(self, times: int, fault: Exception, **named: Any) -> None:
        super().__init__("Thank you.", **named)
        self.left, self.fault = times, fault

    def generate(
        self, request: GenerateRequest
    ) -> Iterator[Waiting | Token | Finished]:
        if self.left:
            self.left -= 1
            raise self.fault
        return super().generate(request)


def run_all(
    one: Side, *cases: GoldenCase, runs: Runs | None = None, **named: Any
) -> tuple[Runs, list[int]]:
    kept, told = runs or Runs(), []
    named.setdefault("pause", no_pause)
    evaluate(cases or (CASE,), [one], kept, told.append, **named)
    return kept, told


@pytest.mark.parametrize("fault", [EngineError("gone"), EngineBusyError("full")])
def test_an_engine_that_comes_back_is_waited_for(fault: Exception) -> None:
    one, waited = side(engine=Failing(2, fault)), list[float]()
    kept, _ = run_all(one, pause=waited.append)
    assert [run.state for run in kept.kept] == ["released"]
    assert tuple(waited) == PAUSES_S[:2]
    # Each attempt is an exchange of its own, and each has its end.
    kinds = of(one).kinds()
    assert kinds.count("exchange.failed") == 2
    assert kinds.count("exchange.released") == 1


def test_an_engine_that_stays_away_ends_the_evaluation_and_not_the_case() -> None:
    one, runs = side(engine=Failing(99, EngineError("gone"))), Runs()
    with pytest.raises(EngineError):
        run_all(one, runs=runs, pause=lambda _: None)
    assert runs.kept == []


class Lost(MemoryLedger):
    """A log that takes no record of an intent."""

    def append(self, entry: Any, *, durable: bool = False) -> Any:
        if entry.kind is RecordKind.EXCHANGE_INTENDED:
            raise LedgerError("the disk is full")
        return super().append(entry, durable=durable)


def test_without_the_log_no_case_is_run() -> None:
    one = side(ledger=Lost())
    with pytest.raises(LedgerError):
        run_all(one, pause=lambda _: None)
    assert one.ports.engine.requests == []  # type: ignore[attr-defined] # the fake's


def test_an_unforeseen_fault_on_a_case_fails_that_case_only() -> None:
    def breaks_on_bad(request: GenerateRequest) -> str:
        if request.exchange in bad:
            raise ArithmeticError("no such number")
        return "Thank you."

    bad: set[str] = set()

    class Marked(ScriptedEngine):
        def generate(self, request: GenerateRequest) -> Any:
            if not self.requests:
                bad.add(request.exchange)
            return super().generate(request)

    one = side(engine=Marked(breaks_on_bad))
    kept, _ = run_all(one, CASE, replace(CASE, id="another"))
    assert [(run.state, run.error) for run in kept.kept] == [
        ("failed", "InternalError"),
        ("released", ""),
    ]


def golden(count: int) -> list[GoldenCase]:
    return [replace(CASE, id=f"case-{number}") for number in range(count)]


def test_it_says_how_much_is_done_after_each_case() -> None:
    kept, told = run_all(side(script=letter), *golden(4))
    assert told == [250, 500, 750, 1000]
    assert [run.case for run in kept.kept] == [case.id for case in golden(4)]


def test_what_was_run_is_not_run_again() -> None:
    one, runs = side(script=letter), Runs()
    run_all(one, *golden(2), runs=runs)
    _, told = run_all(one, *golden(5), runs=runs)
    assert told == [600, 800, 1000]
    assert len(one.ports.engine.requests) == 5  # type: ignore[attr-defined] # the fake's


def test_two_releases_are_run_case_by_case_in_turn() -> None:
    one = side(script=letter)
    both, runs = [one, replace(one, arm=Arm.LIVE)], Runs()
    evaluate(golden(2), both, runs, lambda _: None, pause=no_pause)
    assert [(run.case, run.arm) for run in runs.kept] == [
        ("case-0", Arm.CANDIDATE),
        ("case-0", Arm.LIVE),
        ("case-1", Arm.CANDIDATE),
        ("case-1", Arm.LIVE),
    ]


def test_the_vault_knows_no_case_afterwards_and_nothing_a_killed_run_left() -> None:
    one = side(script=letter)
    masker = one.ports.masker
    assert isinstance(masker, DictionaryMasker)
    masker.vault[vault_case("reply-draft", "case-1")]["[PERSON_zabc_1]"] = "Left"
    run_all(one, *golden(2))
    assert masker.vault == {}


def test_a_case_is_forgotten_also_where_it_breaks() -> None:
    masker = DictionaryMasker(WORDS)
    one = side(masker=masker, engine=Failing(99, EngineError("gone")))
    with pytest.raises(EngineError):
        run_all(one, pause=lambda _: None)
    assert masker.vault == {}


def test_two_runs_say_the_same() -> None:
    def seen(script: Callable[[GenerateRequest], str]) -> list[tuple[Any, ...]]:
        kept, _ = run_all(side(script=script), *golden(3))
        return [
            (run.case, run.state, run.answer, run.findings, run.leaked, run.tokens_out)
            for run in kept.kept
        ]

    assert seen(letter) == seen(letter)


def test_a_masker_that_is_away_ends_the_evaluation() -> None:
    class Away(DictionaryMasker):
        def mask(self, *_given: Any, **_named: Any) -> Any:
            raise MaskerError("not there")

    with pytest.raises(MaskerError):
        run_all(side(masker=Away(WORDS)), pause=lambda _: None)


def test_every_shipped_purpose_can_be_asked_by_an_evaluation() -> None:
    for purpose in shipped_release().purposes:
        one = side(purpose.name, script=MEMO)
        made: Ports = one.ports
        case = replace(CASE, language=purpose.languages[0])
        run_case(case, one)
        decided = of(one).only(RecordKind.POLICY_DECIDED)
        assert decided.body["allowed"] is True, purpose.name
        assert made.purposes.named(purpose.name) is one.purpose
