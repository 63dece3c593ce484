"""A part of `make hostile-models`: whatever is done to a folder, it is refused."""

from collections.abc import Iterator
from random import Random

import pytest

from appliance.engine.sandbox import Workshop
from tests.hostile_models.run import FLIPS, KINDS, Range, Seen, run

QUICK = sorted({*KINDS, *FLIPS} - {kind for kind in KINDS if "without end" in kind})


@pytest.fixture(scope="module")
def there(
    tmp_path_factory: pytest.TempPathFactory, workshop: Workshop
) -> Iterator[Range]:
    made = Range(tmp_path_factory.mktemp("range"), workshop)
    yield made
    made.check_nothing_is_left()


@pytest.fixture(scope="module")
def seen(there: Range) -> dict[str, Seen]:
    return run(there, 40, seed=5, slow=False)


@pytest.mark.parametrize("kind", QUICK)
def test_every_folder_of_a_kind_is_refused_with_a_reason(
    seen: dict[str, Seen], kind: str
) -> None:
    assert seen[kind].folders > 0
    assert seen[kind].taken == []


def test_a_good_folder_is_taken(there: Range) -> None:
    assert there.refusal(lambda _folder, _rng: None, Random(1)) == ""
