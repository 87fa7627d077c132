"""When the authors of a post were told of a comment."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    op.add_column("comments", sa.Column("told_at", sa.DateTime(timezone=True)))
