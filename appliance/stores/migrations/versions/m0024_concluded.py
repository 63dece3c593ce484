"""Figures tell what each model took, and how and when a held answer was decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("further_tokens", sa.Integer()))
    # Of several drafts it was the time of one and the tokens of all, or of one.
    op.execute(
        "UPDATE exchange_outcomes SET further_tokens = output_tokens - 1 "
        "WHERE writing_ms IS NOT NULL AND output_tokens > 1 "
        "AND (longest_ms IS NULL OR longest_ms = engine_ms)"
    )
    op.add_column("exchange_outcomes", sa.Column("tiers", sa.Text()))
    op.add_column("exchange_outcomes", sa.Column("concluded_at", sa.BigInteger()))
    op.create_index(
        "ix_exchange_outcomes_concluded_at", "exchange_outcomes", ["concluded_at"]
    )
    # What was held is refused by who decides on it, and by nobody else.
    op.execute(
        "UPDATE exchange_outcomes SET cause = 'review' "
        "WHERE held AND state = 'refused' AND cause IS NULL"
    )
