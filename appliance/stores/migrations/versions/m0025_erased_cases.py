"""What tells that the people of a case were erased, though it is used again."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("cases", sa.Column("digest", sa.String(64)))
