"""Databases in the form that this version needs: migrated once in a process, then copied."""

import functools
import tempfile
from pathlib import Path

from appliance.stores.migrate import migrate


def lay_down(path: Path) -> None:
    """Put a migrated SQLite database where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(_migrated())


@functools.cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.sqlite"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
