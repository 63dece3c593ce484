"""Rollouts as pages show them: which there were, and how each ended.

The log is the proof and decides what runs; these rows follow it, so that a page need
not search the log. They hold figures and the appliance's own sentences.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from appliance.domain.ports.clock import Clock
from appliance.domain.rollout import Rollout, from_body, to_body
from appliance.stores.database import Database
from appliance.stores.tables import rollouts

MAX_SHOWN = 50


@dataclass(frozen=True, slots=True)
class KeptRollout:
    """One rollout, running or ended.

    Args:
        purpose: The purpose's name.
        live: Digest of the release it began beside.
        rollout: As it began.
        ended_at: Aware UTC, or None while it runs or if something else went live.
        ending: The body of its `rollout.ended`, as far as pages show it, or None.
    """

    purpose: str
    live: str
    rollout: Rollout
    ended_at: datetime | None
    ending: Mapping[str, Any] | None


class KeptRollouts:
    """All rollouts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def began(self, purpose: str, live: str, rollout: Rollout) -> None:
        """Keep that one began.

        Raises:
            StoreError: It cannot be written, or began before.
        """
        values = {
            "plan_digest": rollout.plan_digest,
            "purpose": purpose,
            "live": live,
            "rollout": json.dumps(to_body(rollout)),
            "started_at": rollout.started_at,
        }
        with self._database.writing() as connection:
            connection.execute(rollouts.insert().values(values))

    def ended(self, rollout: Rollout, ending: Mapping[str, Any]) -> None:
        """Keep how one ended, once."""
        values = {"ended_at": self._clock.now(), "ending": json.dumps(dict(ending))}
        with self._database.writing() as connection:
            connection.execute(
                rollouts.update()
                .where(
                    rollouts.c.plan_digest == rollout.plan_digest,
                    rollouts.c.ended_at.is_(None),
                )
                .values(values)
            )

    def newest(self, purpose: str | None = None) -> tuple[KeptRollout, ...]:
        """List the newest, of a purpose or of all."""
        query = select(rollouts).order_by(rollouts.c.started_at.desc()).limit(MAX_SHOWN)
        if purpose is not None:
            query = query.where(rollouts.c.purpose == purpose)
        with self._database.reading() as connection:
            return tuple(_kept(row) for row in connection.execute(query).all())


def _kept(row: Row[Any]) -> KeptRollout:
    return KeptRollout(
        purpose=row.purpose,
        live=row.live,
        rollout=from_body(json.loads(row.rollout)),
        ended_at=row.ended_at,
        ending=None if row.ending is None else json.loads(row.ending),
    )
