"""What tells that the people of a list's case were erased, though it is used again."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("bulk_lists", sa.Column("case_digest", sa.String(64)))
