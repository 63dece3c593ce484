"""What is used of the model and by whom; processor time and tier of each exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchange_outcomes", sa.Column("engine_ms", sa.Integer()))
    op.add_column("exchange_outcomes", sa.Column("tier", sa.String(length=16)))
    op.create_index(
        "ix_exchange_outcomes_purpose_ended_at",
        "exchange_outcomes",
        ["purpose", "ended_at"],
    )
    _accounts()
    _holds()


def _accounts() -> None:
    op.create_table(
        "budget_accounts",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("held_tokens", sa.BigInteger(), nullable=False),
        sa.Column("held_ms", sa.BigInteger(), nullable=False),
        sa.Column("held_micros", sa.BigInteger(), nullable=False),
        sa.Column("exchanges", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("told_permille", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "tokens >= 0 AND ms >= 0 AND micros >= 0", name="ck_budget_accounts_used"
        ),
        sa.CheckConstraint(
            "held_tokens >= 0 AND held_ms >= 0 AND held_micros >= 0",
            name="ck_budget_accounts_held",
        ),
        sa.PrimaryKeyConstraint(
            "scope", "name", "period", "starts", name="pk_budget_accounts"
        ),
    )
    op.create_index(
        "ix_budget_accounts_period_starts_scope",
        "budget_accounts",
        ["period", "starts", "scope"],
    )


def _holds() -> None:
    op.create_table(
        "budget_holds",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("month", sa.String(length=10), nullable=False),
        sa.Column("prices", sa.Text(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("exchange", name="pk_budget_holds"),
    )
    op.create_index("ix_budget_holds_held_at", "budget_holds", ["held_at"])
