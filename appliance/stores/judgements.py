"""What judges said of drawn answers, apart from what people said; no row holds text.

Implements the `Judgements` port. A row is of one judge: one prompt, read by one model.
Rows of a judge that is gone stay, and are read for nothing.
"""

import json
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, exists, func, not_, select
from sqlalchemy.sql import ColumnElement

from appliance.domain.assessment import RATERS, Judgement
from appliance.domain.judging import Judge, Judged
from appliance.domain.sampling import Sample, SampleReason
from appliance.errors import ConflictError
from appliance.stores.database import Database
from appliance.stores.samples import sample_of
from appliance.stores.tables import assessments, exchanges, judgements, samples

# The first and the second person's judgement, and the judge's; None where it has none.
Said = tuple[Judgement, Judgement, Judgement | None]
_RATED = samples.c.rated >= RATERS


class KeptJudgements:
    """All judgements of models."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, judged: Judged, *, record: Callable[[], None]) -> None:
        """Keep what a judge said of an answer, once.

        Args:
            record: Called once it is kept; what it raises undoes it.

        Raises:
            ConflictError: This judge has judged it already.
        """
        judge = judged.judge
        values = {
            "sample": judged.sample,
            "prompt": judge.prompt,
            "model": judge.model,
            "release": judged.release,
            "judgement": None if judged.judgement is None else str(judged.judgement),
            "sure_permille": judged.sure_permille,
            "error": judged.error,
            "judged_at": judged.at,
        }
        there = select(judgements.c.sample).where(
            judgements.c.sample == judged.sample, _of(judge)
        )
        with self._database.writing() as connection:
            if connection.execute(there).first() is not None:
                raise ConflictError(f"sample {judged.sample} is judged already")
            connection.execute(judgements.insert().values(values))
            record()

    def next_for(self, judge: Judge, *, most: int) -> tuple[Sample, ...]:
        """List drawn answers that a judge has not judged and that are still kept.

        Those that people have rated come first: they tell what it is worth.
        """
        done = exists().where(judgements.c.sample == samples.c.id, _of(judge))
        query = (
            select(samples)
            .join(exchanges, exchanges.c.id == samples.c.exchange)
            .where(
                samples.c.purpose == judge.purpose,
                exchanges.c.answer_sealed.is_not(None),
                exchanges.c.masked_sealed.is_not(None),
                not_(done),
            )
            .order_by(_RATED.desc(), samples.c.sampled_at.desc(), samples.c.id)
            .limit(most)
        )
        with self._database.reading() as connection:
            return tuple(map(sample_of, connection.execute(query).all()))

    def of_samples(
        self, ids: Collection[str], judges: Iterable[Judge]
    ) -> dict[str, Judged]:
        """Read what these judges said of some answers, by sample."""
        found: dict[str, Judged] = {}
        for judge in judges:
            query = (
                select(judgements)
                .join(samples, samples.c.id == judgements.c.sample)
                .where(
                    judgements.c.sample.in_(ids),
                    samples.c.purpose == judge.purpose,
                    _of(judge),
                )
            )
            with self._database.reading() as connection:
                rows = connection.execute(query).all()
            found |= {row.sample: _judged(row, judge) for row in rows}
        return found

    def by_release(self, judge: Judge) -> dict[str, tuple[int, int]]:
        """Count per release how many of its drawn answers are right, and of how many.

        Only what was drawn by its share counts: other reasons look for trouble.
        """
        query = (
            select(samples.c.release, samples.c.reasons, judgements.c.judgement)
            .join(judgements, judgements.c.sample == samples.c.id)
            .where(
                samples.c.purpose == judge.purpose,
                judgements.c.judgement.is_not(None),
                _of(judge),
            )
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        found: dict[str, tuple[int, int]] = {}
        for row in rows:
            if SampleReason.SHARE in json.loads(row.reasons):
                right, all_ = found.get(row.release, (0, 0))
                found[row.release] = (
                    right + (row.judgement == Judgement.RIGHT),
                    all_ + 1,
                )
        return found


def count_judged(database: Database, judge: Judge) -> int:
    """Count the answers that a judge has judged; needs no key."""
    query = (
        select(func.count())
        .select_from(judgements.join(samples, samples.c.id == judgements.c.sample))
        .where(samples.c.purpose == judge.purpose, _of(judge))
    )
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def said_of_rated(database: Database, judge: Judge) -> list[Said]:
    """Read what two people and a judge said of the same answers; needs no key."""
    query = (
        select(
            samples.c.id,
            assessments.c.judgement,
            judgements.c.judgement.label("judged"),
        )
        .join(assessments, assessments.c.sample == samples.c.id)
        .join(judgements, judgements.c.sample == samples.c.id)
        .where(samples.c.purpose == judge.purpose, _RATED, _of(judge))
        .order_by(samples.c.id, assessments.c.seat)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    found: list[Said] = []
    for _, seats in groupby(rows, key=lambda row: row.id):
        first, second = seats
        judged = None if first.judged is None else Judgement(first.judged)
        found.append((Judgement(first.judgement), Judgement(second.judgement), judged))
    return found


def _of(judge: Judge) -> ColumnElement[bool]:
    return and_(judgements.c.prompt == judge.prompt, judgements.c.model == judge.model)


def _judged(row: Row[Any], judge: Judge) -> Judged:
    return Judged(
        sample=row.sample,
        judge=judge,
        release=row.release,
        judgement=None if row.judgement is None else Judgement(row.judgement),
        sure_permille=row.sure_permille,
        error=row.error,
        at=row.judged_at,
    )
