"""Tables of cases and what happens in them: exchanges, reviews, answers given again."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from appliance.stores.tables.columns import UtcMicros, names

cases = Table(
    "cases",
    names,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("title_sealed", LargeBinary, nullable=False),
    Column("created_at", UtcMicros, nullable=False),
    # Of nothing, under the key of the case: another one once that was erased.
    Column("digest", String(64)),
    Index(None, "owner", "created_at"),
)

exchanges = Table(
    "exchanges",
    names,
    Column("id", String(32), primary_key=True),
    Column("case_id", String(32), ForeignKey("cases.id"), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcMicros, nullable=False),
    Column("queued_at", UtcMicros),
    Column("closed_at", UtcMicros),
    Column("masked_sealed", LargeBinary),
    Column("spans_sealed", LargeBinary),
    Column("answer_sealed", LargeBinary),
    Column("reasons_sealed", LargeBinary),
    Column("record", BigInteger),
    Column("release", String(64), nullable=False, server_default=""),
    Column("variables_sealed", LargeBinary),
    Column("seen_at", UtcMicros),
    Column("follows", String(32)),
    Column("continues", String(8)),
    Column("parts_sealed", LargeBinary),
    Index(None, "case_id", "received_at"),
    Index(None, "owner", "received_at", "id"),
    Index(None, "owner", "seen_at", "queued_at"),
    Index(None, "received_at"),
)

reviews = Table(
    "reviews",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("requester", String(64), nullable=False),
    Column("authors", Text, nullable=False),
    Column("draft_sealed", LargeBinary, nullable=False),
    Column("draft_digest", String(64), nullable=False),
    Column("commitments", Text, nullable=False),
    Column("risk", String(16), nullable=False),
    Column("risk_rank", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("held_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reviewer", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("concluded_at", UtcMicros),
    Column("release", String(64), nullable=False, server_default=""),
    Index(None, "state", "risk_rank", "held_at"),
)

# What may be given again; its three digests are under the key of the case.
recalled_answers = Table(
    "recalled_answers",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("person", String(64), nullable=False),
    Column("asked", String(64), nullable=False, index=True),
    Column("reading", String(64), nullable=False, index=True),
    Column("scope", String(64), nullable=False, index=True),
    Column("kept_sealed", LargeBinary, nullable=False),
    Column("written_at", UtcMicros, nullable=False, index=True),
    Column("until", UtcMicros, nullable=False, index=True),
    Index(None, "case_id", "written_at"),
)
