"""An exchange names the earlier one that it goes on from, and how."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchanges", sa.Column("follows", sa.String(length=32)))
    op.add_column("exchanges", sa.Column("continues", sa.String(length=8)))
    op.create_index(
        "ix_exchanges_case_id_received_at", "exchanges", ["case_id", "received_at"]
    )
