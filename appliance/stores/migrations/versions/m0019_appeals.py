"""Appeals against refusals, and how they were decided."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "appeals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("requester", sa.String(length=64), nullable=False),
        sa.Column("involved", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("sentence_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decider", sa.String(length=64)),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("seen_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_appeals_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("exchange", name="uq_appeals_exchange"),
    )
    op.create_index(
        "ix_appeals_purpose_state_made_at", "appeals", ["purpose", "state", "made_at"]
    )
    op.create_index("ix_appeals_requester_state", "appeals", ["requester", "state"])
