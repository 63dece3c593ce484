"""Everything outside that the steps may reach, in one value."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from appliance.domain.ports.budgets import Budgets
from appliance.domain.ports.clock import Clock
from appliance.domain.ports.directory import Directory
from appliance.domain.ports.engine import Engine
from appliance.domain.ports.exchanges import Exchanges
from appliance.domain.ports.halts import Halts
from appliance.domain.ports.inspector import Inspector
from appliance.domain.ports.ledger import Ledger
from appliance.domain.ports.masker import Masker
from appliance.domain.ports.policy import Policy
from appliance.domain.ports.purposes import Purposes
from appliance.domain.ports.recalled import NothingRecalled, RecalledAnswers
from appliance.domain.ports.references import References
from appliance.domain.ports.releases import Chosen, Releases
from appliance.domain.ports.reviews import Reviews
from appliance.domain.ports.samples import Samples
from appliance.domain.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the steps may reach, wired once in app.py.

    Outside of an exchange `purposes` are those that are live, and `policy` is the
    rules of the release that went live last; `bound` makes them those of one release.
    """

    clock: Clock
    directory: Directory
    releases: Releases
    halts: Halts
    purposes: Purposes
    policy: Policy
    masker: Masker
    inspector: Inspector
    references: References
    engine: Engine
    ledger: Ledger
    exchanges: Exchanges
    reviews: Reviews
    samples: Samples
    budgets: Budgets
    recalled: RecalledAnswers
    recheck_after_s: float
    # How old an exchange is at most that has its answer written again: one more wait
    # and one more answer later it is still no older than what clean-up ends.
    rewrite_within_s: float
    # Seconds from any moment on, never back: how long something took.
    timer: Callable[[], float] = time.monotonic

    def bound(self, chosen: Chosen) -> "Ports":
        """Give the same ports with purposes, rules and references of one release."""
        return replace(
            self,
            purposes=chosen.purposes,
            policy=chosen.policy,
            references=chosen.references,
            recalled=NothingRecalled() if chosen.compared else self.recalled,
        )

    def purpose_as_answered(self, name: str, release: str) -> Purpose:
        """Read a purpose as it was when it answered.

        Args:
            release: Digest of the release that answered; "" where none did yet.

        Raises:
            UnknownPurposeError: Nothing is live under this name.
            NotFoundError: No such release was signed here.
        """
        if not release:
            return self.purposes.named(name)
        return self.releases.of(release).purposes.named(name)
