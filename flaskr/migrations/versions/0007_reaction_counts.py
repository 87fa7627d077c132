"""The kept counts of reactions."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply, counting the reactions that are there."""
    op.create_table(
        "reaction_counts",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_reaction_counts_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "kind", name=op.f("pk_reaction_counts")),
    )
    op.create_index("ix_reaction_counts_most", "reaction_counts", ["kind", "count", "post_id"])
    op.execute(
        "INSERT INTO reaction_counts (post_id, kind, count) "
        "SELECT post_id, kind, count(*) FROM reactions GROUP BY post_id, kind"
    )
    op.execute(
        "INSERT INTO reaction_counts (post_id, kind, count) "
        "SELECT post_id, '', count(*) FROM reactions GROUP BY post_id"
    )
