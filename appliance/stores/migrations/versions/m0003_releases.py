"""Which release answered an exchange, and which wrote a held answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for table in ("exchanges", "reviews"):
        column = sa.Column(
            "release", sa.String(length=64), nullable=False, server_default=""
        )
        op.add_column(table, column)
