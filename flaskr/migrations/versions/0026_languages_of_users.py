"""The language that Studio speaks to each user."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Apply."""
    op.add_column("users", sa.Column("language", sa.String(35), nullable=False, server_default=""))
