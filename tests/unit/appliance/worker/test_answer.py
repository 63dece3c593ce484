"""How far a long text is, as the worker keeps it for who waits."""

from dataclasses import dataclass, field
from typing import Any

from appliance.domain.parts import Place
from appliance.stores.jobs import Job, JobKind, JobState
from appliance.worker.answer import JobWatch
from tests.fakes import NOON


@dataclass
class Progressing:
    """Jobs that remember how far each was said to be."""

    told: list[int] = field(default_factory=list)

    def progress(self, job: str, permille: int) -> None:
        assert job == "j" * 32
        self.told.append(permille)


@dataclass
class Stores:
    """What a watch needs of the stores."""

    jobs: Progressing = field(default_factory=Progressing)


def watching(stores: Stores) -> JobWatch:
    job = Job(
        *("j" * 32, JobKind.ANSWER, "e" * 32, "anna", JobState.RUNNING, 1, 0, None),
        *(NOON, NOON),
    )
    kept: Any = stores
    return JobWatch(job, kept)


def test_each_part_has_its_share_of_the_models_time_and_none_goes_back() -> None:
    stores = Stores()
    watch = watching(stores)
    watch.stage("compose")
    for number in (1, 2, 3, 4):
        watch.part(Place(number, 4, 0, 10))
        for step in ("generate", "guard"):
            watch.stage(step)
    for step in ("combine", "generate", "guard", "gate", "restore", "respond"):
        watch.stage(step)
    told = stores.jobs.told
    assert told[:9] == [275, 300, 437, 437, 575, 575, 712, 712, 850]
    assert told == sorted(told)


def test_a_text_that_is_read_at_once_goes_on_step_by_step() -> None:
    stores = Stores()
    watch = watching(stores)
    for step in ("identify", "generate", "guard", "gate"):
        watch.stage(step)
    assert stores.jobs.told == [50, 300, 850, 900]
