"""Tables of answers drawn for people to rate, and of what a model says of them."""

from sqlalchemy import (
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

release_starts = Table(
    "release_starts",
    names,
    Column("purpose", Text, primary_key=True),
    Column("release", String(64), primary_key=True),
    Column("first_at", UtcMicros, nullable=False),
)

samples = Table(
    "samples",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("language", Text, nullable=False),
    Column("requester", String(64), nullable=False),
    Column("involved", Text, nullable=False),
    Column("confidence_permille", Integer),
    Column("reasons", Text, nullable=False),
    Column("sampled_at", UtcMicros, nullable=False),
    Column("rated", Integer, nullable=False),
    UniqueConstraint("exchange"),
    Index(None, "rated", "sampled_at"),
)

# One row for each seat at a sample; who takes it stands in it.
assessments = Table(
    "assessments",
    names,
    Column("sample", String(32), ForeignKey("samples.id"), primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("rater", String(64)),
    Column("taken_at", UtcMicros),
    Column("rated_at", UtcMicros),
    Column("judgement", String(16)),
    Column("correction_sealed", LargeBinary),
    UniqueConstraint("sample", "rater"),
)
# Nobody has two in hand at once.
Index(
    "uq_assessments_in_hand",
    assessments.c.rater,
    unique=True,
    sqlite_where=assessments.c.rated_at.is_(None),
    postgresql_where=assessments.c.rated_at.is_(None),
)

# What a model said of a sample, by its prompt's and its weights' digests; no rating.
judgements = Table(
    "judgements",
    names,
    Column("sample", String(32), ForeignKey("samples.id"), primary_key=True),
    Column("prompt", String(64), primary_key=True),
    Column("model", String(64), primary_key=True),
    Column("release", String(64), nullable=False),
    Column("judgement", String(16)),
    Column("sure_permille", Integer),
    Column("error", String(64), nullable=False),
    Column("judged_at", UtcMicros, nullable=False),
)
