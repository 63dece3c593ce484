"""What the log says about releases: which may go live, and which are.

The desk is fed every record in the order of the log and holds nothing that is not in
it. Before a record that would put a release live is taken, the desk is asked: without
a passed evaluation of exactly that release, and for a high-risk purpose without a
second person, there is no such record; and what has no record is not live. So it does
not matter which page, command, program or row of a database asks.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.domain.deployment import Deployment, Placement, is_digest
from appliance.domain.halt import halt_of, target_of
from appliance.domain.known_release import KnownRelease
from appliance.domain.rollout import RolloutKind, from_body
from appliance.errors import PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.release.demands import Demands, demands_in
from appliance.release.refusals import Refusal, refused
from appliance.release.rollout.records import (
    ROLLOUTS,
    check_running,
    check_started,
    ended_by,
    rollout_after,
)

PASS = "pass"  # noqa: S105 - a verdict
FAIL = "fail"
HIGH = "high"
_VERDICTS = {FAIL: Refusal.FAILED, "inconclusive": Refusal.UNDECIDED}
_CHANGES = frozenset(
    {
        RecordKind.RELEASE_PROMOTED,
        RecordKind.RELEASE_REVERTED,
        RecordKind.RELEASE_RETIRED,
    }
)
HALTS = frozenset({RecordKind.HALT_SET, RecordKind.HALT_LIFTED})
_OF_WHAT_STANDS = frozenset(
    {
        RecordKind.RELEASE_RETIRED,
        RecordKind.ROLLOUT_CHANGED,
        RecordKind.ROLLOUT_ENDED,
    }
)
_PLACING = HALTS | ROLLOUTS | {RecordKind.RELEASE_RETIRED}
KINDS = (
    _CHANGES
    | ROLLOUTS
    | {
        RecordKind.RELEASE_SIGNED,
        RecordKind.RELEASE_APPROVED,
        RecordKind.EVALUATION_FINISHED,
    }
    | HALTS
)


@dataclass(slots=True)
class _Known:
    """One release, as the log knows it."""

    purpose: str
    risk: str
    author: str | None
    version: str
    signed: int
    verdict: str = ""
    evaluation: str = ""
    # Live releases beside which its newest comparison failed.
    lost_to: set[str] = field(default_factory=set)
    # Those that any of its evaluations stood it beside.
    beside: set[str] = field(default_factory=set)
    # What its newest evaluation asked; None where that does not say.
    demands: Demands | None = None
    approvers: list[str] = field(default_factory=list)


class Desk:
    """The state that the log's records about releases add up to."""

    def __init__(self, *, needs_evaluation: bool) -> None:
        """Start with nothing known.

        Args:
            needs_evaluation: Whether a promotion needs a passed evaluation and, for a
                high-risk purpose, a second person; only a throwaway appliance does not.
        """
        self._needs_evaluation = needs_evaluation
        self._known: dict[str, _Known] = {}
        # What stood last for a purpose that was taken out of use.
        self._retired: dict[str, Placement] = {}
        # Purposes that a person took out of use, not an operator.
        self._retired_by_people: set[str] = set()
        # Every deployment there was, with the number of the record that made it.
        self._made: list[tuple[int, Deployment]] = [(-1, Deployment())]

    @property
    def now(self) -> Deployment:
        """What the newest record makes it, durable or not."""
        return self._made[-1][1]

    def at(self, size: int) -> Deployment:
        """Give the deployment that the first `size` records make."""
        place = bisect_left(self._made, size, key=lambda made: made[0])
        return self._made[max(0, place - 1)][1]

    def check(
        self, kind: RecordKind, actor: str | None, body: Mapping[str, Any]
    ) -> None:
        """Check that a record may be taken.

        Args:
            kind: What would be recorded.
            actor: Alias of the person who does it; None for an operator.
            body: What it says.

        Raises:
            PromotionRefusedError: It may not; the message says what is missing.
        """
        if kind not in KINDS:
            return
        if kind in HALTS:
            self._check_halt(kind, body)
            return
        if kind in _OF_WHAT_STANDS:
            self._check_of_standing(kind, body)
            return
        release = _text(body, "release")
        if kind is RecordKind.RELEASE_SIGNED:
            self._check_new(release, body)
            return
        known = self._known_of(release, _text(body, "purpose"))
        if kind is RecordKind.RELEASE_APPROVED and actor is None:
            raise PromotionRefusedError("an approval is a person's to give")
        if kind is RecordKind.RELEASE_PROMOTED:
            self._check_promotion(release, known, actor)
        if kind is RecordKind.RELEASE_REVERTED:
            self._check_was_live(release, known.purpose)
        if kind is RecordKind.ROLLOUT_STARTED:
            self._check_rollout(release, known, actor, body)

    def rollout_over(
        self, kind: RecordKind, body: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Give the record of the end of a rollout that another record is to end.

        A candidate beside a release that is live no more is beside nothing.
        """
        purpose = body.get("purpose")
        placed = self.now.placements.get(str(purpose)) if kind in _CHANGES else None
        if placed is None or placed.rollout is None:
            return None
        ended = ended_by(str(purpose), placed.rollout, cause="replaced")
        told = {"operator": body["operator"]} if "operator" in body else {}
        return {**ended, **told}

    def of_purpose(self, purpose: str) -> tuple[KnownRelease, ...]:
        """Tell every release of a purpose that was signed, newest first."""
        placed, retired = self.now.placements.get(purpose), self._retired.get(purpose)
        found = [
            KnownRelease(
                release=digest,
                version=known.version,
                risk=known.risk,
                signed=known.signed,
                author=known.author,
                verdict=known.verdict,
                evaluation=known.evaluation,
                approvers=tuple(known.approvers),
                state=_state_of(digest, placed, retired),
                compared=placed is None or placed.live in {digest, *known.beside},
                missing=str(refusal or ""),
                refusal=refusal.details if refusal else {},
            )
            for digest, known in self._known.items()
            if known.purpose == purpose
            for refusal in [self._refusal(digest, known)]
        ]
        return tuple(sorted(found, key=lambda one: one.signed, reverse=True))

    def _refusal(self, release: str, known: _Known) -> PromotionRefusedError | None:
        try:
            # Nobody's alias: it stands for a person who has not approved it yet.
            self._check_promotion(release, known, "")
        except PromotionRefusedError as err:
            return err
        return None

    def take(
        self, seq: int, kind: str, actor: str | None, body: Mapping[str, Any]
    ) -> None:
        """Let a record that is in the log count."""
        if kind not in KINDS:
            return
        if kind in _PLACING:
            if kind == RecordKind.RELEASE_RETIRED and actor is not None:
                self._retired_by_people.add(str(body.get("purpose")))
            self._change(self._placed(seq, kind, body))
            return
        release = str(body.get("release"))
        if kind == RecordKind.RELEASE_SIGNED:
            self._known.setdefault(
                release,
                _Known(
                    purpose=str(body.get("purpose")),
                    risk=str(body.get("risk")),
                    author=actor,
                    version=str(body.get("version", "")),
                    signed=seq,
                ),
            )
            return
        known = self._known.get(release)
        if known is None:
            return
        if kind == RecordKind.EVALUATION_FINISHED:
            # The newest evaluation counts: a release that fails now has not passed.
            known.verdict = str(body.get("verdict"))
            known.evaluation = str(body.get("evaluation", ""))
            _compared(known, body)
        elif kind == RecordKind.RELEASE_APPROVED and actor is not None:
            if actor not in known.approvers:
                known.approvers.append(actor)
        elif kind in _CHANGES:
            self._retired_by_people.discard(known.purpose)
            retired = self._retired.pop(known.purpose, None)
            before = retired.promoted(release, record=seq).before if retired else ()
            self._change(
                self.now.with_live(known.purpose, release, record=seq, before=before)
            )

    def _placed(self, seq: int, kind: str, body: Mapping[str, Any]) -> Deployment:
        """Give what stands after a record that needs nothing but what it says."""
        if kind == RecordKind.HALT_SET:
            return self.now.with_halt(halt_of(body, since=seq))
        if kind == RecordKind.HALT_LIFTED:
            return self.now.without_halt(target_of(body), record=seq)
        purpose = str(body.get("purpose"))
        if kind == RecordKind.RELEASE_RETIRED:
            self._retired[purpose] = self.now.placements[purpose]
            return self.now.without(purpose, record=seq)
        return self.now.with_rollout(purpose, rollout_after(kind, body), record=seq)

    def _change(self, deployment: Deployment) -> None:
        self._made.append((deployment.record, deployment))

    def _check_new(self, release: str, body: Mapping[str, Any]) -> None:
        if not is_digest(release) or _text(body, "risk") not in {"low", HIGH}:
            raise PromotionRefusedError("a release is named by its digest and risk")
        purpose, known = _text(body, "purpose"), self._known.get(release)
        if known is not None and known.purpose != purpose:
            raise refused(Refusal.OTHER_PURPOSE, release=release)

    def _known_of(self, release: str, purpose: str) -> _Known:
        known = self._known.get(release)
        if known is None:
            raise refused(Refusal.NEVER_SIGNED, release=release)
        if known.purpose != purpose:
            raise refused(Refusal.OTHER_PURPOSE, release=release)
        return known

    def _check_rollout(
        self, release: str, known: _Known, actor: str | None, body: Mapping[str, Any]
    ) -> None:
        check_started(self._check_stands(known.purpose), release, body)
        if _rollout_kind(body) is not RolloutKind.SHADOW:
            # People will read it: it needs what it needs to go live.
            self._check_promotion(release, known, actor)

    def _check_of_standing(self, kind: RecordKind, body: Mapping[str, Any]) -> None:
        placement = self._check_stands(_text(body, "purpose"))
        if kind is RecordKind.RELEASE_RETIRED:
            if body.get("release", placement.live) != placement.live:
                raise PromotionRefusedError("what would be retired is not live")
            return
        check_running(kind, placement, body)
        rollout = placement.rollout
        if kind is RecordKind.ROLLOUT_ENDED or rollout is None:
            return
        if rollout.kind is not RolloutKind.SHADOW:
            # What failed since it began is put before nobody else.
            self._check_passed(rollout.release, self._known[rollout.release])

    def _check_halt(self, kind: RecordKind, body: Mapping[str, Any]) -> None:
        try:
            target = target_of(body)
            if kind is RecordKind.HALT_SET:
                halt_of(body, since=0)
        except (KeyError, ValueError) as err:
            raise PromotionRefusedError(
                "the record does not say what it halts"
            ) from err
        stands = target in {halt.target for halt in self.now.halts}
        if stands == (kind is RecordKind.HALT_SET):
            named = " ".join(filter(None, target))
            raise refused(Refusal.HALTED if stands else Refusal.NOT_HALTED, hint=named)

    def _check_promotion(self, release: str, known: _Known, actor: str | None) -> None:
        placement = self.now.placements.get(known.purpose)
        if placement is not None and placement.live == release:
            raise refused(Refusal.LIVE_ALREADY, release=release)
        self._check_passed(release, known)
        # What stood before a purpose was taken out of use is what it would replace.
        replaced = placement or self._retired.get(known.purpose)
        if not self._needs_evaluation:
            return
        if actor is None and known.purpose in self._retired_by_people:
            # An upgrade must not bring back what people took out of use.
            hint = f"cloister release rollback {known.purpose} --to"
            raise refused(Refusal.RETIRED, purpose=known.purpose, hint=hint)
        needs = self._second_person(known, replaced)
        if needs is None:
            return
        if actor is None and replaced is None:
            # What an operator installs has nothing to take the place of.
            return
        if needs is Refusal.ASKS_LESS and actor is None and known.author is None:
            # Nobody here judges by cases of their own: they came with the files.
            return
        approvers = set(known.approvers)
        if not approvers - {actor} or not (approvers | {actor}) - {known.author, None}:
            raise refused(needs, release=release, purpose=known.purpose)

    def _second_person(
        self, known: _Known, replaced: Placement | None
    ) -> Refusal | None:
        """Say why two people must want a release, if they must."""
        if self._is_high(known, replaced):
            return Refusal.SECOND_PERSON
        before = self._known[replaced.live].demands if replaced else None
        if before is None:
            return None
        if known.demands is None or known.demands.is_less_than(before):
            return Refusal.ASKS_LESS
        return None

    def _is_high(self, known: _Known, replaced: Placement | None) -> bool:
        """Tell whether a release has a high risk, or what it would replace had one.

        Else its author could write the risk, and with it the second person, away.
        """
        return known.risk == HIGH or (
            replaced is not None and self._known[replaced.live].risk == HIGH
        )

    def _check_passed(self, release: str, known: _Known) -> None:
        if not self._needs_evaluation:
            return
        if known.verdict != PASS:
            raise refused(
                _VERDICTS.get(known.verdict, Refusal.NOT_EVALUATED),
                release=release,
                purpose=known.purpose,
                hint=f"cloister {'evaluation list' if known.verdict else 'evaluate'}",
            )
        placement = self.now.placements.get(known.purpose)
        if placement is not None and placement.live in known.lost_to:
            # A run without a comparison says nothing about that one.
            raise refused(
                Refusal.LOST_TO_LIVE,
                release=release,
                purpose=known.purpose,
                hint="cloister evaluate --against live",
            )

    def _check_was_live(self, release: str, purpose: str) -> None:
        placed, retired = self.now.placements.get(purpose), self._retired.get(purpose)
        if retired is None:
            placed = self._check_stands(purpose)
        if _state_of(release, placed, retired) != "before":
            raise refused(Refusal.NEVER_LIVE, release=release, purpose=purpose)

    def _check_stands(self, purpose: str) -> Placement:
        placement = self.now.placements.get(purpose)
        if placement is None:
            raise refused(Refusal.NOTHING_LIVE, purpose=purpose)
        return placement


def _rollout_kind(body: Mapping[str, Any]) -> RolloutKind:
    return from_body(body["rollout"]).kind


def _compared(known: _Known, body: Mapping[str, Any]) -> None:
    """Let what else an evaluation says count: risk, what was asked, what it lost to."""
    known.demands = demands_in(body)
    if body.get("risk") == HIGH:
        # The worker reads the signed files; who signed them only says what they hold.
        known.risk = HIGH
    against = str(body.get("against", ""))
    known.beside.add(against)
    if against and known.verdict == FAIL:
        known.lost_to.add(against)
    else:
        known.lost_to.discard(against)


def _state_of(release: str, placed: Placement | None, retired: Placement | None) -> str:
    if placed is not None and placed.live == release:
        return "live"
    before = placed.before if placed is not None else ()
    if placed is None and retired is not None:
        before = (*retired.before, retired.live)
    return "before" if release in before else "signed"


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise PromotionRefusedError(f"the record does not name its {key}")
    return value
