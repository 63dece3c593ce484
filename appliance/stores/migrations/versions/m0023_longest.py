"""Figures tell what the draft of an exchange took that took longest."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("longest_ms", sa.Integer()))
    # It was counted from when the machine was started.
    op.execute(
        "UPDATE exchange_outcomes SET writing_ms = NULL WHERE writing_ms > total_ms"
    )
