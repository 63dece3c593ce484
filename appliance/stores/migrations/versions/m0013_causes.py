"""Figures tell why there is no answer, and how long the model wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("writing_ms", sa.Integer()))
    op.add_column("exchange_outcomes", sa.Column("cause", sa.String(length=16)))
