"""A real masker gives every text back to the byte, however odd and however busy."""

from collections.abc import Iterator

import pytest

from tests.contract.masker_house import MaskerHouse
from tests.identifiers.round_trip import THREADS, Trips, meet, odd_texts, round_trips

SEED = 7
# The long runs: python -m tests.identifiers --fuzz 20000 --threads 1000
TEXTS = 600
EXCHANGES_PER_THREAD = 10


@pytest.fixture(scope="module")
def house() -> Iterator[MaskerHouse]:
    built = MaskerHouse(deadline_s=60.0)
    yield built
    built.close()


@pytest.fixture(scope="module")
def trips(house: MaskerHouse) -> Trips:
    return round_trips(house, odd_texts(TEXTS, SEED))


def test_every_odd_text_is_restored_to_the_byte(trips: Trips):
    assert (trips.texts, trips.wrong) == (TEXTS, 0)


def test_odd_texts_are_masked_and_hardly_ever_refused(trips: Trips):
    assert trips.masked_spans > TEXTS
    assert trips.refused.total() < TEXTS / 20


def test_threads_in_the_same_cases_never_share_or_split_a_surrogate(house: MaskerHouse):
    met = meet(house, EXCHANGES_PER_THREAD, SEED)
    assert met.exchanges == THREADS * EXCHANGES_PER_THREAD
    assert met.surrogates > 50
    assert (met.wrong, met.collisions, met.splits) == (0, 0, 0)
