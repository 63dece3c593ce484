"""The first tables: people, sessions, cases, exchanges, reviews, ratings, jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    _people()
    _work()
    _verdicts()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("alias", sa.String(length=64)),
        sa.Column("login_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_people"),
    )
    op.create_index("ix_people_alias", "people", ["alias"])
    op.create_table(
        "sessions",
        sa.Column("id_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("login_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("csrf_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id_digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_opened_at", "sessions", ["opened_at"])
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_index("ix_sessions_used_at", "sessions", ["used_at"])
    op.create_table(
        "sign_ins",
        sa.Column("subject", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("subject", name="pk_sign_ins"),
    )


def _work() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("title_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )
    op.create_index("ix_cases_owner_created_at", "cases", ["owner", "created_at"])
    op.create_table(
        "exchanges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("queued_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("masked_sealed", sa.LargeBinary()),
        sa.Column("spans_sealed", sa.LargeBinary()),
        sa.Column("answer_sealed", sa.LargeBinary()),
        sa.Column("reasons_sealed", sa.LargeBinary()),
        sa.Column("record", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_exchanges_case_id_cases"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_exchanges"),
    )
    op.create_index(
        "ix_exchanges_owner_received_at_id", "exchanges", ["owner", "received_at", "id"]
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("exchange", sa.String(length=32)),
        sa.Column("owner", sa.String(length=64)),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress_permille", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=64)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_jobs_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_exchange", "jobs", ["exchange"])
    op.create_index("ix_jobs_kind_created_at", "jobs", ["kind", "created_at"])
    op.create_index("ix_jobs_state_changed_at", "jobs", ["state", "changed_at"])


def _verdicts() -> None:
    op.create_table(
        "reviews",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("requester", sa.String(length=64), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("draft_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("draft_digest", sa.String(length=64), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.Column("risk", sa.String(length=16), nullable=False),
        sa.Column("risk_rank", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reviewer", sa.String(length=64)),
        sa.Column("reason_sealed", sa.LargeBinary()),
        sa.Column("concluded_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_reviews_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("exchange", name="pk_reviews"),
    )
    op.create_index(
        "ix_reviews_state_risk_rank_held_at",
        "reviews",
        ["state", "risk_rank", "held_at"],
    )
    op.create_table(
        "ratings",
        sa.Column("exchange", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("thumb", sa.String(length=8), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange"], ["exchanges.id"], name="fk_ratings_exchange_exchanges"
        ),
        sa.PrimaryKeyConstraint("exchange", "person", name="pk_ratings"),
    )
