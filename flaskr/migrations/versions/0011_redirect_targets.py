"""The index of where redirects lead without addresses too long for PostgreSQL's."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Apply."""
    condition = sa.text("length(target) <= 500")
    op.drop_index("ix_redirects_target", "redirects")
    op.create_index(
        "ix_redirects_target",
        "redirects",
        ["target"],
        sqlite_where=condition,
        postgresql_where=condition,
    )
