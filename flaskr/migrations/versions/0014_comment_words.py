"""How often words stood in comments that were taken for spam and in others."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comment_words",
        sa.Column("word", sa.String(60), primary_key=True),
        sa.Column("spam", sa.Integer(), nullable=False),
        sa.Column("ham", sa.Integer(), nullable=False),
    )
    op.add_column("comments", sa.Column("learned", sa.String(4)))
