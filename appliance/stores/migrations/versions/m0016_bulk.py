"""Many texts at once: lists and their items."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "bulk_lists",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("served_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulk_lists"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_bulk_lists_case_id_cases"
        ),
    )
    op.create_index(
        "ix_bulk_lists_owner_created_at", "bulk_lists", ["owner", "created_at"]
    )
    op.create_index(
        "ix_bulk_lists_state_served_at", "bulk_lists", ["state", "served_at"]
    )
    op.create_table(
        "bulk_items",
        sa.Column("list", sa.String(length=32), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("repeats", sa.Integer()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delays", sa.Integer(), nullable=False),
        sa.Column("gave_way", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger()),
        sa.PrimaryKeyConstraint("list", "row", name="pk_bulk_items"),
        sa.ForeignKeyConstraint(
            ["list"], ["bulk_lists.id"], name="fk_bulk_items_list_bulk_lists"
        ),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_bulk_items_exchange_exchanges"
        ),
        sa.UniqueConstraint("exchange", name="uq_bulk_items_exchange"),
    )
