"""The floor: nothing is masked below it, before a measurement, or long after one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from appliance.domain.entity import EntityKind
from appliance.domain.measurement import KindCount, Measurement, Standing
from appliance.errors import MaskerError, MaskingFloorError
from appliance.masker.measured import Measured
from appliance.masker.tables import MEASUREMENTS, open_database

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
COUNT = KindCount("en", EntityKind.PERSON, 1000, 950)
FOUND = Measurement(AT, 7, 96, 3, 0, 100, 93, (COUNT,), ("en",))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'vault.sqlite'}")
    yield engine
    engine.dispose()


def measured(
    database: Engine, floor: int, *, after: timedelta = timedelta(0)
) -> Measured:
    return Measured(
        database,
        floor_permille=floor,
        fresh_for=timedelta(days=3),
        now_s=lambda: int((AT + after).timestamp()),
    )


def test_without_a_floor_everything_is_masked(database: Engine) -> None:
    kept = measured(database, 0, after=timedelta(days=900))
    kept.check()
    kept.keep(replace(FOUND, counts=(replace(COUNT, masked=0),)))
    kept.check()
    assert not kept.standing().refuses


def test_with_a_floor_nothing_is_masked_before_it_is_measured(database: Engine) -> None:
    kept = measured(database, 1)
    with pytest.raises(MaskingFloorError, match="was never measured"):
        kept.check()
    assert kept.standing() == Standing(None, 1, refuses=True)


@pytest.mark.parametrize(
    ("floor", "after", "refuses"),
    [
        (950, timedelta(0), False),
        (951, timedelta(0), True),
        (950, timedelta(days=3), False),
        (950, timedelta(days=3, seconds=1), True),
    ],
)
def test_a_measurement_counts_while_it_is_fresh_and_not_below_the_floor(
    database: Engine, floor: int, after: timedelta, *, refuses: bool
) -> None:
    kept = measured(database, floor, after=after)
    kept.keep(FOUND)
    assert kept.standing() == Standing(FOUND, floor, refuses=refuses)
    if refuses:
        with pytest.raises(MaskingFloorError):
            kept.check()
    else:
        kept.check()


def test_the_last_measurement_counts_and_is_kept(database: Engine) -> None:
    kept = measured(database, 950)
    kept.keep(FOUND)
    kept.keep(replace(FOUND, seed=8))
    assert measured(database, 950).standing().measurement == replace(FOUND, seed=8)


def test_what_cannot_be_read_does_not_count_as_anything(database: Engine) -> None:
    measured(database, 0).keep(FOUND)
    with database.begin() as connection:
        connection.execute(update(MEASUREMENTS).values(body='{"texts":1}'))
    with pytest.raises(MaskerError, match="cannot be read"):
        measured(database, 0)
