"""Tables of what the worker does: its jobs, and lists of many texts."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from appliance.stores.tables.columns import UtcMicros, names

jobs = Table(
    "jobs",
    names,
    Column("id", String(32), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("exchange", String(32), ForeignKey("exchanges.id"), index=True),
    Column("owner", String(64)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("progress_permille", Integer, nullable=False),
    Column("error", String(64)),
    Column("created_at", UtcMicros, nullable=False),
    Column("changed_at", UtcMicros, nullable=False),
    Column("not_before", UtcMicros),
    Column("postponed", Integer, nullable=False, server_default="0"),
    Index(None, "state", "changed_at"),
    Index(None, "kind", "created_at"),
)

# Many texts at once. Names of texts are as titles of cases are: their owner's words.
bulk_lists = Table(
    "bulk_lists",
    names,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("given_sealed", LargeBinary, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Column("created_at", UtcMicros, nullable=False),
    Column("served_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Column("named", Boolean, nullable=False),
    # Of nothing, under the key of the case: another one once that was erased.
    Column("case_digest", String(64)),
    Index(None, "owner", "created_at"),
    Index(None, "state", "served_at"),
)

bulk_items = Table(
    "bulk_items",
    names,
    Column("list", String(32), ForeignKey("bulk_lists.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("repeats", Integer),
    Column("attempts", Integer, nullable=False),
    Column("delays", Integer, nullable=False),
    Column("gave_way", Integer, nullable=False),
    Column("not_before", UtcMicros),
    UniqueConstraint("exchange"),
)
