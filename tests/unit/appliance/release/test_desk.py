"""The log decides what may go live: each rule, and that records alone decide."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.known_release import KnownRelease
from appliance.domain.thresholds import Thresholds
from appliance.errors import PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.release.demands import Demands
from appliance.release.desk import KINDS, Desk

A, B, C = (letter * 64 for letter in "abc")
SIGNED, APPROVED = RecordKind.RELEASE_SIGNED, RecordKind.RELEASE_APPROVED
PROMOTED, REVERTED = RecordKind.RELEASE_PROMOTED, RecordKind.RELEASE_REVERTED
RETIRED, EVALUATED = RecordKind.RELEASE_RETIRED, RecordKind.EVALUATION_FINISHED


class Log:
    """A log that asks the desk first, as the writer does."""

    def __init__(self, *, needs_evaluation: bool = True) -> None:
        self.desk = Desk(needs_evaluation=needs_evaluation)
        self.records: list[tuple[RecordKind, str | None, dict[str, Any]]] = []

    def say(self, kind: RecordKind, actor: str | None = None, **body: Any) -> None:
        body = {"purpose": "memo", **body}
        self.desk.check(kind, actor, body)
        self.desk.take(len(self.records), kind, actor, body)
        self.records.append((kind, actor, body))

    def sign(self, release: str, *, risk: str = "low", **body: Any) -> None:
        self.say(SIGNED, body.pop("actor", None), release=release, risk=risk, **body)

    def evaluate(self, release: str, verdict: str = "pass", **body: Any) -> None:
        self.say(EVALUATED, release=release, verdict=verdict, **body)

    def live(self, purpose: str = "memo") -> str | None:
        placed = self.desk.now.placements.get(purpose)
        return None if placed is None else placed.live


@pytest.fixture
def log() -> Log:
    return Log()


def test_a_release_that_passed_goes_live(log: Log) -> None:
    log.sign(A)
    log.evaluate(A)
    log.say(PROMOTED, "anna", release=A)
    assert log.live() == A


NotReady = Callable[[Log], object]
NOT_READY: dict[str, tuple[NotReady, str]] = {
    "was never signed": (lambda _: None, "never signed"),
    "was never evaluated": (lambda log: log.sign(B), "has not passed"),
    "failed": (lambda log: (log.sign(B), log.evaluate(B, "fail")), "has not passed"),
    "was neither passed nor failed": (
        lambda log: (log.sign(B), log.evaluate(B, "inconclusive")),
        "has not passed",
    ),
    "failed after it had passed": (
        lambda log: (log.sign(B), log.evaluate(B), log.evaluate(B, "fail")),
        "has not passed",
    ),
    "is another's that passed": (
        lambda log: (log.sign(B), log.sign(C), log.evaluate(C)),
        "has not passed",
    ),
    "is of another purpose": (
        lambda log: (
            log.sign(B, purpose="triage"),
            log.say(EVALUATED, release=B, verdict="pass", purpose="triage"),
        ),
        "another purpose",
    ),
}


@pytest.mark.parametrize(("before", "told"), NOT_READY.values(), ids=NOT_READY)
@pytest.mark.parametrize("actor", ["anna", None])
def test_nobody_promotes_a_release_that(
    before: NotReady, told: str, actor: str | None, log: Log
) -> None:
    log.sign(A)
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    before(log)
    with pytest.raises(PromotionRefusedError, match=told):
        log.say(PROMOTED, actor, release=B)
    assert log.live() == A


def high_risk(log: Log) -> None:
    """Have A live by an operator, and B signed by anna and passed."""
    log.sign(A, risk="high")
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    log.sign(B, risk="high", actor="anna")
    log.evaluate(B)


def test_what_an_operator_installs_first_needs_no_second_person(log: Log) -> None:
    high_risk(log)
    assert log.live() == A


@pytest.mark.parametrize(
    ("approvers", "promoter"),
    [((), "carl"), ((), None), (("carl",), "carl"), (("anna",), "anna")],
)
def test_one_person_alone_puts_no_high_risk_release_live(
    approvers: tuple[str, ...], promoter: str | None, log: Log
) -> None:
    high_risk(log)
    for approver in approvers:
        log.say(APPROVED, approver, release=B)
    with pytest.raises(PromotionRefusedError, match="a second person must approve"):
        log.say(PROMOTED, promoter, release=B)
    assert log.live() == A


@pytest.mark.parametrize(
    ("approver", "promoter"),
    [("carl", "anna"), ("anna", "carl"), ("carl", "ralf"), ("carl", None)],
)
def test_two_people_put_a_high_risk_release_live(
    approver: str, promoter: str | None, log: Log
) -> None:
    high_risk(log)
    log.say(APPROVED, approver, release=B)
    log.say(PROMOTED, promoter, release=B)
    assert log.live() == B


def asked(
    right: int = 900, cases: str = "abc", limits: dict[str, int] | None = None
) -> dict[str, Any]:
    """Say what an evaluation asks, as its record does."""
    limits = {"p95_ms": 500} if limits is None else limits
    thresholds = Thresholds(shares={"right": right}, limits=limits)
    return Demands(thresholds, frozenset(cases)).body()


ASKS_LESS = {
    "a lower target": asked(right=899),
    "a case is gone": asked(cases="ab"),
    "a case is another": asked(cases="abd"),
    "a limit is gone": asked(limits={}),
    "a limit is wider": asked(limits={"p95_ms": 501}),
    "nothing that is known": {},
}
AS_MUCH = {
    "the same": asked(),
    "a higher target": asked(right=901),
    "one more case": asked(cases="abcd"),
    "a narrower limit": asked(limits={"p95_ms": 499, "tokens": 9}),
}


@pytest.mark.parametrize("less", ASKS_LESS.values(), ids=ASKS_LESS)
def test_who_asks_less_of_a_release_than_of_the_live_one_needs_a_second_person(
    less: dict[str, Any], log: Log
) -> None:
    log.sign(A)
    log.evaluate(A, **asked())
    log.say(PROMOTED, release=A)
    log.sign(B, actor="anna")
    log.evaluate(B, **less)
    for actor in ("anna", "carl", None):
        with pytest.raises(PromotionRefusedError, match="asked less"):
            log.say(PROMOTED, actor, release=B)
    log.say(APPROVED, "carl", release=B)
    log.say(PROMOTED, "anna", release=B)
    assert log.live() == B


@pytest.mark.parametrize("more", AS_MUCH.values(), ids=AS_MUCH)
def test_who_asks_as_much_as_of_the_live_release_needs_nobody(
    more: dict[str, Any], log: Log
) -> None:
    log.sign(A)
    log.evaluate(A, **asked())
    log.say(PROMOTED, release=A)
    log.sign(B, actor="anna")
    log.evaluate(B, **more)
    log.say(PROMOTED, "anna", release=B)
    assert log.live() == B


def test_what_a_person_took_out_of_use_no_operator_s_upgrade_puts_back(
    log: Log,
) -> None:
    log.sign(A)
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    log.say(RETIRED, "carl")
    log.sign(B)
    log.evaluate(B)
    with pytest.raises(PromotionRefusedError, match="out of use"):
        log.say(PROMOTED, release=B)
    log.say(REVERTED, release=A)
    log.say(PROMOTED, release=B)
    assert log.live() == B


def test_what_an_operator_took_out_of_use_an_operator_puts_back(log: Log) -> None:
    log.sign(A)
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    log.say(RETIRED)
    log.say(PROMOTED, release=A)
    assert log.live() == A


def test_what_an_operator_installs_may_bring_cases_of_its_own(log: Log) -> None:
    log.sign(A)
    log.evaluate(A, **asked())
    log.say(PROMOTED, release=A)
    log.sign(B)
    log.evaluate(B, **asked(cases="xyz"))
    log.say(PROMOTED, release=B)
    assert log.live() == B


def test_an_approval_is_of_one_release_and_a_person_s(log: Log) -> None:
    high_risk(log)
    log.say(APPROVED, "carl", release=A)
    with pytest.raises(PromotionRefusedError, match="a second person"):
        log.say(PROMOTED, "ralf", release=B)
    with pytest.raises(PromotionRefusedError, match="a person's to give"):
        log.say(APPROVED, None, release=B)


def test_the_author_and_an_operator_are_one_person_too_few(log: Log) -> None:
    high_risk(log)
    log.say(APPROVED, "anna", release=B)
    with pytest.raises(PromotionRefusedError, match="a second person"):
        log.say(PROMOTED, None, release=B)


def three(log: Log) -> None:
    """Have A, then B, then C live."""
    for release in (A, B, C):
        log.sign(release)
        log.evaluate(release)
        log.say(PROMOTED, release=release)


def test_any_release_that_was_live_can_be_live_again_at_once(log: Log) -> None:
    three(log)
    log.evaluate(A, "fail")
    log.say(REVERTED, "anna", release=A)
    assert log.live() == A
    log.say(REVERTED, release=C)
    assert log.live() == C


def test_there_is_no_going_back_to_what_was_never_live(log: Log) -> None:
    three(log)
    log.sign("d" * 64)
    for release in (C, "d" * 64):
        with pytest.raises(PromotionRefusedError, match="was never live"):
            log.say(REVERTED, release=release)


def test_a_retired_purpose_answers_nothing_until_a_promotion(log: Log) -> None:
    three(log)
    log.say(RETIRED)
    assert log.live() is None
    with pytest.raises(PromotionRefusedError, match="nothing is live"):
        log.say(RETIRED)
    log.say(PROMOTED, "anna", release=A)
    assert log.live() == A


def test_what_is_live_is_not_promoted_again(log: Log) -> None:
    three(log)
    with pytest.raises(PromotionRefusedError, match="live already"):
        log.say(PROMOTED, release=C)


def test_where_no_evaluation_is_needed_none_is_asked_for() -> None:
    log = Log(needs_evaluation=False)
    log.sign(A, risk="high")
    log.say(PROMOTED, "anna", release=A)
    log.sign(B, risk="high")
    log.say(PROMOTED, "anna", release=B)
    assert log.live() == B


def test_a_release_keeps_the_purpose_it_was_signed_for(log: Log) -> None:
    log.sign(A)
    with pytest.raises(PromotionRefusedError, match="another purpose"):
        log.sign(A, purpose="triage")


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"release": 7, "purpose": "memo"},
        {"release": A},
        {"purpose": None, "release": A, "risk": "low"},
        {"release": "A" * 64, "purpose": "memo", "risk": "low"},
        {"release": A, "purpose": "memo", "risk": "none"},
    ],
)
def test_a_record_that_does_not_say_what_it_is_about_is_refused(
    kind: RecordKind, body: dict[str, Any], log: Log
) -> None:
    with pytest.raises(PromotionRefusedError):
        log.desk.check(kind, "anna", body)


def test_other_records_are_none_of_its_business(log: Log) -> None:
    for kind in set(RecordKind) - KINDS:
        log.desk.check(kind, None, {})
        log.desk.take(0, kind, None, {})
    assert log.desk.now.placements == {}


def test_the_deployment_of_an_earlier_size_is_what_it_was(log: Log) -> None:
    three(log)
    seen = [log.desk.at(size).placements.get("memo") for size in range(10)]
    assert [one.live if one else None for one in seen] == [
        *(None, None, None),
        *(A, A, A, B, B, B, C),
    ]


acts = st.lists(
    st.tuples(
        st.sampled_from(sorted(KINDS)),
        st.sampled_from(["anna", "carl", None]),
        st.sampled_from([A, B, C]),
        st.sampled_from(["pass", "fail"]),
    ),
    max_size=40,
)


@given(acts)
def test_nothing_is_live_that_had_not_passed_and_records_alone_rebuild_it(
    asked: list[tuple[RecordKind, str | None, str, str]],
) -> None:
    log, passed = Log(), dict.fromkeys([A, B, C], "")
    for kind, actor, release, verdict in asked:
        try:
            log.say(kind, actor, release=release, risk="high", verdict=verdict)
        except PromotionRefusedError:
            continue
        if kind is EVALUATED:
            passed[release] = verdict
        if kind is PROMOTED:
            assert passed[release] == "pass"
    rebuilt = Desk(needs_evaluation=True)
    for seq, (kind, actor, body) in enumerate(log.records):
        rebuilt.take(seq, kind, actor, body)
    assert rebuilt.now == log.desk.now


def downgraded(log: Log) -> None:
    """Have A live with a high risk, and B that its author anna calls a low one."""
    log.sign(A, risk="high")
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    log.sign(B, risk="low", actor="anna")
    log.evaluate(B)


@pytest.mark.parametrize("actor", ["anna", "carl", None])
def test_a_high_risk_is_not_written_away_by_one_person(
    actor: str | None, log: Log
) -> None:
    downgraded(log)
    with pytest.raises(PromotionRefusedError, match="a second person must approve"):
        log.say(PROMOTED, actor, release=B)
    log.say(APPROVED, "ralf", release=B)
    log.say(PROMOTED, actor, release=B)
    assert log.live() == B


def test_what_the_evaluation_read_counts_besides_what_the_signer_said(log: Log) -> None:
    log.sign(A)
    log.evaluate(A)
    log.say(PROMOTED, release=A)
    log.sign(B, risk="low")
    log.say(EVALUATED, release=B, verdict="pass", risk="high")
    with pytest.raises(PromotionRefusedError, match="a second person must approve"):
        log.say(PROMOTED, None, release=B)


def test_retiring_first_spares_nobody_the_second_person(log: Log) -> None:
    high_risk(log)
    log.say(RETIRED)
    with pytest.raises(PromotionRefusedError, match="a second person must approve"):
        log.say(PROMOTED, None, release=B)
    assert log.live() is None


def test_a_retired_purpose_comes_back_as_it_was(log: Log) -> None:
    three(log)
    log.say(RETIRED)
    log.sign("d" * 64)
    with pytest.raises(PromotionRefusedError, match="was never live"):
        log.say(REVERTED, release="d" * 64)
    states = {one.release: one.state for one in log.desk.of_purpose("memo")}
    assert states == {A: "before", B: "before", C: "before", "d" * 64: "signed"}
    log.say(REVERTED, "anna", release=C)
    assert log.live() == C
    log.say(REVERTED, "anna", release=A)
    assert log.live() == A


def test_a_lost_comparison_with_live_is_not_wiped_out_by_a_plain_one(log: Log) -> None:
    three(log)
    new = "d" * 64
    log.sign(new)
    log.say(EVALUATED, release=new, verdict="fail", against=C)
    log.evaluate(new)
    with pytest.raises(PromotionRefusedError, match="against the live release"):
        log.say(PROMOTED, "anna", release=new)
    (known,) = (one for one in log.desk.of_purpose("memo") if one.release == new)
    assert "against the live release" in known.missing
    log.say(EVALUATED, release=new, verdict="pass", against=C)
    log.say(PROMOTED, "anna", release=new)
    assert log.live() == new


def test_what_was_never_evaluated_beside_live_is_told_and_may_go_live(log: Log) -> None:
    three(log)
    new = "d" * 64
    log.sign(new)
    log.evaluate(new)

    def told(release: str) -> KnownRelease:
        return next(k for k in log.desk.of_purpose("memo") if k.release == release)

    assert (told(new).compared, told(new).missing, told(C).compared) == (
        False,
        "",
        True,
    )
    log.say(EVALUATED, release=new, verdict="pass", against=C)
    assert told(new).compared
    log.say(REVERTED, release=A)
    assert not told(new).compared
    log.say(RETIRED)
    assert told(new).compared


def test_a_comparison_lost_to_what_is_live_no_more_is_over(log: Log) -> None:
    three(log)
    new = "d" * 64
    log.sign(new)
    log.say(EVALUATED, release=new, verdict="fail", against=C)
    log.evaluate(new)
    log.say(REVERTED, release=A)
    log.say(PROMOTED, "anna", release=new)
    assert log.live() == new


def test_a_retirement_that_names_a_release_is_of_what_is_live(log: Log) -> None:
    three(log)
    with pytest.raises(PromotionRefusedError, match="is not live"):
        log.say(RETIRED, "anna", release=A)
    assert log.live() == C
    log.say(RETIRED, "anna", release=C)
    assert log.live() is None
