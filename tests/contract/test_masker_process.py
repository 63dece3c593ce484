"""The masker as a process: round trips, threads, kills, refusals and its own limits."""

import contextlib
import hashlib
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.evaluation import vault_case
from appliance.domain.masked import MaskedText
from appliance.domain.measurement import PROBE
from appliance.domain.text import PersonText
from appliance.errors import (
    ApplianceError,
    BlockedKindError,
    DetectionError,
    LedgerError,
    MaskerError,
    PeerError,
    TextTooLongError,
    UnreadableTextError,
)
from appliance.masker.client import MAX_TEXT_CHARS, MaskerClient
from tests.contract.masker_house import MaskerHouse, wait_for
from tests.fakes import make_purpose

PURPOSE = make_purpose()
EXCHANGE = "e1" * 16


def hex_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    built = MaskerHouse(deadline_s=10.0)
    yield built
    built.close()


def mask(house: MaskerHouse, text: str, case: str = "c") -> MaskedText:
    return house.masker.mask(
        PersonText(text),
        exchange=EXCHANGE,
        case=hex_id(case),
        purpose=PURPOSE,
        language="en",
    )


def restored(house: MaskerHouse, text: str, case: str = "c") -> str:
    return house.masker.restore(
        text, exchange=EXCHANGE, case=hex_id(case), reader="r"
    ).text.reveal()


PIECES = st.one_of(
    st.sampled_from(
        [
            "Anna Weber",
            "ANNA WEBER",
            "O\u2019Brien",
            "Smith's",
            "[PERSON_ab2c_1]",
            "PERSON_ab2c_",
            "[",
            "]",
            "\\",
            "_1]",
            "4151 3217 6243 3448.com",
            "a@b@c.d",
            "DE89 3704 0044 0532 0130 00",
            "12/03/1971",
            "\u202e",
            "\u200b",
            "e\u0301",
            "\uff21nna",
            "\ufb01",
            "\x00",
            "\r\n",
            "<b>",
            "&#91;",
            "\\u005b",
            "Project Bluebell",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=st.lists(PIECES, max_size=14), glue=st.sampled_from(["", " ", "\n", "'"]))
def test_every_text_restores_byte_for_byte(
    house: MaskerHouse, pieces: list[str], glue: str
):
    text = glue.join(pieces)
    assert restored(house, mask(house, text, "fuzz").text, "fuzz") == text


def test_own_surrogates_typed_back_restore_byte_for_byte(house: MaskerHouse):
    first = mask(house, "Anna Weber").surrogates()[0]
    text = f"{first} {first[1:-1]} {first.lower()} \\{first} Anna Weber"
    masked = mask(house, text).text
    assert masked != text
    assert restored(house, masked) == text


def test_eight_threads_give_one_surrogate_per_name(house: MaskerHouse):
    letters = [f"I am Anna Weber{n}." for n in range(4)] + ["Piotr Nowak was here."] * 4

    def work(letter: str) -> tuple[str, ...]:
        return mask(house, letter, "threads").surrogates()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, letters))
    assert len(set(results[4:])) == 1
    assert len({*results}) == 5


def test_a_name_of_the_case_is_masked_in_later_texts(house: MaskerHouse):
    mask(house, "My husband Piotr Nowak will call.", "later")
    assert "nowak" not in mask(house, "did nowak call?", "later").text


def test_an_entry_of_the_customer_dictionary_is_masked(house: MaskerHouse):
    spans = mask(house, "About project  bluebell: yes").spans
    assert [s.kind for s in spans] == [EntityKind.CUSTOM]


def test_a_secret_is_blocked_unless_the_purpose_says_otherwise(house: MaskerHouse):
    text = PersonText("my password is hunter22")
    with pytest.raises(BlockedKindError, match="SECRET"):
        house.masker.mask(
            text, exchange=EXCHANGE, case=hex_id("c"), purpose=PURPOSE, language="en"
        )
    open_purpose = make_purpose(treatments={EntityKind.SECRET: Treatment.MASK})
    masked = house.masker.mask(
        text, exchange=EXCHANGE, case=hex_id("c"), purpose=open_purpose, language="en"
    )
    assert "hunter22" not in masked.text


def ready_child(house: MaskerHouse) -> int:
    """Name the child that answers; a child still loading would not get the text."""
    mask(house, "Is anybody there?")
    (child,) = house.children()
    return child


def test_a_hung_child_is_killed_at_the_deadline_and_replaced(house: MaskerHouse):
    child = ready_child(house)
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(DetectionError, match="within 10 s"):
        mask(house, "I am Anna Weber.")
    wait_for(lambda: house.children() not in ([], [child]))
    assert not Path(f"/proc/{child}").exists()


@contextmanager
def long_text_in_work(house: MaskerHouse, case: str) -> Iterator[Future[MaskedText]]:
    """Have sixty pages masked in the background, and go on once they are begun."""
    begun = threading.Event()

    def work() -> MaskedText:
        return house.masker.mask(
            PersonText("Anna Weber of Brook Lane wrote again. " * 4_000),
            exchange=EXCHANGE,
            case=hex_id(case),
            purpose=PURPOSE,
            language="en",
            progress=lambda _: begun.set(),
        )

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        assert begun.wait(30)
        yield future


def test_a_killed_child_fails_its_text_and_the_next_one_works(house: MaskerHouse):
    child = ready_child(house)
    with long_text_in_work(house, "killed") as long:
        os.kill(child, signal.SIGKILL)
        with pytest.raises(DetectionError, match="child"):
            long.result(60)
    assert "Anna" not in mask(house, "I am Anna Weber.").text
    assert house.children() != [child]


def test_a_short_text_need_not_wait_for_a_long_one(house: MaskerHouse):
    ready_child(house)
    with long_text_in_work(house, "long") as long:
        assert "Weber" not in mask(house, "I am Anna Weber.", "short").text
        assert not long.done()
        assert "Weber" not in long.result(60).text


def test_a_child_killed_over_two_texts_is_replaced_once(
    house: MaskerHouse,
):
    child = ready_child(house)
    with long_text_in_work(house, "both") as long:
        os.kill(child, signal.SIGSTOP)
        with ThreadPoolExecutor(1) as pool:
            short = pool.submit(mask, house, "I am Anna Weber.")
            os.kill(child, signal.SIGKILL)
            with pytest.raises(DetectionError, match="child"):
                long.result(60)
            # It went to the child before that ended, or to the one after it.
            with contextlib.suppress(DetectionError):
                assert "Weber" not in short.result(60).text
    wait_for(lambda: house.children() not in ([], [child]))
    assert "Weber" not in mask(house, "I am Anna Weber.", "both").text
    assert len(house.children()) == 1


def test_no_process_of_the_masker_maps_a_model_library(house: MaskerHouse):
    for pid in (house.processes["masker"].pid, *house.children()):
        maps = Path(f"/proc/{pid}/maps").read_text()
        assert [name for name in ("libtorch", "bitsandbytes") if name in maps] == []


def test_health_says_which_detectors_look(house: MaskerHouse):
    health = house.masker.health()
    assert health["ok"] is True
    assert {"names", "presidio", "dictionary"} <= set(health["detectors"])


def test_reads_of_one_exchange_are_recorded_once_in_a_while(house: MaskerHouse):
    def reads() -> int:
        return house.kinds().count("vault.read")

    text = mask(house, "I am Anna Weber.", "reads").text
    before = reads()
    for reader in ("rita", "rita", "ralf"):
        house.masker.restore(
            text, exchange=hex_id("reads"), case=hex_id("reads"), reader=reader
        )
    assert reads() - before == 2


def test_the_dictionary_is_recorded_without_its_entries(house: MaskerHouse):
    records = house.ledger.read(0, house.ledger.size())
    (loaded,) = [r for r in records if r["kind"] == "dictionary.loaded"][-1:]
    assert loaded["body"]["counts"] == {"custom": 1}
    assert "Bluebell" not in str(records)


@pytest.mark.parametrize(
    ("text", "error"),
    [("a\ud800b", UnreadableTextError), ("a" * (MAX_TEXT_CHARS + 1), TextTooLongError)],
    ids=["half a pair", "too long"],
)
def test_a_text_that_no_frame_carries_is_refused(
    house: MaskerHouse, text: str, error: type[ApplianceError]
):
    with pytest.raises(error):
        mask(house, text)


def test_nothing_is_restored_while_the_log_is_away(house: MaskerHouse):
    text = mask(house, "I am Anna Weber.", "away").text
    house.stop("ledger")
    try:
        with pytest.raises(LedgerError, match="did not take the record"):
            house.masker.restore(
                text, exchange=hex_id("away"), case=hex_id("away"), reader="r"
            )
    finally:
        house.start("ledger")
    assert restored(house, text, "away") == "I am Anna Weber."


def test_surrogates_outlive_the_process(house: MaskerHouse):
    text = mask(house, "I am Anna Weber.", "outlive").text
    assert house.stop("masker") == 0
    house.start("masker")
    assert restored(house, text, "outlive") == "I am Anna Weber."


def test_no_text_of_a_person_reaches_the_log_of_the_process(house: MaskerHouse):
    mask(house, "I am Zacharias Quillfeather of Puddlecombe.")
    log = (house.root / "masker.log").read_text()
    assert [word for word in ("Zacharias", "Quillfeather") if word in log] == []


def test_a_masker_that_is_away_is_named():
    house = MaskerHouse()
    try:
        house.stop("masker")
        with pytest.raises(MaskerError, match=r"cannot connect|closed"):
            mask(house, "Anna")
    finally:
        house.close()


def test_the_worker_may_erase_its_made_up_cases_and_no_case_of_a_person():
    house = MaskerHouse(operator=os.geteuid() + 1)
    try:
        masker = house.masker
        evaluated = vault_case("reply-draft", "a-fee")
        seen = set()
        for _ in range(2):
            masked = masker.mask(
                PersonText("I am Anna Weber."),
                exchange=EXCHANGE,
                case=evaluated,
                purpose=PURPOSE,
                language="en",
            )
            seen.add(masked.text)
            assert masker.erase([evaluated], why="evaluation") == 1
        # Another run of the same case shows the model the same text.
        assert len(seen) == 1
        masker.mask(
            PersonText("I am Anna Weber."),
            exchange=PROBE,
            case="probe-1",
            purpose=PURPOSE,
            language="en",
        )
        assert masker.erase(["probe-1"], why="probe") == 1
        for cases, why in (
            ([hex_id("c")], "asked"),
            ([hex_id("c")], "probe"),
            (["probe-1", hex_id("c")], "probe"),
            (["probe-1"], "asked"),
            (["probe-1"], "evaluation"),
            ([evaluated], "probe"),
            ([evaluated, hex_id("c")], "evaluation"),
        ):
            with pytest.raises(PeerError, match="only operators"):
                masker.erase(cases, why=why)
    finally:
        house.close()


def test_a_foreign_uid_may_call_no_verb():
    house = MaskerHouse(caller=os.geteuid() + 1)
    try:
        client = MaskerClient(house.settings)
        for call in (
            lambda: mask(house, "Anna"),
            lambda: client.restore(
                "x", exchange=EXCHANGE, case=hex_id("c"), reader="r"
            ),
            lambda: client.commitments("x", case=hex_id("c")),
            lambda: client.bind("x", case=hex_id("c")),
            lambda: client.check_outgoing(["x"], case=hex_id("c"), kinds_kept=[]),
            lambda: client.find_names("x", language="en"),
            lambda: client.erase([hex_id("c")], why="asked"),
            client.standing,
            client.health,
        ):
            with pytest.raises(PeerError, match="may not call"):
                call()
        client.close()
    finally:
        house.close()
