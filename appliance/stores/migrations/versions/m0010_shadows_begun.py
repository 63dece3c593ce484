"""Shadows that are being answered; figures found by their age."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "shadows_begun",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("exchange", name="pk_shadows_begun"),
    )
    op.create_index("ix_exchange_outcomes_ended_at", "exchange_outcomes", ["ended_at"])
