"""By which a comment that is sent twice is known, for an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply."""
    op.add_column("comments", sa.Column("sent_key", sa.String(64)))
    condition = sa.text("sent_key IS NOT NULL")
    op.create_index(
        "ix_comments_sent",
        "comments",
        ["sent_key", "created_at"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
