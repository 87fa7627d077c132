"""Who put a comment into the trash: somebody of the site, or whoever wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply."""
    op.add_column("comments", sa.Column("trashed_by_id", sa.Integer()))
