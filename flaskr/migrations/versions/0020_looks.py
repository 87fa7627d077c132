"""How the site looked: each saved look and each draft; the navigation becomes a part of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

settings = sa.table(
    "site_settings",
    sa.column("key", sa.String),
    sa.column("value", sa.JSON),
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("look", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer()),
        sa.Column("saved_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name="fk_looks_created_by_id", ondelete="SET NULL"
        ),
    )
    db = op.get_bind()
    navigation = settings.c.key == "navigation"
    links = db.scalar(sa.select(settings.c.value).where(navigation))
    if links is not None:
        look = {"key": "look", "value": {"navigation": links}}
        db.execute(sa.update(settings).where(navigation).values(**look))
