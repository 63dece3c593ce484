"""Figures tell language, teams and sureness; what is watched, and alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("language", sa.Text()))
    op.add_column(
        "exchange_outcomes",
        sa.Column("teams", sa.Text(), nullable=False, server_default="[]"),
    )
    op.add_column("exchange_outcomes", sa.Column("confidence_permille", sa.Integer()))
    for name in ("withdrawn", "again"):
        op.add_column(
            "exchange_outcomes",
            sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()),
        )
    op.create_table(
        "watched_quarters",
        sa.Column("signal", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "signal", "purpose", "starts", name="pk_watched_quarters"
        ),
    )
    op.create_index("ix_watched_quarters_starts", "watched_quarters", ["starts"])
    op.create_table(
        "watched_levels",
        sa.Column("signal", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("scored", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("signal", "purpose", name="pk_watched_levels"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("signal", sa.String(length=16), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("usual", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("noted_by", sa.String(length=64)),
        sa.Column("noted_at", sa.BigInteger()),
        sa.Column("mailed", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_raised_at", "alerts", ["raised_at"])
    standing = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_alerts_standing",
        "alerts",
        ["signal", "purpose"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
