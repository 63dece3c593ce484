"""Tables of what is used and set aside of budgets."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from appliance.stores.tables.columns import UtcMicros, names

# What is used and set aside, in tokens, milliseconds and millionths of the currency.
budget_accounts = Table(
    "budget_accounts",
    names,
    Column("scope", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("period", String(8), primary_key=True),
    Column("starts", String(10), primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("held_tokens", BigInteger, nullable=False),
    Column("held_ms", BigInteger, nullable=False),
    Column("held_micros", BigInteger, nullable=False),
    Column("exchanges", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("told_permille", Integer, nullable=False),
    CheckConstraint("tokens >= 0 AND ms >= 0 AND micros >= 0", name="used"),
    CheckConstraint(
        "held_tokens >= 0 AND held_ms >= 0 AND held_micros >= 0", name="held"
    ),
    Index(None, "period", "starts", "scope"),
)

# One row for each answer under way; it goes when the answer is settled.
budget_holds = Table(
    "budget_holds",
    names,
    Column("exchange", String(32), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("teams", Text, nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("month", String(10), nullable=False),
    Column("prices", Text, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("held_at", UtcMicros, nullable=False, index=True),
)
