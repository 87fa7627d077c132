"""Who wants to hear by mail of comments under a post."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comment_followers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["posts.id"],
            name="fk_comment_followers_post_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("post_id", "email", name="uq_comment_followers_post_id_email"),
    )
    op.create_index("ix_comment_followers_email", "comment_followers", ["email"])
    op.add_column("comments", sa.Column("followers_told_at", sa.DateTime(timezone=True)))
