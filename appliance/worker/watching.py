"""Hold every rollout against its limits, and end the one that is beyond them.

It reads figures, never text. The end is a record with its reason; the log's process
takes the candidate out of the deployment with it, and the next exchange of whoever had
it is answered by the live release. Nothing here can start or widen a rollout.
"""

import logging
from collections.abc import Callable

from appliance.domain.deployment import Deployment, Placement
from appliance.domain.ports.ledger import Entry, Ledger
from appliance.domain.rollout import Rollout
from appliance.errors import PromotionRefusedError
from appliance.kinds import RecordKind
from appliance.release.rollout import review
from appliance.release.rollout.limits import MOST_ANSWERS
from appliance.stores.arms import Counts, windows_of
from appliance.stores.outcomes import Outcomes
from appliance.stores.rollouts import KeptRollouts

log = logging.getLogger(__name__)

Seen = tuple[str, Counts, Counts]


class Watching:
    """Looks at running rollouts; used by one thread."""

    def __init__(
        self,
        standing: Callable[[], Deployment],
        outcomes: Outcomes,
        kept: KeptRollouts,
        ledger: Ledger,
    ) -> None:
        """Take the deployment, the figures, what pages show, and the log."""
        self._standing = standing
        self._outcomes = outcomes
        self._kept = kept
        self._ledger = ledger
        # What was seen of a purpose when it was last tested; nothing new, no test.
        self._seen: dict[str, Seen] = {}

    def look(self) -> None:
        """Look at every rollout once, and end those that are beyond a limit.

        Raises:
            SettingsError: The deployment does not hold.
            StoreError: The figures cannot be read.
            LedgerError: An end could not be recorded; the next look tries again.
        """
        placements = self._standing().placements
        self._kept.follow(placements)
        self._seen = {p: seen for p, seen in self._seen.items() if p in placements}
        for purpose, placement in placements.items():
            if placement.rollout is not None:
                self._look_at(purpose, placement, placement.rollout)

    def _look_at(self, purpose: str, placement: Placement, rollout: Rollout) -> None:
        live, candidate = windows_of(purpose, placement.live, rollout)
        seen = (
            rollout.plan_digest,
            self._outcomes.count(live),
            self._outcomes.count(candidate),
        )
        if self._seen.get(purpose) == seen:
            return
        ending = review(
            rollout,
            self._outcomes.series(live, most=MOST_ANSWERS),
            self._outcomes.series(candidate, most=MOST_ANSWERS),
        )
        if ending is not None:
            body = {
                "purpose": purpose,
                "release": rollout.release,
                "plan_digest": rollout.plan_digest,
                "rollout_kind": str(rollout.kind),
                **ending.body(),
            }
            entry = Entry(RecordKind.ROLLOUT_ENDED, None, None, None, body)
            try:
                self._ledger.append(entry, durable=True)
            except PromotionRefusedError as err:
                # Somebody ended it in the same moment.
                log.info("the rollout of %s is not ended twice: %s", purpose, err)
            else:
                log.warning("the rollout of %s ended: %s", purpose, ending.cause)
                self._kept.ended(rollout, ending.body())
        self._seen[purpose] = seen
