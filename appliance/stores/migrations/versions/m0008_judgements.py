"""What models said of drawn answers, apart from what people said."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "judgements",
        sa.Column("sample", sa.String(length=32), nullable=False),
        sa.Column("prompt", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("judgement", sa.String(length=16)),
        sa.Column("sure_permille", sa.Integer()),
        sa.Column("error", sa.String(length=64), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample"], ["samples.id"], name="fk_judgements_sample_samples"
        ),
        sa.PrimaryKeyConstraint("sample", "prompt", "model", name="pk_judgements"),
    )
