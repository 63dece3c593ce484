"""Jobs that begin later; which answers somebody waited for have been opened."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("jobs", sa.Column("not_before", sa.BigInteger()))
    op.add_column(
        "jobs",
        sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("exchanges", sa.Column("seen_at", sa.BigInteger()))
    # Nobody is told today of what ended long ago.
    op.execute("UPDATE exchanges SET seen_at = closed_at")
    op.create_index(
        "ix_exchanges_owner_seen_at_queued_at",
        "exchanges",
        ["owner", "seen_at", "queued_at"],
    )
