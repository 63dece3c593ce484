"""Tables of who comes in: people, their sessions and sign-ins, tokens of programs."""

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from appliance.stores.tables.columns import UtcMicros, names

people = Table(
    "people",
    names,
    Column("person", String(64), primary_key=True),
    Column("alias", String(64), index=True),
    Column("login_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("seen_at", UtcMicros, nullable=False),
)

sessions = Table(
    "sessions",
    names,
    Column("id_digest", LargeBinary(32), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("login_sealed", LargeBinary, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("roles", Text, nullable=False),
    Column("teams", Text, nullable=False, server_default="[]"),
    Column("csrf_sealed", LargeBinary, nullable=False),
    Column("checked_at", UtcMicros, nullable=False),
    Column("opened_at", UtcMicros, nullable=False, index=True),
    Column("used_at", UtcMicros, nullable=False, index=True),
)

sign_ins = Table(
    "sign_ins",
    names,
    Column("subject", LargeBinary(32), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("counted_from", UtcMicros, nullable=False),
    Column("locked_until", UtcMicros),
)

service_tokens = Table(
    "service_tokens",
    names,
    Column("id", String(32), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("purposes", Text, nullable=False),
    Column("networks", Text, nullable=False),
    Column("made_at", UtcMicros, nullable=False),
    Column("expires_at", UtcMicros, nullable=False),
    Column("revoked_at", UtcMicros),
    Column("used_at", UtcMicros),
    UniqueConstraint("digest"),
)
