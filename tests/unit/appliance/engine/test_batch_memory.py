"""How much memory the running batch takes, and who may look at it meanwhile."""

import sys
import threading
from pathlib import Path

import pytest

from appliance.engine.batch import Batch
from appliance.engine.folder import check_folder
from appliance.engine.load import LoadedModel, load_folder
from appliance.engine.prefixes import PrefixStore
from tests.unit.appliance.engine.answers import Asked, finish, greedy, prompt_of
from tests.unit.appliance.engine.tiny_model import make_folder


@pytest.mark.parametrize("rows", [8, 32])
def test_a_long_prompt_makes_no_room_for_rows_that_have_left(
    tmp_path: Path, rows: int
) -> None:
    folder = make_folder(tmp_path / "wide", endless=True, context=4096)
    wide = load_folder(check_folder(folder), device="cpu")
    batch = Batch(wide, max_rows=rows, max_tokens=4096)
    for seed in range(rows):
        one = Asked(prompt_of(wide, 10, seed), greedy(20 if seed else 100))
        assert batch.fits(one.work)
        one.begin(batch)
    finish(batch, lambda: len(batch) == 1)
    big = Asked(prompt_of(wide, 1_800), greedy(100))
    assert batch.fits(big.work)
    big.begin(batch)
    while not big.tokens:
        batch.step()
    assert batch.usage <= 1.1
    finish(batch)
    assert batch.usage == 0


def test_who_looks_from_another_thread_sees_the_batch_between_steps(
    tiny: LoadedModel,
) -> None:
    batch = Batch(tiny, max_rows=4, prefixes=PrefixStore(100_000))
    over, seen = threading.Event(), 0
    faults: list[Exception] = []

    def look() -> None:
        nonlocal seen
        while not over.is_set():
            try:
                with batch.at_rest(30):
                    assert batch.usage >= 0
                    assert batch.size_bytes >= 0
            except Exception as err:  # noqa: BLE001 - whatever it is, the test tells
                faults.append(err)
                return
            seen += 1

    thread = threading.Thread(target=look)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        thread.start()
        for seed in range(30):
            prompt = prompt_of(tiny, 40, seed % 5)
            one = Asked([*prompt, seed + 3], greedy(3), prefix=tuple(prompt))
            finish(batch, lambda one=one: batch.fits(one.work))
            one.begin(batch)
            batch.step()
    finally:
        over.set()
        thread.join(30)
        sys.setswitchinterval(interval)
    assert not faults
    assert seen
