"""Answers that may be given again to who asks the same."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "recalled_answers",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("reading", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("kept_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"],
            ["exchanges.id"],
            name="fk_recalled_answers_exchange_exchanges",
        ),
        sa.PrimaryKeyConstraint("exchange", name="pk_recalled_answers"),
    )
    for columns in (
        ["asked"],
        ["reading"],
        ["scope"],
        ["case_id", "written_at"],
        ["written_at"],
        ["until"],
    ):
        name = f"ix_recalled_answers_{'_'.join(columns)}"
        op.create_index(name, "recalled_answers", columns)
