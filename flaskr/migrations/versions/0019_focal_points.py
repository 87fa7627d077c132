"""Where the point of a picture is that no crop may lose."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "media",
        sa.Column("focal_point", sa.String(12), server_default="center", nullable=False),
    )
