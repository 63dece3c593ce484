"""Which vault is the site's; a reason goes with the words that it was about."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "vaults",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_vaults")),
    )
    table = sa.table(
        "dictionary_proposals",
        sa.column("words_sealed", sa.LargeBinary()),
        sa.column("reason_sealed", sa.LargeBinary()),
    )
    over = table.c.words_sealed == b""
    op.execute(table.update().where(over).values(reason_sealed=None))
