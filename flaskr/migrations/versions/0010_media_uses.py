"""Which files of the library the posts' texts name, and an index of covers in order."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_BATCH = 500
_STEM = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}")
_TEXTS = """
    SELECT p.id, r.body FROM posts p JOIN revisions r ON r.id = p.revision_id
    WHERE p.id > :after ORDER BY p.id LIMIT :batch
"""


def upgrade() -> None:
    """Apply, reading every current text."""
    op.drop_index("ix_posts_cover_id", "posts")
    op.create_index("ix_posts_cover", "posts", ["cover_id", "id"])
    op.create_table(
        "post_media",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("stem", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name=op.f("fk_post_media_post_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "stem", name=op.f("pk_post_media")),
    )
    _read_texts()
    op.create_index("ix_post_media_uses", "post_media", ["stem", "post_id"])


def _read_texts() -> None:
    connection = op.get_bind()
    add = sa.text("INSERT INTO post_media (post_id, stem) VALUES (:post_id, :stem)")
    after = -1
    while rows := connection.execute(sa.text(_TEXTS), {"after": after, "batch": _BATCH}).all():
        named = [
            {"post_id": id, "stem": stem}
            for id, body in rows
            for stem in sorted(set(_STEM.findall(body)))
        ]
        if named:
            connection.execute(add, named)
        after = rows[-1][0]
