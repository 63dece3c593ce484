"""Tables of signals and the alerts they raised, and of which vaults were seen."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table

from appliance.stores.tables.columns import UtcMicros, names

# What each quarter of an hour gave, for a week and a day; no text, nobody.
watched_quarters = Table(
    "watched_quarters",
    names,
    Column("signal", String(16), primary_key=True),
    Column("purpose", String(64), primary_key=True),
    Column("starts", UtcMicros, primary_key=True),
    Column("total", Integer, nullable=False),
    Column("amount", Float, nullable=False),
    Index(None, "starts"),
)

# How far each signal is above what is usual, in standard deviations of its average.
watched_levels = Table(
    "watched_levels",
    names,
    Column("signal", String(16), primary_key=True),
    Column("purpose", String(64), primary_key=True),
    Column("level", Float, nullable=False),
    Column("scored", UtcMicros, nullable=False),
)

alerts = Table(
    "alerts",
    names,
    Column("id", String(32), primary_key=True),
    Column("signal", String(16), nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("raised_at", UtcMicros, nullable=False, index=True),
    Column("seen", BigInteger, nullable=False),
    Column("usual", BigInteger, nullable=False),
    Column("total", Integer, nullable=False),
    Column("ended_at", UtcMicros),
    Column("noted_by", String(64)),
    Column("noted_at", UtcMicros),
    Column("mailed", Integer, nullable=False, server_default="0"),
)
# A signal has one standing alert at most.
Index(
    "uq_alerts_standing",
    alerts.c.signal,
    alerts.c.purpose,
    unique=True,
    sqlite_where=alerts.c.ended_at.is_(None),
    postgresql_where=alerts.c.ended_at.is_(None),
)

# Which vaults the masker had; one row but for where another stands in its place.
vaults = Table(
    "vaults",
    names,
    Column("digest", String(64), primary_key=True),
    Column("seen_at", UtcMicros, nullable=False),
)
