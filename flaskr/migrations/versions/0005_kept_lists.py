"""The public flow's times at posts, tags and authors, the kept counts, and indexes for lists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_FLOW = """
    UPDATE posts SET public_at = published_at
    WHERE kind = 'post' AND trashed_at IS NULL AND visibility <> 'private'
        AND published_at IS NOT NULL
"""
_LINKS = """
    UPDATE {table} SET public_at = (SELECT p.public_at FROM posts p WHERE p.id = {table}.post_id)
"""


def upgrade() -> None:
    """Apply; the counts are made by the step that follows, which knows the site's zone."""
    for table in ("posts", "post_tags", "post_authors"):
        op.add_column(table, sa.Column("public_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(_FLOW)
    for table in ("post_tags", "post_authors"):
        op.execute(_LINKS.format(table=table))
    op.create_table(
        "post_counts",
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("pk_post_counts")),
    )
    _index_flow()


def _index_flow() -> None:
    op.drop_index("ix_posts_public", "posts")
    op.drop_index("ix_post_tags_tag_id", "post_tags")
    op.drop_index("ix_post_authors_user_id", "post_authors")
    op.create_index("ix_post_tags_flow", "post_tags", ["tag_id", "public_at", "post_id"])
    op.create_index("ix_post_authors_flow", "post_authors", ["user_id", "public_at", "post_id"])
    flow = ["public_at", "id"]
    _partial("ix_posts_flow", flow, "public_at IS NOT NULL")
    _partial("ix_posts_flow_unfeatured", flow, "public_at IS NOT NULL AND featured_at IS NULL")
    _partial("ix_posts_flow_featured", flow, "public_at IS NOT NULL AND featured_at IS NOT NULL")


def _partial(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, "posts", columns, sqlite_where=condition, postgresql_where=condition)
