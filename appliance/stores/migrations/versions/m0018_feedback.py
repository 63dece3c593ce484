"""Why a thumb, amendments by who asked, and golden cases made of more than samples."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("ratings", sa.Column("why", sa.String(length=16)))
    op.create_table(
        "amendments",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("writer", sa.String(length=64), nullable=False),
        sa.Column("version_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decider", sa.String(length=64)),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_amendments_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_amendments"),
    )
    op.create_index(
        "ix_amendments_exchange_written_at", "amendments", ["exchange", "written_at"]
    )
    op.create_index(
        "ix_amendments_purpose_state_written_at",
        "amendments",
        ["purpose", "state", "written_at"],
    )
    with op.batch_alter_table("golden_proposals") as table:
        table.drop_constraint("fk_golden_proposals_sample_samples", type_="foreignkey")
        table.add_column(
            sa.Column(
                "origin",
                sa.String(length=16),
                nullable=False,
                server_default="sample",
            )
        )
