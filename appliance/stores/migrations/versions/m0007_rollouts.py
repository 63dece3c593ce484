"""Teams of who is signed in; figures of exchanges by arm; what shadows answered."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column(
        "sessions",
        sa.Column("teams", sa.Text(), nullable=False, server_default="[]"),
    )
    _outcomes()
    _compared()
    _rollouts()


def _outcomes() -> None:
    op.create_table(
        "exchange_outcomes",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("arm", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("grave", sa.Integer()),
        sa.Column("well_formed", sa.Boolean()),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("queue_ms", sa.Integer()),
        sa.Column("first_token_ms", sa.Integer()),
        sa.Column("total_ms", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.Integer()),
        sa.Column("output_tokens", sa.Integer()),
        sa.PrimaryKeyConstraint("exchange", name="pk_exchange_outcomes"),
    )
    op.create_index(
        "ix_exchange_outcomes_purpose_release_arm_ended_at",
        "exchange_outcomes",
        ["purpose", "release", "arm", "ended_at"],
    )


def _compared() -> None:
    op.create_table(
        "shadows_compared",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("live", sa.String(length=32), nullable=False),
        sa.Column("live_release", sa.String(length=64), nullable=False),
        sa.Column("same_fields", sa.Boolean()),
        sa.Column("fields_differ", sa.Text(), nullable=False),
        sa.Column("same_reasons", sa.Boolean()),
        sa.Column("same_text", sa.Boolean()),
        sa.Column("live_chars", sa.Integer(), nullable=False),
        sa.Column("chars", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["exchange"],
            ["exchange_outcomes.exchange"],
            name="fk_shadows_compared_exchange_exchange_outcomes",
        ),
        sa.PrimaryKeyConstraint("exchange", name="pk_shadows_compared"),
    )
    op.create_index("ix_shadows_compared_live", "shadows_compared", ["live"])


def _rollouts() -> None:
    op.create_table(
        "rollouts",
        sa.Column("plan_digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("live", sa.String(length=64), nullable=False),
        sa.Column("rollout", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("ending", sa.Text()),
        sa.PrimaryKeyConstraint("plan_digest", name="pk_rollouts"),
    )
    op.create_index(
        "ix_rollouts_purpose_started_at", "rollouts", ["purpose", "started_at"]
    )
