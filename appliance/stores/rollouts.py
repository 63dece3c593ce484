"""Rollouts as pages show them: which there were, and how each ended.

The log is the proof and decides what runs; these rows follow it, so that a page need
not search the log. They hold figures and no text of a person.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select

from appliance.domain.deployment import Placement
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
        """Keep that one began; once, whoever is first to say so.

        Raises:
            StoreError: It cannot be written.
        """
        values = {
            "plan_digest": rollout.plan_digest,
            "purpose": purpose,
            "live": live,
            "rollout": json.dumps(to_body(rollout)),
            "started_at": rollout.started_at,
        }
        began = self._database.upsert(
            rollouts, values, ["plan_digest"], {"purpose": purpose}
        )
        with self._database.writing() as connection:
            connection.execute(began)

    def ended(self, rollout: Rollout, ending: Mapping[str, Any]) -> None:
        """Keep how one ended, once."""
        values = {"ended_at": self._clock.now(), "ending": json.dumps(dict(ending))}
        with self._database.writing() as connection:
            connection.execute(
                rollouts.update()
                .where(
                    rollouts.c.plan_digest == rollout.plan_digest,
                    rollouts.c.ending.is_(None),
                )
                .values(values)
            )

    def follow(self, placements: Mapping[str, Placement]) -> None:
        """Bring the rows in line with what the log says runs.

        A process may die between the log and its row, and what runs ends without a
        record of its own when something else goes live.
        """
        running = {
            placed.rollout.plan_digest: (purpose, placed.live, placed.rollout)
            for purpose, placed in placements.items()
            if placed.rollout is not None
        }
        with self._database.reading() as connection:
            kept = connection.execute(
                select(rollouts.c.plan_digest, rollouts.c.ended_at).where(
                    or_(
                        rollouts.c.ended_at.is_(None),
                        rollouts.c.plan_digest.in_(sorted(running)),
                    )
                )
            ).all()
        for digest in sorted(set(running) - {row.plan_digest for row in kept}):
            self.began(*running[digest])
        # A row that was written after the note was read looked like one that is over.
        runs_on = [
            row.plan_digest
            for row in kept
            if row.plan_digest in running and row.ended_at is not None
        ]
        if runs_on:
            with self._database.writing() as connection:
                connection.execute(
                    rollouts.update()
                    .where(rollouts.c.plan_digest.in_(runs_on))
                    .values(ended_at=None)
                )
        over = [row.plan_digest for row in kept if row.plan_digest not in running]
        if over:
            with self._database.writing() as connection:
                connection.execute(
                    rollouts.update()
                    .where(rollouts.c.plan_digest.in_(over))
                    .values(ended_at=self._clock.now())
                )

    def running(self) -> tuple[tuple[str, datetime], ...]:
        """List the purpose and the start of each that has not ended."""
        query = select(rollouts.c.purpose, rollouts.c.started_at)
        with self._database.reading() as connection:
            rows = connection.execute(query.where(rollouts.c.ended_at.is_(None))).all()
        return tuple((row.purpose, row.started_at) for row in rows)

    def newest(self, purpose: str | None = None) -> tuple[KeptRollout, ...]:
        """List the newest, of a purpose or of all."""
        query = select(rollouts).order_by(rollouts.c.started_at.desc()).limit(MAX_SHOWN)
        if purpose is not None:
            query = query.where(rollouts.c.purpose == purpose)
        with self._database.reading() as connection:
            return tuple(_kept(row) for row in connection.execute(query).all())


def is_running(kept: KeptRollout, placements: Mapping[str, Placement]) -> bool:
    """Tell whether it is this one that runs, by what the log says stands."""
    placed = placements.get(kept.purpose)
    rollout = placed.rollout if placed else None
    return rollout is not None and rollout.plan_digest == kept.rollout.plan_digest


def facts_of(
    kept: KeptRollout,
    placements: Mapping[str, Placement],
    told: Callable[[Mapping[str, Any]], str],
) -> dict[str, Any]:
    """Write one for a program.

    Args:
        told: Says in a sentence why it ended.
    """
    ending, runs = kept.ending or {}, is_running(kept, placements)
    now = placements[kept.purpose].rollout if runs else kept.rollout
    return {
        "purpose": kept.purpose,
        "kind": str(kept.rollout.kind),
        "release": kept.rollout.release,
        "live": kept.live,
        "share_permille": (now or kept.rollout).share_permille,
        "teams": list((now or kept.rollout).teams),
        "limits": to_body(kept.rollout)["limits"],
        "plan": to_body(kept.rollout)["plan"],
        "plan_digest": kept.rollout.plan_digest,
        "started_at": kept.rollout.started_at.isoformat(),
        "ended_at": kept.ended_at.isoformat() if kept.ended_at else None,
        "running": runs,
        "cause": ending.get("cause", ""),
        "metric": ending.get("metric", ""),
        "reason": ending.get("reason", ""),
        "ending_figures": ending.get("figures", {}),
        "told": told(ending),
    }


def _kept(row: Row[Any]) -> KeptRollout:
    return KeptRollout(
        purpose=row.purpose,
        live=row.live,
        rollout=from_body(json.loads(row.rollout)),
        ended_at=row.ended_at,
        ending=None if row.ending is None else json.loads(row.ending),
    )
