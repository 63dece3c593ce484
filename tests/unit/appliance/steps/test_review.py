"""A second person, never the first, concludes exactly what was held."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from appliance.domain.caller import Caller, Role
from appliance.domain.exchange import ExchangeState
from appliance.domain.ports.ledger import Entry, Receipt
from appliance.domain.ports.wired import Ports
from appliance.domain.review import HeldAnswer, ReviewState
from appliance.domain.text import PersonText
from appliance.errors import (
    ConflictError,
    DirectoryError,
    LedgerError,
    MaskerError,
    NotAllowedError,
    RevokedError,
    StoreError,
)
from appliance.kinds import RecordKind
from appliance.steps.review import approve, edit, may_review, reject
from tests.fakes import (
    DictionaryMasker,
    ListedDirectory,
    MemoryLedger,
    MemoryReviews,
    make_caller,
)
from tests.unit.appliance.steps.held_house import (
    BEN,
    BOTH,
    CHANGED,
    MEMO,
    RALF,
    RITA,
    SURROGATE,
    held_one,
    ledger_of,
    new_kinds,
    queue_of,
    state_of,
)


def test_a_reviewer_releases_exactly_what_was_held() -> None:
    held, wired = held_one()
    approve(held, RITA, "The figures are right.", wired)
    assert new_kinds(wired) == ["review.approved", "exchange.released"]
    released = ledger_of(wired).only(RecordKind.EXCHANGE_RELEASED)
    assert released.body["draft_digest"] == held.binding.draft_digest
    assert released.body["commitments"] == list(held.binding.commitments)
    assert len(held.binding.commitments) == 1
    assert state_of(wired) is ExchangeState.RELEASED
    assert queue_of(wired).rows[held.exchange].state is ReviewState.APPROVED


def test_a_rejection_ends_the_exchange_and_gives_the_reason_to_the_requester() -> None:
    held, wired = held_one()
    reject(held, RITA, "The income is not proven.", wired)
    assert new_kinds(wired) == ["review.rejected", "exchange.refused"]
    (row,) = wired.exchanges.rows.values()  # type: ignore[attr-defined]  # the fake's
    assert row.state is ExchangeState.REFUSED
    assert row.answer is None
    assert row.reasons[-1] == "The income is not proven."


Act = Callable[[HeldAnswer, Caller, Ports], object]
ACTS: dict[str, Act] = {
    "approve": lambda held, who, wired: approve(held, who, "fine", wired),
    "reject": lambda held, who, wired: reject(held, who, "wrong", wired),
    "edit": lambda held, who, wired: edit(held, who, PersonText(CHANGED), wired),
}
NOT_ALLOWED: dict[str, tuple[Caller, str]] = {
    "a requester who is a reviewer": (BOTH, "Nobody reviews an answer that they asked"),
    "a colleague without the role": (BEN, "no rule allows it"),
    "an auditor": (make_caller("audrey", Role.AUDITOR), "no rule allows it"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize(("who", "told"), NOT_ALLOWED.values(), ids=NOT_ALLOWED.keys())
def test_only_a_second_person_with_the_role_may(
    act: Act, who: Caller, told: str
) -> None:
    held, wired = held_one(directory=ListedDirectory(who))
    with pytest.raises(NotAllowedError, match=told):
        act(held, who, wired)
    assert new_kinds(wired) == ["review.refused"]
    assert queue_of(wired).rows[held.exchange] == held
    assert state_of(wired) is ExchangeState.HELD


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_the_directory_is_asked_afresh_about_the_reviewer(act: Act) -> None:
    # The session still says reviewer; the directory no longer does.
    demoted = ListedDirectory(make_caller("rita", Role.STAFF))
    held, wired = held_one(directory=demoted)
    with pytest.raises(NotAllowedError):
        act(held, RITA, wired)
    demoted.revoke("rita")
    with pytest.raises(RevokedError):
        act(held, RITA, wired)
    demoted.down = True
    with pytest.raises(DirectoryError):
        act(held, RITA, wired)
    assert state_of(wired) is ExchangeState.HELD


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_changed_vault_row_voids_the_held_answer(act: Act) -> None:
    held, wired = held_one()
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row(held.case, SURROGATE, "Somebody Else")
    with pytest.raises(ConflictError, match="its names changed"):
        act(held, RITA, wired)
    assert new_kinds(wired) == ["review.voided", "exchange.refused"]
    assert queue_of(wired).rows[held.exchange].state is ReviewState.VOIDED
    assert state_of(wired) is ExchangeState.REFUSED
    with pytest.raises(ConflictError):
        act(queue_of(wired).rows[held.exchange], RALF, wired)


def test_nobody_voids_an_answer_that_is_not_theirs_to_review() -> None:
    held, wired = held_one()
    assert isinstance(wired.masker, DictionaryMasker)
    wired.masker.change_row(held.case, SURROGATE, "Somebody Else")
    with pytest.raises(NotAllowedError):
        approve(held, BEN, "fine", wired)
    assert new_kinds(wired) == ["review.refused"]
    assert state_of(wired) is ExchangeState.HELD


@pytest.mark.parametrize("second", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize("first", [ACTS["approve"], ACTS["reject"]])
def test_a_second_verdict_on_one_answer_is_a_conflict(first: Act, second: Act) -> None:
    held, wired = held_one()
    first(held, RITA, wired)
    before = ledger_of(wired).kinds()
    for seen in (held, queue_of(wired).rows[held.exchange]):
        with pytest.raises(ConflictError):
            second(seen, RALF, wired)
    assert ledger_of(wired).kinds() == before


class BrokenLedger(MemoryLedger):
    """A log that refuses one kind."""

    refuses: RecordKind | None = None

    def append(self, entry: Entry, *, durable: bool = False) -> Receipt:
        if entry.kind is self.refuses:
            raise LedgerError("disk full")
        return super().append(entry, durable=durable)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("approve", RecordKind.REVIEW_APPROVED),
        ("approve", RecordKind.EXCHANGE_RELEASED),
        ("reject", RecordKind.REVIEW_REJECTED),
        ("reject", RecordKind.EXCHANGE_REFUSED),
        ("edit", RecordKind.REVIEW_EDITED),
        ("edit", RecordKind.DRAFT_GUARDED),
    ],
)
def test_a_verdict_that_cannot_be_recorded_did_not_happen(
    act: str, kind: RecordKind
) -> None:
    held, wired = held_one(ledger=BrokenLedger())
    assert isinstance(wired.ledger, BrokenLedger)
    wired.ledger.refuses = kind
    with pytest.raises(LedgerError):
        ACTS[act](held, RITA, wired)
    assert queue_of(wired).rows[held.exchange] == held
    assert state_of(wired) is ExchangeState.HELD
    wired.ledger.refuses = None
    ACTS[act](held, RITA, wired)


class ForgetfulReviews(MemoryReviews):
    """A queue whose database fails at the very commit, when told to."""

    forgets = False

    def conclude(self, held: HeldAnswer, **of: Any) -> None:
        if self.forgets:
            of["record"]()
            raise StoreError("database: SQLITE_FULL")
        super().conclude(held, **of)


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ["approve", "reject", "edit"])
def test_a_verdict_that_the_log_alone_has_stands_and_is_followed(
    first: str, second: str
) -> None:
    held, wired = held_one(reviews=ForgetfulReviews())
    queue = queue_of(wired)
    assert isinstance(queue, ForgetfulReviews)
    queue.forgets = True
    with pytest.raises(StoreError):
        ACTS[first](held, RITA, wired)
    assert queue.rows[held.exchange].state is ReviewState.WAITING
    recorded = new_kinds(wired)
    queue.forgets = False
    with pytest.raises(ConflictError):
        ACTS[second](held, RALF, wired)
    assert new_kinds(wired) == recorded
    released = first == "approve"
    assert state_of(wired) is (
        ExchangeState.RELEASED if released else ExchangeState.REFUSED
    )
    assert queue.rows[held.exchange].state is (
        ReviewState.APPROVED if released else ReviewState.REJECTED
    )


def test_a_verdict_waits_until_the_masker_can_vouch_for_the_names() -> None:
    held, wired = held_one()

    class Down(DictionaryMasker):
        def commitments(self, text: str, *, case: str) -> tuple[str, ...]:
            raise MaskerError(f"not there for {len(text)} code points of {case}")

    with pytest.raises(MaskerError):
        approve(held, RITA, "fine", replace(wired, masker=Down()))
    assert state_of(wired) is ExchangeState.HELD


def test_may_review_says_why_not_in_sentences() -> None:
    held, wired = held_one()
    assert may_review(held, RITA, wired).allowed
    assert may_review(held, BOTH, wired).objections() == (
        "Nobody reviews an answer that they asked for themselves.",
        "Nobody reviews an answer that they wrote a part of.",
    )
    approve(held, RITA, "fine", wired)
    done = queue_of(wired).rows[held.exchange]
    assert may_review(done, RALF, wired).objections() == (
        "An answer is reviewed once, while it waits.",
    )


def test_no_record_of_a_review_holds_its_words() -> None:
    held, wired = held_one()
    edit(held, RITA, PersonText(MEMO % "Declined for Anna Kowalski."), wired)
    reject(queue_of(wired).rows[held.exchange], RALF, "Anna is in default.", wired)
    told = repr([entry.body for entry in ledger_of(wired).records])
    for word in ("Anna", "Declined", "default."):
        assert word not in told
