"""Who may comment on a post, and what is known of a comment that a reader wrote here."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_HAS_EMAIL = "author_email <> ''"
_HAS_WORDS = "words_key IS NOT NULL"


def upgrade() -> None:
    """Apply."""
    op.add_column("posts", sa.Column("comments", sa.String(10), nullable=False, server_default=""))
    op.add_column("comments", sa.Column("edited_at", sa.DateTime(timezone=True)))
    op.add_column("comments", sa.Column("reasons", sa.JSON()))
    op.add_column("comments", sa.Column("words_key", sa.String(64)))
    for name, columns, where in (
        ("ix_comments_email", ["author_email"], _HAS_EMAIL),
        ("ix_comments_words", ["words_key", "created_at"], _HAS_WORDS),
    ):
        condition = sa.text(where)
        op.create_index(
            name, "comments", columns, sqlite_where=condition, postgresql_where=condition
        )
