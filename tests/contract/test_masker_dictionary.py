"""What people add to masking, on a real masker, ledger and both kinds of database."""

import hashlib
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from appliance.detect.phrases import Phrase
from appliance.domain.entity import EntityKind, Treatment
from appliance.domain.proposal import ALLOW, Proposal, ProposalAction
from appliance.domain.text import PersonText
from appliance.errors import DetectionError, LedgerError, MaskerError, PeerError
from appliance.masker.children import Children
from appliance.masker.entries import ApprovedEntries
from appliance.masker.lanes import ChildSetup
from appliance.masker.marks import CaseMarks
from appliance.masker.tables import CASES, MARKS, open_database
from appliance.masker.vault import Vault
from appliance.masker.vault_key import VaultKey
from tests.contract.masker_house import ROOT, MaskerHouse, wait_for
from tests.fakes import make_purpose

# Words that no detector takes for anything.
WORDS = "the garden shed"
TEXT = f"Please ask {WORDS} about it."
KEY = VaultKey(b"k" * 32)


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    built = MaskerHouse(deadline_s=10.0)
    yield built
    built.close()


def case_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def mask(house: MaskerHouse, text: str, case: str, **treatments: Treatment) -> str:
    purpose = make_purpose(
        treatments={EntityKind(kind): what for kind, what in treatments.items()}
    )
    return house.masker.mask(
        PersonText(text),
        exchange="e1" * 16,
        case=case_id(case),
        purpose=purpose,
        language="en",
    ).text


def change(
    house: MaskerHouse,
    words: str,
    listed: str = "person",
    action: ProposalAction = ProposalAction.ADD,
) -> str:
    proposal = Proposal(
        "ab" * 16, action, listed, words, "anna", datetime(2026, 1, 1, tzinfo=UTC)
    )
    return house.masker.change(proposal, actor="carl").digest


def test_marked_words_are_masked_in_every_text_of_their_case_alone(
    house: MaskerHouse,
) -> None:
    assert mask(house, TEXT, "marked") == TEXT
    house.masker.mark(WORDS, kind=EntityKind.PERSON, case=case_id("marked"))
    masked = mask(house, "THE GARDEN\nSHED and " + TEXT, "marked")
    assert "shed" not in masked.lower()
    assert masked.count("[PERSON_") == 2
    assert mask(house, TEXT, "another") == TEXT


def test_marked_words_come_back_byte_for_byte(house: MaskerHouse) -> None:
    house.masker.mark(WORDS, kind=EntityKind.ORG, case=case_id("back"))
    masked = mask(house, TEXT, "back")
    restored = house.masker.restore(
        masked, exchange="e1" * 16, case=case_id("back"), reader="r"
    )
    assert restored.text.reveal() == TEXT


def test_marked_words_are_masked_where_the_purpose_keeps_their_kind(
    house: MaskerHouse,
) -> None:
    house.masker.mark(WORDS, kind=EntityKind.QUANTITY, case=case_id("kept"))
    masked = mask(house, TEXT, "kept", QUANTITY=Treatment.KEEP)
    assert WORDS not in masked


def test_an_approved_entry_is_masked_everywhere_and_recorded_with_both_digests(
    house: MaskerHouse,
) -> None:
    before = house.masker.dictionary()
    after = change(house, "wooden spoon", "org")
    assert mask(house, "The Wooden  Spoon!", "approved").startswith("The [ORG_")
    records = house.ledger.read(0, house.ledger.size())
    (changed,) = [r for r in records if r["kind"] == "dictionary.changed"][-1:]
    body = changed["body"]
    assert (body["digest_before"], body["digest_after"]) == (before.digest, after)
    assert before.digest != after
    # A plain digest would let whoever reads the log try entries until one fits.
    plain = hashlib.sha256(b"custom\0Project Bluebell\0").hexdigest()
    assert plain not in str(records)
    assert (body["counts"], body["proposal"]) == ({"custom": 1, "org": 1}, "ab" * 16)
    assert "spoon" not in str(records).lower()
    change(house, "wooden spoon", "org", ProposalAction.REMOVE)


def test_an_entry_that_was_taken_out_is_masked_no_more(house: MaskerHouse) -> None:
    before = house.masker.dictionary()
    change(house, "paper bag")
    change(house, "Paper  Bag", action=ProposalAction.REMOVE)
    assert mask(house, "A paper bag.", "taken out") == "A paper bag."
    assert house.masker.dictionary() == before


def test_the_same_change_again_changes_nothing(house: MaskerHouse) -> None:
    once = change(house, "kitchen table")
    assert change(house, "kitchen table") == once
    change(house, "kitchen table", action=ProposalAction.REMOVE)


def test_an_allowed_entry_stays_readable_in_new_cases(house: MaskerHouse) -> None:
    text = "My name is Anna Weber."
    assert "Anna" not in mask(house, text, "allow, before")
    change(house, "Anna Weber", ALLOW)
    assert mask(house, text, "allow, after") == text
    # Where it has a stand-in already, it keeps that: more is masked, never less.
    assert "Anna" not in mask(house, text, "allow, before")
    change(house, "Anna Weber", ALLOW, ProposalAction.REMOVE)
    assert "Anna" not in mask(house, text, "allow, removed")


def test_approved_entries_outlive_the_process_and_are_in_its_first_record(
    house: MaskerHouse,
) -> None:
    digest = change(house, "rubber band")
    assert house.stop("masker") == 0
    house.start("masker")
    assert mask(house, "A rubber band.", "outlive").startswith("A [PERSON_")
    assert house.masker.dictionary().digest == digest
    records = house.ledger.read(0, house.ledger.size())
    (loaded,) = [r for r in records if r["kind"] == "dictionary.loaded"][-1:]
    assert loaded["body"]["digest"] == digest
    change(house, "rubber band", action=ProposalAction.REMOVE)


def test_a_change_that_the_log_does_not_take_is_none(house: MaskerHouse) -> None:
    before = house.masker.dictionary()
    house.stop("ledger")
    try:
        with pytest.raises(LedgerError, match="did not take the record"):
            change(house, "washing powder")
    finally:
        house.start("ledger")
    assert house.masker.dictionary() == before
    assert mask(house, "A washing powder.", "not taken") == "A washing powder."


@pytest.mark.parametrize(
    ("listed", "words"),
    [("nonsense", "a b"), ("PERSON", "a b"), ("person", ". ,"), ("person", "x" * 201)],
)
def test_what_is_no_entry_is_refused(
    house: MaskerHouse, listed: str, words: str
) -> None:
    before = house.masker.dictionary()
    with pytest.raises(MaskerError, match="broke off"):
        change(house, words, listed)
    assert house.masker.dictionary() == before


def test_a_killed_child_comes_back_with_the_approved_entries(
    house: MaskerHouse,
) -> None:
    change(house, "empty bottle")
    mask(house, TEXT, "killed")
    (child,) = house.children()
    os.kill(child, signal.SIGKILL)
    with pytest.raises(DetectionError):
        mask(house, "An empty bottle.", "killed")
    assert mask(house, "An empty bottle.", "killed").startswith("An [PERSON_")
    change(house, "empty bottle", action=ProposalAction.REMOVE)


def test_every_child_has_a_change_before_its_next_text() -> None:
    setup = ChildSetup(ROOT / "models", ("gb",), None)
    children = Children(setup, count=2, deadline_s=20)
    try:
        wait_for(lambda: len(children.pids()) == 2)
        take_back = children.approve([("person", "paper bag")])
        changed = _spans_in_both(children)
        take_back()
        assert (changed, _spans_in_both(children)) == ([[(2, 11)]] * 8, [[]] * 8)
    finally:
        children.close()


def _spans_in_both(children: Children) -> list[list[tuple[int, int]]]:
    def spans(_: int) -> list[tuple[int, int]]:
        found = children.detect("A paper bag.", "en", kept=(), known=())
        return [(span.start, span.end) for span in found]

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(spans, range(8)))


def test_entries_and_marks_are_ciphertext_in_both_databases(database_url: str) -> None:
    engine = open_database(database_url)
    entries = ApprovedEntries(engine, KEY)
    marks = CaseMarks(Vault(engine, KEY, keep_s=1_000, now_s=lambda: 1_000_000))
    with entries.changed(("person", "Zebulon Quartermaine"), adds=True):
        pass
    marks.add("c" * 32, Phrase("Zebulon Quartermaine", EntityKind.PERSON))
    with engine.connect() as connection:
        rows = [
            bytes(value)
            if isinstance(value, memoryview | bytes)
            else str(value).encode()
            for table in ("dictionary_entries", "vault_marks")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - names of ours
            for value in row
        ]
    assert rows
    assert not any(b"Zebulon" in value for value in rows)
    assert entries.all() == (("person", "Zebulon Quartermaine"),)
    assert [p.text for p in marks.of("c" * 32)] == ["Zebulon Quartermaine"]
    assert marks.of("d" * 32) == ()
    engine.dispose()


def test_marks_go_with_their_case(database_url: str) -> None:
    engine = open_database(database_url)
    vault = Vault(engine, KEY, keep_s=1_000, now_s=lambda: 1_000_000)
    CaseMarks(vault).add("c" * 32, Phrase("Zebulon", EntityKind.PERSON))
    with engine.begin() as connection:
        connection.execute(delete(CASES).where(CASES.c.id == "c" * 32))
        assert connection.execute(select(MARKS)).all() == []
    engine.dispose()


def test_an_undone_change_leaves_the_entries_as_they_were(database_url: str) -> None:
    engine = open_database(database_url)
    entries = ApprovedEntries(engine, KEY)
    with (
        pytest.raises(LedgerError, match="no"),
        entries.changed(("org", "Larkfield"), adds=True),
    ):
        raise LedgerError("no")
    assert entries.all() == ()
    engine.dispose()


def test_a_case_takes_no_more_marks_than_it_may(database_url: str) -> None:
    engine = open_database(database_url)
    vault = Vault(engine, KEY, keep_s=1_000, now_s=lambda: 1_000_000)
    marks = CaseMarks(vault, most=3)
    for words in ("word 1", "word 2", "word 3", "WORD  1"):
        marks.add("c" * 32, Phrase(words, EntityKind.PERSON))
    assert len(marks.of("c" * 32)) == 3
    with pytest.raises(MaskerError, match="at most"):
        marks.add("c" * 32, Phrase("one more", EntityKind.PERSON))
    engine.dispose()


def test_only_the_web_unit_may_call_these_verbs() -> None:
    house = MaskerHouse(web=os.geteuid() + 1)
    try:
        for call in (
            lambda: house.masker.mark("a b", kind=EntityKind.PERSON, case="c" * 32),
            lambda: change(house, "a b"),
            house.masker.dictionary,
        ):
            with pytest.raises(PeerError):
                call()
    finally:
        house.close()
