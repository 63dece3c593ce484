"""Tables of what people say of answers, and propose for words and golden cases."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from appliance.stores.tables.columns import UtcMicros, names

ratings = Table(
    "ratings",
    names,
    Column("exchange", String(32), ForeignKey("exchanges.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("thumb", String(8), nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("rated_at", UtcMicros, nullable=False),
    # NULL: from before remarks were masked.
    Column("why", String(16)),
)

amendments = Table(
    "amendments",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("writer", String(64), nullable=False),
    Column("version_sealed", LargeBinary, nullable=False),
    Column("written_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    Index(None, "exchange", "written_at"),
    Index(None, "purpose", "state", "written_at"),
)

appeals = Table(
    "appeals",
    names,
    Column("id", String(32), primary_key=True),
    Column("exchange", String(32), ForeignKey("exchanges.id"), nullable=False),
    Column("case_id", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("requester", String(64), nullable=False),
    Column("involved", Text, nullable=False),
    Column("ground", String(16), nullable=False),
    Column("rules", Text, nullable=False),
    Column("sentence_sealed", LargeBinary, nullable=False),
    Column("made_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    # When its requester opened the exchange after it was decided.
    Column("seen_at", UtcMicros),
    UniqueConstraint("exchange"),
    Index(None, "purpose", "state", "made_at"),
    Index(None, "requester", "state"),
)

proposals = Table(
    "dictionary_proposals",
    names,
    Column("id", String(32), primary_key=True),
    Column("action", String(8), nullable=False),
    Column("listed", String(16), nullable=False),
    Column("words_sealed", LargeBinary, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("proposed_at", UtcMicros, nullable=False),
    Column("entry", String(32), ForeignKey("dictionary_proposals.id")),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    # Of one from a text: its case, and what shows that the vault has erased it.
    Column("case_id", String(32)),
    Column("case_digest", String(64)),
    Index(None, "state", "proposed_at"),
)

golden_proposals = Table(
    "golden_proposals",
    names,
    Column("id", String(32), primary_key=True),
    # Id of the sample, amendment or appeal that it was made from.
    Column("sample", String(32), nullable=False),
    Column("origin", String(16), nullable=False, server_default="sample"),
    Column("purpose", Text, nullable=False),
    Column("line_sealed", LargeBinary, nullable=False),
    Column("proposer", String(64), nullable=False),
    Column("proposed_at", UtcMicros, nullable=False),
    Column("state", String(16), nullable=False),
    Column("decider", String(64)),
    Column("reason_sealed", LargeBinary),
    Column("decided_at", UtcMicros),
    Index(None, "state", "proposed_at"),
)
