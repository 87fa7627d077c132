"""The search index: an FTS5 table on SQLite, a tsvector with a GIN index on PostgreSQL."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = (
    """
    CREATE VIRTUAL TABLE search_posts
    USING fts5(title, tags, body, tokenize = 'ascii', prefix = '2 3')
    """,
    "CREATE VIRTUAL TABLE search_words USING fts5vocab(search_posts, 'row')",
)
_POSTGRES = (
    """
    CREATE TABLE search_posts (
        post_id integer PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
        vector tsvector NOT NULL
    )
    """,
    "CREATE INDEX search_posts_vector ON search_posts USING gin (vector)",
)


def upgrade() -> None:
    """Apply."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRES:
        op.execute(statement)
