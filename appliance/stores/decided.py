"""What a person decides on: the row that still waits, once, and no other."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, and_

from appliance.errors import ConflictError

# Of every state that somebody decides on.
_WAITING = "waiting"


def decide_in(
    connection: Connection,
    table: Table,
    number: str,
    values: Mapping[str, Any],
    *,
    what: str,
) -> None:
    """Decide the row of a table that waits.

    Args:
        number: Its id.
        values: What it says from now on.
        what: What a row of the table is called.

    Raises:
        ConflictError: It waits no longer.
    """
    waits = and_(table.c.id == number, table.c.state == _WAITING)
    done = connection.execute(table.update().where(waits).values(values))
    if done.rowcount != 1:
        raise ConflictError(f"{what} {number} was decided meanwhile")
