"""One report of a comment from each sender, also where two clicks come at once."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Apply."""
    # What two clicks at once may have left: the newer one counts.
    op.execute(
        "DELETE FROM comment_reports WHERE sender IS NOT NULL AND id NOT IN ("
        "SELECT MAX(id) FROM comment_reports WHERE sender IS NOT NULL "
        "GROUP BY comment_id, sender)"
    )
    op.create_index(
        "ix_comment_reports_sender", "comment_reports", ["comment_id", "sender"], unique=True
    )
