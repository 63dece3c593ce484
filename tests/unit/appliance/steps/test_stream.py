"""A live answer: what it shows, when it stops, and what it leaves in the log."""

import pytest

from appliance.domain.draft_rules import MOVED_DATE
from appliance.domain.entity import EntityKind
from appliance.domain.exchange import Prompt
from appliance.domain.guards import RULES
from appliance.domain.masked import Restoration
from appliance.domain.ports.wired import Ports
from appliance.errors import LedgerError, MaskerError
from appliance.kinds import RecordKind
from appliance.steps.reidentify import Reader
from appliance.steps.stream import WINDOW_CHARS, LiveAnswer, WithdrawnError
from tests.fakes import (
    DictionaryMasker,
    MemoryLedger,
    RecordingWatch,
    make_prompt,
    ports,
)
from tests.made import with_masked

SURROGATE = "[PERSON_w26p_1]"


@pytest.fixture
def wired() -> Ports:
    return ports()


@pytest.fixture
def prompt(wired: Ports) -> Prompt:
    return make_prompt(wired)


def live_of(prompt: Prompt, wired: Ports, watch: RecordingWatch) -> LiveAnswer:
    return LiveAnswer(prompt, wired, watch, Reader(prompt.admitted, wired).check)


def kinds_of(wired: Ports) -> list[str]:
    assert isinstance(wired.ledger, MemoryLedger)
    return [k for k in wired.ledger.kinds() if k.startswith("answer.")]


def test_nothing_shows_before_a_whole_window(wired: Ports, prompt: Prompt) -> None:
    watch = RecordingWatch()
    live = live_of(prompt, wired, watch)
    live.take("x" * (WINDOW_CHARS - 1))
    assert watch.shown() == ""
    live.take("x")
    assert watch.shown() == "x" * WINDOW_CHARS


def test_a_surrogate_is_never_shown_in_part(wired: Ports, prompt: Prompt) -> None:
    watch = RecordingWatch()
    live = live_of(prompt, wired, watch)
    for character in f"Dear customer {SURROGATE}, hello and thank you.":
        live.take(character)
        assert "[" not in watch.shown()
    live.close()
    assert watch.shown() == "Dear customer Anna Kowalski, hello and thank you."


def test_a_hint_is_never_shown_and_a_moved_date_is_withdrawn(
    wired: Ports, prompt: Prompt
) -> None:
    watch = RecordingWatch()
    given = f"{SURROGATE} paid on [DATE_w26p_1~2024-03-12]."
    live = live_of(with_masked(prompt, given), wired, watch)
    for character in f"Dear {SURROGATE[:-1]}~2024-03-12], hello and thank you, ":
        live.take(character)
        assert "~" not in watch.shown()
    assert watch.shown().startswith("Dear Anna Kowalski, hello")
    with pytest.raises(WithdrawnError) as raised:
        live.take("paid on 12 March 2024 or so, it says.")
    assert raised.value.reasons == (RULES[MOVED_DATE].sentence,)


def test_close_records_a_keyed_digest_of_all_that_was_shown(
    wired: Ports, prompt: Prompt
) -> None:
    live = live_of(prompt, wired, RecordingWatch())
    live.take("x" * WINDOW_CHARS)
    live.take("rest")
    live.close()
    assert isinstance(wired.ledger, MemoryLedger)
    body = wired.ledger.only(RecordKind.ANSWER_CLOSED).body
    text = "x" * WINDOW_CHARS + "rest"
    bound = wired.masker.bind(text, case="c" * 32)
    assert body == {"chars_shown": len(text), "draft_digest": bound.draft_digest}


def test_a_late_finding_shows_nothing_of_its_window_and_withdraws(
    wired: Ports, prompt: Prompt
) -> None:
    watch = RecordingWatch()
    live = live_of(prompt, wired, watch)
    live.take("x" * WINDOW_CHARS)
    with pytest.raises(WithdrawnError) as raised:
        live.take("[PERSON_zzzz_9] and more")
    assert watch.shown() == "x" * WINDOW_CHARS
    assert watch.withdrawals == [raised.value.reasons]
    assert isinstance(wired.ledger, MemoryLedger)
    assert wired.ledger.records[raised.value.record].kind is RecordKind.ANSWER_WITHDRAWN
    assert wired.ledger.durable_to == len(wired.ledger.records)


def write(live: LiveAnswer, text: str) -> None:
    for character in text:
        live.take(character)


@pytest.mark.parametrize("name", ["PERSON_w26p_2", "person w26p 2", "[person_w26p_2]"])
def test_somebody_of_the_case_whom_the_text_does_not_name_is_never_shown(
    wired: Ports, prompt: Prompt, name: str
) -> None:
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row("c" * 32, "[PERSON_w26p_2]", "Ben Weber")
    watch = RecordingWatch()
    live = live_of(prompt, wired, watch)
    with pytest.raises(WithdrawnError):
        write(live, f"Dear customer {name}, hello and thank you.")
    assert "Ben" not in watch.shown()
    assert len(watch.withdrawals) == 1


def test_a_number_that_goes_on_is_not_taken_for_a_shorter_one(
    wired: Ports, prompt: Prompt
) -> None:
    watch = RecordingWatch()
    live = live_of(prompt, wired, watch)
    for piece in ("The customer ", "person_w26p_1", "7 is not in this case."):
        live.take(piece)
    live.close()
    assert watch.shown() == "The customer person_w26p_17 is not in this case."


def test_the_masker_is_asked_once_whom_the_text_names(wired: Ports) -> None:
    class Counting(DictionaryMasker):
        asked = 0

        def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
            self.asked += text == asked.sourced.masked.text.text
            return super().commitments(text, case=case)

    counting = Counting()
    wired = ports(masker=counting)
    asked = make_prompt(wired)
    live = live_of(asked, wired, RecordingWatch())
    live.take("x" * WINDOW_CHARS)
    live.take("y" * WINDOW_CHARS)
    live.close()
    assert counting.asked == 1


def fail_after_a_window(live: LiveAnswer) -> None:
    with live:
        live.take("x" * WINDOW_CHARS)
        raise KeyError("anything")


def test_an_error_that_leaves_it_takes_the_answer_back_once(
    wired: Ports, prompt: Prompt
) -> None:
    watch = RecordingWatch()
    with pytest.raises(KeyError):
        fail_after_a_window(live_of(prompt, wired, watch))
    assert (len(watch.withdrawals), kinds_of(wired)) == (1, ["answer.withdrawn"])
    with pytest.raises(WithdrawnError), live_of(prompt, wired, watch) as live:
        live.take("[PERSON_zzzz_9] and more")
    assert (len(watch.withdrawals), kinds_of(wired)) == (2, ["answer.withdrawn"] * 2)


def test_the_person_sees_it_taken_back_even_if_the_log_is_down(
    wired: Ports, prompt: Prompt
) -> None:
    class Down(MemoryLedger):
        def append(self, *_: object, **__: object) -> None:  # type: ignore[override]  # only raises
            raise LedgerError("disk full")

    watch = RecordingWatch()
    broken = ports(ledger=Down(), masker=wired.masker)
    with pytest.raises(LedgerError):
        fail_after_a_window(live_of(prompt, broken, watch))
    assert len(watch.withdrawals) == 1


def test_what_cannot_be_restored_is_not_shown(wired: Ports, prompt: Prompt) -> None:
    class Down(DictionaryMasker):
        def restore(self, *_: object, **__: object) -> None:  # type: ignore[override]  # only raises
            raise MaskerError("not there")

    watch = RecordingWatch()
    live = live_of(prompt, ports(masker=Down(), ledger=wired.ledger), watch)
    with pytest.raises(MaskerError):
        live.take(f"x {SURROGATE}" + "x" * WINDOW_CHARS)
    assert watch.pieces == []


def test_the_masker_is_asked_for_windows_that_can_name_somebody() -> None:
    asked: list[str] = []

    class Listening(DictionaryMasker):
        def restore(self, text: str, **of: str) -> Restoration:
            asked.append(text)
            return super().restore(text, **of)

    wired = ports(masker=Listening({"Anna Kowalski": EntityKind.PERSON}))
    watch = RecordingWatch()
    live = live_of(make_prompt(wired), wired, watch)
    for word in ("Thank you ", "for your letter, ", f"{SURROGATE}. ", "Kind regards"):
        live.take(word)
    live.close()
    assert watch.shown() == "Thank you for your letter, Anna Kowalski. Kind regards"
    assert len(asked) == 1
    assert SURROGATE in asked[0]
