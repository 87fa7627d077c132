"""What readers say is wrong with comments."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comment_reports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name="fk_comment_reports_comment_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_comment_reports_comment", "comment_reports", ["comment_id", "id"])
    op.add_column("comments", sa.Column("reported_at", sa.DateTime(timezone=True)))
    op.add_column("comments", sa.Column("reports_seen_at", sa.DateTime(timezone=True)))
    is_reported = sa.text("reported_at IS NOT NULL")
    op.create_index(
        "ix_comments_reported",
        "comments",
        ["created_at", "id", "post_id"],
        sqlite_where=is_reported,
        postgresql_where=is_reported,
    )
