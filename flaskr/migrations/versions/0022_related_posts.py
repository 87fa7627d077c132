"""Which posts are shown below which."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "related_posts",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("related_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "place"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_related_posts_post_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["related_id"], ["posts.id"], name="fk_related_posts_related_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_related_posts_related_id", "related_posts", ["related_id"])
