import pickle
import stat
from pathlib import Path

import pytest

from appliance.errors import StoreError
from appliance.stores.queue import JobQueue

JOB = "0123456789abcdef" * 2


def test_a_job_id_goes_in_and_one_task_comes_out(tmp_path: Path) -> None:
    queue = JobQueue(tmp_path / "jobs.sqlite")
    seen: list[str] = []
    queue.task(name="job")(seen.append)
    queue.enqueue_job(JOB)
    task = queue.dequeue()
    queue.execute(task)
    assert seen == [JOB]
    assert queue.serialize_task(task) == JOB.encode()
    assert queue.dequeue() is None
    queue.storage.close()


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"x",
        JOB.upper().encode(),
        JOB.encode() + b"\n",
        JOB.encode() * 2,
        pickle.dumps(JOB),
    ],
    ids=["empty", "short", "upper case", "newline", "twice", "a pickle"],
)
def test_what_is_no_job_id_is_not_run(tmp_path: Path, message: bytes) -> None:
    queue = JobQueue(tmp_path / "jobs.sqlite")
    seen: list[str] = []
    queue.task(name="job")(seen.append)
    queue.storage.enqueue(message)
    with pytest.raises(
        StoreError, match=f"a message of {len(message)} bytes is no job id"
    ):
        queue.dequeue()
    assert queue.dequeue() is None
    assert seen == []
    queue.storage.close()


class Trap:
    """Leaves a mark when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (open, ("sprung", "w"))


def test_a_pickle_planted_beside_the_messages_is_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    queue = JobQueue(tmp_path / "jobs.sqlite")
    queue.task(name="job")(str)
    queue.enqueue_job(JOB)
    task = queue.dequeue()
    for key in (task.revoke_id, *queue._revoke_keys(task)):
        queue.storage.put_data(key, pickle.dumps(Trap()))
    with pytest.raises(ValueError, match=r"utf-8|Expecting"):
        queue.execute(task)
    queue.storage.close()
    assert not (tmp_path / "sprung").exists()


def test_the_queue_file_is_for_its_user_and_group_only(tmp_path: Path) -> None:
    queue = JobQueue(tmp_path / "jobs.sqlite")
    queue.enqueue_job(JOB)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    queue.storage.close()
    assert modes == {0o660}


def test_a_queue_that_cannot_be_opened_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"jobs\.sqlite: FileNotFoundError"):
        JobQueue(tmp_path / "missing" / "jobs.sqlite")
