"""Tables of what exchanges came to, and of how shadows compare with what was live."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from appliance.stores.tables.columns import UtcMicros, names

# No row holds text; an exchange of a shadow has a row here and none in `exchanges`.
outcomes = Table(
    "exchange_outcomes",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("release", String(64), nullable=False),
    Column("arm", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("ended_at", UtcMicros, nullable=False),
    Column("findings", Text, nullable=False),
    Column("grave", Integer),
    Column("well_formed", Boolean),
    Column("held", Boolean, nullable=False),
    Column("edited", Boolean, nullable=False),
    Column("queue_ms", Integer),
    Column("first_token_ms", Integer),
    Column("total_ms", Integer, nullable=False),
    Column("prompt_tokens", Integer),
    Column("output_tokens", Integer),
    Column("engine_ms", Integer),
    Column("tier", String(16)),
    Column("writing_ms", Integer),
    Column("cause", String(16)),
    Column("language", Text),
    Column("teams", Text, nullable=False, server_default="[]"),
    Column("confidence_permille", Integer),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("again", Boolean, nullable=False, server_default=false()),
    Column("longest_ms", Integer),
    Column("further_tokens", Integer),
    # What each tier took, where there were several.
    Column("tiers", Text),
    # When somebody decided on what was held.
    Column("concluded_at", UtcMicros, index=True),
    Index(None, "purpose", "release", "arm", "ended_at"),
    Index(None, "ended_at"),
    Index(None, "purpose", "ended_at"),
)

shadows_begun = Table(
    "shadows_begun",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("case_id", String(32), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("begun_at", UtcMicros, nullable=False),
)

compared = Table(
    "shadows_compared",
    names,
    Column(
        "exchange",
        String(32),
        ForeignKey("exchange_outcomes.exchange"),
        primary_key=True,
    ),
    Column("live", String(32), nullable=False),
    Column("live_release", String(64), nullable=False),
    Column("same_fields", Boolean),
    Column("fields_differ", Text, nullable=False),
    Column("same_reasons", Boolean),
    Column("same_text", Boolean),
    Column("live_chars", Integer, nullable=False),
    Column("chars", Integer),
    Index(None, "live"),
)
