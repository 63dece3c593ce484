"""Which release answers an exchange; implements `domain.ports.releases.Releases`."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from appliance.domain.caller import Caller
from appliance.domain.decision import Decision, Fact, FiredRule, Question
from appliance.domain.deployment import Deployment
from appliance.domain.exchange import Exchange
from appliance.domain.halt import Halt
from appliance.domain.passage import Passage
from appliance.domain.ports.policy import Policy
from appliance.domain.ports.references import References
from appliance.domain.ports.releases import Chosen
from appliance.domain.purpose import Purpose
from appliance.domain.rollout import Arm
from appliance.errors import UnknownPurposeError
from appliance.policy.bundles import RuleBundle
from appliance.release.purposes import ReleasePurposes
from appliance.release.release import Release
from appliance.release.rollout.arms import arm_of

_MAX_KEPT = 64


class DeployedReleases:
    """Chooses among what the deployment says; safe to share between threads."""

    def __init__(
        self,
        standing: Callable[[], Deployment],
        get: Callable[[str], Release],
        *,
        policy: Callable[[RuleBundle], Policy],
        references: Callable[[Iterable[Passage]], References],
    ) -> None:
        """Take the parts.

        Args:
            standing: The deployment now.
            get: Reads a release by digest (`ReleaseShelf.get`).
            policy: Makes rules decide.
            references: Makes passages searchable.
        """
        self._standing = standing
        self._get = get
        self._policy = policy
        self._references = references
        self._kept: OrderedDict[str, Chosen] = OrderedDict()
        self._lock = threading.Lock()

    def choose(self, exchange: Exchange, caller: Caller) -> Chosen:
        """Choose the release for an exchange; all of it is answered by this one.

        Raises:
            UnknownPurposeError: Nothing is live for the purpose.
            SettingsError: The deployment or the release does not hold.
        """
        placements = self._standing().placements
        placement = placements.get(exchange.purpose)
        if placement is None:
            raise UnknownPurposeError(f"not one of {len(placements)} live purposes")
        rollout = placement.rollout
        if rollout is None:
            return self.of(placement.live)
        arm = arm_of(rollout, person=caller.person, teams=caller.teams)
        answers = placement.live if arm is Arm.LIVE else rollout.release
        return replace(self.of(answers), arm=arm, compared=True)

    def of(self, release: str) -> Chosen:
        """Bind what one release holds.

        Raises:
            NotFoundError: None of this digest was signed here.
            SettingsError: It does not hold.
        """
        with self._lock:
            if release in self._kept:
                self._kept.move_to_end(release)
                return self._kept[release]
        read = self._get(release)
        chosen = Chosen(
            release=release,
            purposes=ReleasePurposes(read.purposes),
            policy=self._policy(read.bundle),
            references=self._references(read.passages),
            rules=tuple(read.bundle.rules.values()),
            headings={p.template: p.heading for p in read.passages},
        )
        with self._lock:
            self._kept[release] = chosen
            while len(self._kept) > _MAX_KEPT:
                self._kept.popitem(last=False)
        return chosen


class StandingHalts:
    """The halts of the deployment; implements `domain.ports.halts.Halts`."""

    def __init__(self, standing: Callable[[], Deployment]) -> None:
        """Take the deployment now."""
        self._standing = standing

    def standing(self) -> tuple[Halt, ...]:
        """List what is halted; see the port."""
        return self._standing().halts


class HouseRules:
    """The rules for what is no exchange: those of the release that went live last.

    Implements `domain.ports.policy.Policy`. While nothing is live, nothing is allowed.
    """

    def __init__(
        self, standing: Callable[[], Deployment], of: Callable[[str], Chosen]
    ) -> None:
        """Take the deployment, and what binds a release (`DeployedReleases.of`)."""
        self._standing = standing
        self._of = of

    def decide(
        self,
        question: Question,
        caller: Caller,
        purpose: Purpose | None,
        facts: Mapping[str, Fact],
    ) -> Decision:
        """Answer a question; any error or missing fact is a decision that denies."""
        newest = self._newest()
        if newest is None:
            return Decision(
                question=question,
                allowed=False,
                rules=(),
                errors=("no release is live",),
                policy_digest="",
                facts=facts,
            )
        return newest.policy.decide(question, caller, purpose, facts)

    def rules(self) -> Sequence[FiredRule]:
        """List every rule that is in force now."""
        newest = self._newest()
        return () if newest is None else newest.rules

    def _newest(self) -> Chosen | None:
        placements = self._standing().placements.values()
        newest = max(placements, key=lambda one: one.since, default=None)
        return None if newest is None else self._of(newest.live)


class LivePurposes:
    """The purposes that are live now; implements `domain.ports.purposes.Purposes`."""

    def __init__(
        self, standing: Callable[[], Deployment], get: Callable[[str], Release]
    ) -> None:
        """Take the deployment and the shelf."""
        self._standing = standing
        self._get = get

    def named(self, name: str) -> Purpose:
        """Read one purpose.

        Raises:
            UnknownPurposeError: Nothing is live under this name.
        """
        placements = self._standing().placements
        if name not in placements:
            # The name is not repeated: whoever asked may have typed anything.
            raise UnknownPurposeError(f"not one of {len(placements)} live purposes")
        return self._purpose(name, placements[name].live)

    def all(self) -> Sequence[Purpose]:
        """List them by title."""
        placements = self._standing().placements
        found = [self._purpose(name, one.live) for name, one in placements.items()]
        return tuple(sorted(found, key=lambda p: (p.title, p.name)))

    def _purpose(self, name: str, release: str) -> Purpose:
        return ReleasePurposes(self._get(release).purposes).named(name)
