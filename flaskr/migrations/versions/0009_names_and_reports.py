"""Names of tags as they are looked for, and indexes for an import's report."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_BATCH = 5000
_LONGEST, _LONGEST_KEY = 200, 600


def upgrade() -> None:
    """Apply."""
    column = sa.Column("name_key", sa.String(_LONGEST_KEY), nullable=False, server_default="")
    op.add_column("tags", column)
    _fill()
    op.create_index("ix_tags_name_key", "tags", ["name_key"])
    op.create_index("ix_import_items_order", "import_items", ["import_id", "id"])
    op.create_index("ix_import_items_kind", "import_items", ["import_id", "kind", "id"])
    op.create_index("ix_import_items_both", "import_items", ["import_id", "kind", "outcome", "id"])
    remarks = sa.text("message <> ''")
    op.create_index(
        "ix_import_items_remarks",
        "import_items",
        ["import_id", "id", "kind"],
        sqlite_where=remarks,
        postgresql_where=remarks,
    )


def _fill() -> None:
    tags = sa.table("tags", sa.column("id"), sa.column("name"), sa.column("name_key"))
    some = sa.select(tags.c.id, tags.c.name).order_by(tags.c.id).limit(_BATCH)
    fill = sa.update(tags).where(tags.c.id == sa.bindparam("row"))
    fill = fill.values(name_key=sa.bindparam("key"))
    connection = op.get_bind()
    after = -1
    while found := connection.execute(some.where(tags.c.id > after)).all():
        keys = [{"row": id, "key": _folded(name)[:_LONGEST_KEY]} for id, name in found]
        connection.execute(fill, keys)
        after = found[-1][0]


def _folded(name: str) -> str:
    line = unicodedata.normalize("NFC", " ".join(name.split())[:_LONGEST])
    return unicodedata.normalize("NFC", line.casefold())
