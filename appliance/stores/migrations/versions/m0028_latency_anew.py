"""Times to an answer of before are forgotten: texts of lists were among them."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for name in ("watched_quarters", "watched_levels"):
        table = sa.table(name, sa.column("signal", sa.String(length=16)))
        op.execute(table.delete().where(table.c.signal == "latency"))
