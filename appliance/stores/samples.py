"""Answers drawn for people to rate: who has which in hand, and what they said.

Implements the `Samples` port. Each answer has two seats. Taking one is a
compare-and-set on its row, so that two people never have the same seat, and nobody has
two; a seat that was taken and left is free again after a while. Corrections are
ciphertext.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, not_, or_, select
from sqlalchemy.sql import ColumnElement

from appliance.domain.assessment import IN_HAND, RATERS, Assessment, Judgement
from appliance.domain.ports.clock import Clock
from appliance.domain.sampling import (
    MAX_WAITING,
    Answered,
    Sample,
    SampleReason,
    draw_of,
)
from appliance.errors import ConflictError, NotFoundError
from appliance.stores.bodies import Bodies
from appliance.stores.database import Database
from appliance.stores.tables import assessments, release_starts, samples

# Of those that were rated, so many are shown at once.
MAX_SHOWN = 50
_OPEN = samples.c.rated < RATERS


class KeptSamples:
    """All answers that were drawn."""

    def __init__(
        self, database: Database, bodies: Bodies, key: bytes, clock: Clock
    ) -> None:
        self._database = database
        self._bodies = bodies
        self._key = key
        self._clock = clock
        self._starts: dict[tuple[str, str], datetime] = {}

    def draw(self, exchange: str) -> int:
        """Draw a number from 0 to 999; the same for the same exchange."""
        return draw_of(self._key, exchange)

    def first_answered(self, purpose: str, release: str) -> datetime:
        """Tell when a release first answered for a purpose: now, if it never did."""
        key = (purpose, release)
        if key not in self._starts:
            self._starts[key] = self._read_start(purpose, release)
        return self._starts[key]

    def add(self, sample: Sample, *, record: Callable[[], None]) -> None:
        """Put an answer in line, unless it is there or too many wait.

        Args:
            record: Called once it is in; what it raises takes it out again.

        Raises:
            StoreError: It cannot be written.
        """
        answered = sample.answered
        there = select(samples.c.id).where(samples.c.exchange == answered.exchange)
        waiting = select(func.count()).where(
            _OPEN, samples.c.purpose == answered.purpose
        )
        with self._database.writing() as connection:
            if connection.execute(there).first() is not None:
                return
            if int(connection.execute(waiting).scalar_one()) >= MAX_WAITING:
                return
            connection.execute(samples.insert().values(_values(sample)))
            for seat in range(RATERS):
                connection.execute(
                    assessments.insert().values(sample=sample.id, seat=seat)
                )
            record()

    def take(self, rater: str, *, may: Callable[[Sample], bool]) -> Sample | None:
        """Take the oldest answer that this person may rate; None if there is none.

        Who has one in hand gets the same again.

        Args:
            may: Whether they may rate it.
        """
        now = self._clock.now()
        with self._database.writing() as connection:
            if held := self._one(connection, _in_hand(rater, since=now - IN_HAND)):
                return held
            # What they left lying goes back.
            connection.execute(
                assessments.update()
                .where(assessments.c.rater == rater, assessments.c.rated_at.is_(None))
                .values(rater=None, taken_at=None)
            )
            for row in connection.execute(_free_for(rater, now)).all():
                sample = sample_of(row)
                if may(sample) and _take_seat(connection, sample.id, rater, now):
                    return sample
        return None

    def in_hand(self, sample: str, rater: str) -> Sample:
        """Read the answer that a person has in hand.

        Raises:
            NotFoundError: It is not in their hand, or there is none of this id.
        """
        with self._database.reading() as connection:
            held = self._one(connection, _in_hand(rater))
        if held is None or held.id != sample:
            raise NotFoundError("no such answer in this person's hand")
        return held

    def rate(self, assessment: Assessment, *, record: Callable[[], None]) -> None:
        """Keep what a person says of the answer they have in hand, once.

        Also when the time for it is over, unless somebody else has taken it meanwhile.

        Args:
            record: Called once it is kept; what it raises undoes it.

        Raises:
            ConflictError: They do not have it in hand any more.
        """
        place = f"{assessment.sample}/{assessment.rater}"
        sealed = self._bodies.seal(
            assessment.correction, "assessments", place, "correction"
        )
        held = and_(
            assessments.c.sample == assessment.sample,
            assessments.c.rater == assessment.rater,
            assessments.c.rated_at.is_(None),
        )
        values = {
            "rated_at": assessment.at,
            "judgement": str(assessment.judgement),
            "correction_sealed": sealed,
        }
        with self._database.writing() as connection:
            done = connection.execute(assessments.update().where(held).values(values))
            if done.rowcount != 1:
                raise ConflictError(f"sample {assessment.sample} is in other hands")
            connection.execute(
                samples.update()
                .where(samples.c.id == assessment.sample)
                .values(rated=samples.c.rated + 1)
            )
            record()

    def count_for(self, rater: str) -> int:
        """Count the answers that wait and that this person neither asked for nor rated.

        Among them may be some that the rules keep from them.
        """
        theirs = exists().where(
            assessments.c.sample == samples.c.id,
            assessments.c.rater == rater,
            assessments.c.rated_at.is_not(None),
        )
        query = select(func.count()).where(
            _OPEN, samples.c.requester != rater, not_(theirs)
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def waiting(self) -> dict[str, int]:
        """Count per purpose the answers that not enough people have rated."""
        query = select(samples.c.purpose, func.count()).where(_OPEN)
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(samples.c.purpose)).all()
        return {purpose: int(count) for purpose, count in rows}

    def get(self, sample: str) -> Sample:
        """Read an answer that enough people have rated.

        Raises:
            NotFoundError: There is none of this id, or it still waits.
        """
        query = select(samples).where(samples.c.id == sample, not_(_OPEN))
        with self._database.reading() as connection:
            found = self._one(connection, query)
        if found is None:
            raise NotFoundError("no such answer that was rated")
        return found

    def rated(self, *, start: int = 0) -> tuple[Sample, ...]:
        """List the answers that enough people have rated, newest first.

        Args:
            start: How many to pass over; `MAX_SHOWN` come at most.
        """
        query = (
            select(samples)
            .where(not_(_OPEN))
            .order_by(samples.c.sampled_at.desc(), samples.c.id)
            .offset(start)
            .limit(MAX_SHOWN)
        )
        with self._database.reading() as connection:
            return tuple(map(sample_of, connection.execute(query).all()))

    def assessments_of(self, sample: str) -> tuple[Assessment, ...]:
        """Read what people said of an answer, in the order of its seats."""
        query = (
            select(assessments)
            .where(assessments.c.sample == sample, assessments.c.rated_at.is_not(None))
            .order_by(assessments.c.seat)
        )
        with self._database.reading() as connection:
            return tuple(map(self._assessment, connection.execute(query).all()))

    def _read_start(self, purpose: str, release: str) -> datetime:
        values = {
            "purpose": purpose,
            "release": release,
            "first_at": self._clock.now(),
        }
        kept = {"first_at": release_starts.c.first_at}
        query = select(release_starts.c.first_at).where(
            release_starts.c.purpose == purpose, release_starts.c.release == release
        )
        with self._database.writing() as connection:
            connection.execute(
                self._database.upsert(
                    release_starts, values, ["purpose", "release"], kept
                )
            )
            first: datetime = connection.execute(query).scalar_one()
        return first

    @staticmethod
    def _one(connection: Connection, query: Select[Any]) -> Sample | None:
        row = connection.execute(query).one_or_none()
        return None if row is None else sample_of(row)

    def _assessment(self, row: Row[Any]) -> Assessment:
        return Assessment(
            sample=row.sample,
            rater=row.rater,
            judgement=Judgement(row.judgement),
            correction=self._bodies.open(
                row.correction_sealed,
                "assessments",
                f"{row.sample}/{row.rater}",
                "correction",
            ),
            at=row.rated_at,
        )


def rated_pairs(database: Database) -> dict[str, list[tuple[Judgement, Judgement]]]:
    """Read per purpose what the two raters of each answer said; needs no key."""
    query = (
        select(samples.c.purpose, samples.c.id, assessments.c.judgement)
        .join(assessments, assessments.c.sample == samples.c.id)
        .where(not_(_OPEN))
        .order_by(samples.c.purpose, samples.c.id, assessments.c.seat)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    found: dict[str, list[tuple[Judgement, Judgement]]] = {}
    for (purpose, _), seats in groupby(rows, key=lambda row: (row.purpose, row.id)):
        first, second = (Judgement(row.judgement) for row in seats)
        found.setdefault(purpose, []).append((first, second))
    return found


def _in_hand(rater: str, *, since: datetime | None = None) -> Select[Any]:
    """Select what a person has taken and not rated."""
    held: list[ColumnElement[bool]] = [
        assessments.c.rater == rater,
        assessments.c.rated_at.is_(None),
    ]
    if since is not None:
        held.append(assessments.c.taken_at > since)
    return (
        select(samples)
        .join(assessments, assessments.c.sample == samples.c.id)
        .where(*held)
    )


def _is_free(now: datetime) -> ColumnElement[bool]:
    return and_(
        assessments.c.rated_at.is_(None),
        or_(assessments.c.rater.is_(None), assessments.c.taken_at <= now - IN_HAND),
    )


def _free_for(rater: str, now: datetime) -> Select[Any]:
    """Select what has a free seat and was not rated by this person, oldest first."""
    seat = exists().where(assessments.c.sample == samples.c.id, _is_free(now))
    theirs = exists().where(
        assessments.c.sample == samples.c.id, assessments.c.rater == rater
    )
    return (
        select(samples)
        .where(_OPEN, seat, not_(theirs))
        .order_by(samples.c.sampled_at, samples.c.id)
    )


def _take_seat(connection: Connection, sample: str, rater: str, now: datetime) -> bool:
    for seat in range(RATERS):
        free = and_(
            assessments.c.sample == sample, assessments.c.seat == seat, _is_free(now)
        )
        done = connection.execute(
            assessments.update().where(free).values(rater=rater, taken_at=now)
        )
        if done.rowcount == 1:
            return True
    return False


def _values(sample: Sample) -> dict[str, Any]:
    answered = sample.answered
    return {
        "id": sample.id,
        "exchange": answered.exchange,
        "case_id": answered.case,
        "purpose": answered.purpose,
        "release": answered.release,
        "language": answered.language,
        "requester": answered.requester,
        "involved": json.dumps(answered.involved),
        "confidence_permille": answered.confidence_permille,
        "reasons": json.dumps([str(reason) for reason in sample.reasons]),
        "sampled_at": sample.sampled_at,
        "rated": 0,
    }


def sample_of(row: Row[Any]) -> Sample:
    """Make a sample of a row of `samples`."""
    reasons: Sequence[str] = json.loads(row.reasons)
    return Sample(
        id=row.id,
        answered=Answered(
            exchange=row.exchange,
            case=row.case_id,
            purpose=row.purpose,
            language=row.language,
            requester=row.requester,
            involved=tuple(json.loads(row.involved)),
            release=row.release,
            confidence_permille=row.confidence_permille,
            thumb_down=SampleReason.THUMB_DOWN in reasons,
        ),
        reasons=tuple(map(SampleReason, reasons)),
        sampled_at=row.sampled_at,
        rated=row.rated,
    )
