"""The worker's health is that of everything it does again and again."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.worker.beat import Beat
from appliance.worker.server import health_of
from tests.unit.appliance.worker.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path)
    yield opened
    opened.stores.close()


def test_health_is_that_of_every_beat(house: House) -> None:
    done = [threading.Event(), threading.Event()]
    beats = [
        Beat(str(number), one.set, every_s=0.001) for number, one in enumerate(done)
    ]
    for beat in beats:
        beat.start()
    assert all(one.wait(30) for one in done)
    jobs = house.stores.jobs
    assert health_of(beats, jobs) == {"ok": True, "waiting": 0}
    beats[1].stop()
    assert health_of(beats, jobs)["ok"] is False
    beats[0].stop()
