"""A proposal for the dictionary names its case; words that no list needs are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("dictionary_proposals", sa.Column("case_id", sa.String(32)))
    op.add_column("dictionary_proposals", sa.Column("case_digest", sa.String(64)))
    table = sa.table(
        "dictionary_proposals",
        sa.column("action", sa.String()),
        sa.column("state", sa.String()),
        sa.column("words_sealed", sa.LargeBinary()),
    )
    over = sa.or_(
        table.c.state.in_(["rejected", "removed"]),
        sa.and_(table.c.state == "approved", table.c.action == "remove"),
    )
    op.execute(table.update().where(over).values(words_sealed=b""))
