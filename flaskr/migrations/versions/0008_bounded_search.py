"""The search index with marked words and longer prefixes, so that a search has a bound.

Words of a title stand in the index once more as `=word`, those of titles and tags as `#word`; see
docs/adr/0020-search-is-bounded.md. What is indexed already is carried over: with a million posts
that takes some minutes.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_SQLITE = (
    "DROP TABLE search_words",
    "ALTER TABLE search_posts RENAME TO search_posts_before",
    """
    CREATE VIRTUAL TABLE search_posts USING fts5(
        title, tags, body, marks,
        tokenize = "ascii tokenchars '=#'", prefix = '2 3 4'
    )
    """,
    "INSERT INTO search_posts (search_posts, rank) VALUES ('hashsize', 67108864)",
    "INSERT INTO search_posts (search_posts, rank) VALUES ('automerge', 16)",
    """
    INSERT INTO search_posts (rowid, title, tags, body, marks)
    SELECT rowid, title, tags, body,
        '=' || replace(title, ' ', ' =') || ' · #' || replace(title, ' ', ' #')
        || ' · #' || replace(tags, ' ', ' #')
    FROM search_posts_before
    """,
    "INSERT INTO search_posts (search_posts, rank) VALUES ('hashsize', 1048576)",
    "INSERT INTO search_posts (search_posts, rank) VALUES ('automerge', 4)",
    "DROP TABLE search_posts_before",
    "CREATE VIRTUAL TABLE search_words USING fts5vocab(search_posts, 'instance')",
)
_POSTGRES = (
    "DROP INDEX search_posts_vector",
    """
    UPDATE search_posts SET vector = CAST((
        SELECT string_agg('''' || mark || lexeme || ''':' || array_to_string(places, ','), ' ')
        FROM (
            SELECT mark, lexeme, array_agg(place ORDER BY place) AS places
            FROM unnest(vector) AS word (lexeme, positions, weights),
                unnest(word.positions, word.weights) AS spot (place, weight),
                unnest(ARRAY['=', '#']) AS mark
            WHERE spot.weight = 'A' OR (spot.weight = 'B' AND mark = '#')
            GROUP BY mark, lexeme
        ) AS marked
    ) AS tsvector) || vector
    WHERE EXISTS (
        SELECT 1 FROM unnest(vector) AS word (lexeme, positions, weights)
        WHERE word.weights && ARRAY['A', 'B']
    )
    """,
    # Changes that wait in a list of their own would be read through by every search.
    "CREATE INDEX search_posts_vector ON search_posts USING gin (vector) WITH (fastupdate = off)",
    # The planner would read the whole table until it meets a post with each word, and compile that.
    """
    CREATE FUNCTION search_known(words text[]) RETURNS SETOF text LANGUAGE sql STABLE
    SET enable_seqscan = off SET enable_indexscan = off SET jit = off AS $$
        SELECT word FROM unnest(words) AS word, LATERAL (
            SELECT FROM search_posts WHERE vector @@ CAST(quote_literal(word) AS tsquery) LIMIT 1
        ) AS used
    $$
    """,
    # How common words are decides how they are looked for; of itself the server knows a third
    # of those for which it matters.
    "ALTER TABLE search_posts ALTER COLUMN vector SET STATISTICS 300",
)


def upgrade() -> None:
    """Apply."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRES:
        op.execute(statement)
