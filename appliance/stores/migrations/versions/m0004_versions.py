"""Versions of purposes, which nobody can change, and what exchanges were given."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KEYS = {
    "purpose_versions": ("purpose", "number"),
    "version_moves": ("purpose", "number", "step"),
}
_TOLD = "history is only added to"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "purpose_versions",
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("parent", sa.Integer()),
        sa.Column("author", sa.String(length=64)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "number", name="pk_purpose_versions"),
        sa.UniqueConstraint(
            "purpose", "digest", name="uq_purpose_versions_purpose_digest"
        ),
    )
    op.create_table(
        "version_moves",
        sa.Column("purpose", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("mover", sa.String(length=64)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purpose", "number"],
            ["purpose_versions.purpose", "purpose_versions.number"],
            name="fk_version_moves_purpose_purpose_versions",
        ),
        sa.PrimaryKeyConstraint("purpose", "number", "step", name="pk_version_moves"),
    )
    op.add_column("exchanges", sa.Column("variables_sealed", sa.LargeBinary()))
    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    for table, key in _KEYS.items():
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} "
                f"BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END"
            )
        # INSERT OR REPLACE deletes the row that is there, and tells no trigger of it.
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608 # nosec B608 - our own names
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
            f"BEGIN SELECT RAISE(ABORT, '{_TOLD}'); END"
        )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION cloister_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_TOLD}'; END $$"
    )
    for table in _KEYS:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION cloister_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION cloister_refuse_change()"
        )
