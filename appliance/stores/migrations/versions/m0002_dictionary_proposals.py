"""Proposals for the site's dictionary, and who decided on them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "dictionary_proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("listed", sa.String(length=16), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("proposer", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.String(length=32)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decider", sa.String(length=64)),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["entry"],
            ["dictionary_proposals.id"],
            name="fk_dictionary_proposals_entry_dictionary_proposals",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dictionary_proposals"),
    )
    op.create_index(
        "ix_dictionary_proposals_state_proposed_at",
        "dictionary_proposals",
        ["state", "proposed_at"],
    )
