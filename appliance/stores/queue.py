"""The nudge to the worker: a Huey queue whose messages are job ids and nothing else.

Huey would pickle a task's arguments; here a message is the 32 hex digits of a job row,
so whoever can write the queue file can at most ask for a job that is already there.
Huey deletes a message as it is read: the row (jobs.py) is what survives.
"""

import json
import os
import re
import sqlite3
from pathlib import Path
from typing import Any

from huey import SqliteHuey
from huey.api import Task
from huey.serializer import Serializer

from appliance.errors import StoreError

_JOB_ID = re.compile(rb"[0-9a-f]{32}")
_FILE_MODE = 0o660


class JsonSerializer(Serializer):  # type: ignore[misc] # Huey has no types
    """What Huey keeps beside messages (revocations), as JSON instead of pickle."""

    def _serialize(self, value: object) -> bytes:
        return json.dumps(value).encode("utf-8")

    def _deserialize(self, raw: bytes) -> object:
        value: object = json.loads(bytes(raw))
        return value


class JobQueue(SqliteHuey):  # type: ignore[misc] # Huey has no types
    """A queue of job ids in a SQLite file that web and worker share."""

    def __init__(self, path: Path) -> None:
        try:
            # The mode is set before SQLite opens it; its WAL takes the same.
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR, _FILE_MODE)
            os.close(descriptor)
            if path.stat().st_uid == os.geteuid():
                path.chmod(_FILE_MODE)
            super().__init__(
                "cloister",
                filename=str(path),
                serializer=JsonSerializer(),
                results=False,
                fsync=True,
                timeout=10,
            )
        except (OSError, sqlite3.Error) as err:
            raise StoreError(f"{path}: {type(err).__name__}") from err

    def enqueue_job(self, job: str) -> None:
        """Nudge the worker about a job row.

        Raises:
            StoreError: The queue cannot be written. The row stays, and the worker
                finds it within a minute by itself.
        """
        try:
            self.storage.enqueue(job.encode("ascii"))
        except sqlite3.Error as err:
            raise StoreError(f"queue: {type(err).__name__}") from err

    def serialize_task(self, task: Task) -> bytes:
        """Give the message of a task: its job id."""
        job: str = task.args[0]
        return job.encode("ascii")

    def deserialize_task(self, message: Any) -> Task:
        """Make the one task there is from a message.

        Raises:
            StoreError: It is not a job id.
        """
        raw = bytes(message)
        if _JOB_ID.fullmatch(raw) is None:
            raise StoreError(f"queue: a message of {len(raw)} bytes is no job id")
        (task_class,) = self._registry._registry.values()  # noqa: SLF001 - the one task of the worker
        return task_class(args=(raw.decode("ascii"),), kwargs={})
