"""What people said of a purpose's answers, counted by the release that answered."""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from sqlalchemy import case, func, select

from appliance.domain.feedback import Thumb, UnitFeedback, Why
from appliance.domain.review import ReviewState
from appliance.domain.rollout import Arm
from appliance.stores.database import Database
from appliance.stores.tables import (
    amendments,
    compared,
    exchanges,
    outcomes,
    ratings,
    reviews,
)


class FeedbackReads:
    """Counts of feedback; no text, so it needs no key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, purpose: str) -> tuple[UnitFeedback, ...]:
        """Count what people said of a purpose's answers, by release.

        Only releases of which something is kept; the newest answer's comes first.
        """
        with self._database.reading() as connection:
            drafts = connection.execute(_drafts(purpose)).all()
            rated = connection.execute(_rated(purpose)).all()
            amended = connection.execute(_amended(purpose)).all()
            rejected = connection.execute(_rejected(purpose)).all()
        units = {
            row.release: UnitFeedback(
                row.release,
                answered=int(row.answered),
                held=int(row.held or 0),
                edited=int(row.edited or 0),
            )
            for row in drafts
        }
        thumbs: dict[str, Counter[Thumb]] = defaultdict(Counter)
        why: dict[str, Counter[tuple[Thumb, Why]]] = defaultdict(Counter)
        for row in rated:
            thumb = Thumb(row.thumb)
            thumbs[row.release][thumb] += int(row.times)
            if row.why:
                why[row.release][thumb, Why(row.why)] += int(row.times)
        changed = {row.release: int(row.times) for row in amended}
        refused = {row.release: int(row.times) for row in rejected}
        # Figures are kept for a while, and what people said for longer.
        for release in [*thumbs, *changed, *refused]:
            units.setdefault(release, UnitFeedback(release))
        return tuple(
            replace(
                unit,
                up=thumbs[release][Thumb.UP],
                down=thumbs[release][Thumb.DOWN],
                why=dict(why[release]),
                amended=changed.get(release, 0),
                rejected=refused.get(release, 0),
            )
            for release, unit in units.items()
        )


def _drafts(purpose: str) -> Any:
    """Count what was answered; shadows are nobody's answer."""
    shadow = select(compared.c.exchange)
    return (
        select(
            outcomes.c.release,
            func.count(outcomes.c.grave).label("answered"),
            func.sum(case((outcomes.c.held.is_(True), 1), else_=0)).label("held"),
            func.sum(case((outcomes.c.edited.is_(True), 1), else_=0)).label("edited"),
        )
        .where(
            outcomes.c.purpose == purpose,
            outcomes.c.release != "",
            outcomes.c.arm.in_([str(arm) for arm in Arm]),
            outcomes.c.exchange.not_in(shadow),
        )
        .group_by(outcomes.c.release)
        .order_by(func.max(outcomes.c.ended_at).desc())
    )


def _rated(purpose: str) -> Any:
    return (
        select(
            exchanges.c.release,
            ratings.c.thumb,
            ratings.c.why,
            func.count().label("times"),
        )
        .join(exchanges, exchanges.c.id == ratings.c.exchange)
        .where(exchanges.c.purpose == purpose)
        .group_by(exchanges.c.release, ratings.c.thumb, ratings.c.why)
        .order_by(exchanges.c.release)
    )


def _amended(purpose: str) -> Any:
    # Somebody who writes a second one means the same answer.
    exchange = func.count(func.distinct(amendments.c.exchange))
    return (
        select(amendments.c.release, exchange.label("times"))
        .where(amendments.c.purpose == purpose)
        .group_by(amendments.c.release)
    )


def _rejected(purpose: str) -> Any:
    return (
        select(reviews.c.release, func.count().label("times"))
        .where(
            reviews.c.purpose == purpose,
            reviews.c.state == str(ReviewState.REJECTED),
        )
        .group_by(reviews.c.release)
    )
