"""Tables of purposes' versions, their evaluations and their rollouts."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from appliance.stores.tables.columns import UtcMicros, names

# The database takes no change and no removal of a row of these two (m0004).
purpose_versions = Table(
    "purpose_versions",
    names,
    Column("purpose", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("parent", Integer),
    Column("author", String(64)),
    Column("why", Text, nullable=False),
    Column("written_at", UtcMicros, nullable=False),
    Column("files", Text, nullable=False),
    Column("record", BigInteger, nullable=False),
    UniqueConstraint("purpose", "digest"),
)

version_moves = Table(
    "version_moves",
    names,
    Column("purpose", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Integer, primary_key=True, autoincrement=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("mover", String(64)),
    Column("why", Text, nullable=False),
    Column("moved_at", UtcMicros, nullable=False),
    Column("record", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["purpose", "number"],
        ["purpose_versions.purpose", "purpose_versions.number"],
    ),
)

evaluations = Table(
    "evaluations",
    names,
    Column("id", String(32), primary_key=True),
    Column("job", String(32), nullable=False, index=True),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("golden", String(64), nullable=False),
    Column("against", String(64), nullable=False),
    Column("cases", Integer, nullable=False),
    Column("requester", String(64)),
    Column("state", String(16), nullable=False),
    Column("verdict", String(16)),
    Column("passed", Integer),
    Column("report", String(64)),
    Column("report_sealed", LargeBinary),
    Column("measurements_sealed", LargeBinary),
    Column("error", String(64)),
    Column("begun_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Index(None, "purpose", "begun_at"),
    Index(None, "state"),
)

evaluation_cases = Table(
    "evaluation_cases",
    names,
    Column("evaluation", String(32), ForeignKey("evaluations.id"), primary_key=True),
    Column("arm", String(16), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("run_sealed", LargeBinary, nullable=False),
)

rollouts = Table(
    "rollouts",
    names,
    Column("plan_digest", String(64), primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("live", String(64), nullable=False),
    Column("rollout", Text, nullable=False),
    Column("started_at", UtcMicros, nullable=False),
    Column("ended_at", UtcMicros),
    Column("ending", Text),
    Index(None, "purpose", "started_at"),
)
