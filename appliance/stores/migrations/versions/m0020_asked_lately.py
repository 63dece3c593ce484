"""Exchanges found by when they were received: lists pause while people ask."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_index("ix_exchanges_received_at", "exchanges", ["received_at"])
