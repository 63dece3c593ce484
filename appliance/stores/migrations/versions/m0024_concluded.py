"""Figures tell when a held answer was decided on, and that people refused it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("concluded_at", sa.BigInteger()))
    op.create_index(
        "ix_exchange_outcomes_concluded_at", "exchange_outcomes", ["concluded_at"]
    )
    # What was held is refused by who decides on it, and by nobody else.
    op.execute(
        "UPDATE exchange_outcomes SET cause = 'review' "
        "WHERE held AND state = 'refused' AND cause IS NULL"
    )
