"""Answers drawn for people to rate, what they said, and the cases it became."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "release_starts",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "release", name="pk_release_starts"),
    )
    op.create_table(
        "samples",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("requester", sa.String(length=64), nullable=False),
        sa.Column("involved", sa.Text(), nullable=False),
        sa.Column("confidence_permille", sa.Integer()),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("sampled_at", sa.BigInteger(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_samples_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_samples"),
        sa.UniqueConstraint("exchange", name="uq_samples_exchange"),
    )
    op.create_index("ix_samples_rated_sampled_at", "samples", ["rated", "sampled_at"])
    op.create_table(
        "assessments",
        sa.Column("sample", sa.String(length=32), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("rater", sa.String(length=64)),
        sa.Column("taken_at", sa.BigInteger()),
        sa.Column("rated_at", sa.BigInteger()),
        sa.Column("judgement", sa.String(length=16)),
        sa.Column("correction_sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["sample"], ["samples.id"], name="fk_assessments_sample_samples"
        ),
        sa.PrimaryKeyConstraint("sample", "seat", name="pk_assessments"),
        sa.UniqueConstraint("sample", "rater", name="uq_assessments_sample_rater"),
    )
    op.create_index(
        "uq_assessments_in_hand",
        "assessments",
        ["rater"],
        unique=True,
        sqlite_where=sa.text("rated_at IS NULL"),
        postgresql_where=sa.text("rated_at IS NULL"),
    )
    op.create_table(
        "golden_proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sample", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("line_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("proposer", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decider", sa.String(length=64)),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("decided_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["sample"], ["samples.id"], name="fk_golden_proposals_sample_samples"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_golden_proposals"),
    )
    op.create_index(
        "ix_golden_proposals_state_proposed_at",
        "golden_proposals",
        ["state", "proposed_at"],
    )
