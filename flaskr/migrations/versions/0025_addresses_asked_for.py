"""How often redirects are followed, and which addresses are asked for in vain."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Apply."""
    op.add_column("redirects", sa.Column("hits", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("redirects", sa.Column("last_hit_at", sa.DateTime(timezone=True)))
    op.create_index("ix_redirects_hits", "redirects", ["hits", "id"])
    op.create_table(
        "missing_pages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("path", sa.String(500), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_from", sa.String(500), nullable=False),
        sa.Column("ignored_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("path", name="uq_missing_pages_path"),
    )
    op.create_index("ix_missing_pages_hits", "missing_pages", ["hits", "id"])
