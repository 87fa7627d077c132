"""The languages of posts, and which are translations of each other."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "translation_groups",
        sa.Column("id", sa.Integer(), primary_key=True),
    )
    op.create_table(
        "post_languages",
        sa.Column("post_id", sa.Integer(), primary_key=True),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("group_id", sa.Integer()),
        sa.UniqueConstraint("group_id", "language", name="uq_post_languages_group_id"),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_post_languages_post_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["translation_groups.id"],
            name="fk_post_languages_group_id",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_post_languages_language", "post_languages", ["language", "post_id"])
