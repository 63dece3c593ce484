"""Evaluations of releases, and what became of each of their cases."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "evaluations",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("golden", sa.String(length=64), nullable=False),
        sa.Column("against", sa.String(length=64), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("requester", sa.String(length=64)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16)),
        sa.Column("passed", sa.Integer()),
        sa.Column("report", sa.String(length=64)),
        sa.Column("report_sealed", sa.LargeBinary()),
        sa.Column("measurements_sealed", sa.LargeBinary()),
        sa.Column("error", sa.String(length=64)),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_evaluations"),
    )
    op.create_index("ix_evaluations_job", "evaluations", ["job"])
    op.create_index(
        "ix_evaluations_purpose_begun_at", "evaluations", ["purpose", "begun_at"]
    )
    op.create_index("ix_evaluations_state", "evaluations", ["state"])
    op.create_table(
        "evaluation_cases",
        sa.Column("evaluation", sa.String(length=32), nullable=False),
        sa.Column("arm", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("run_sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation"],
            ["evaluations.id"],
            name="fk_evaluation_cases_evaluation_evaluations",
        ),
        sa.PrimaryKeyConstraint(
            "evaluation", "arm", "case_id", name="pk_evaluation_cases"
        ),
    )
