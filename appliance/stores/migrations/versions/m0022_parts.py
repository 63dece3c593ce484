"""What the parts of a long text were answered with is kept beside the answer."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.add_column("exchanges", sa.Column("parts_sealed", sa.LargeBinary()))
