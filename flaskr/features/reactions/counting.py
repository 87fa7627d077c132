"""Keeping count of reactions, so that no page counts the rows."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.core.content import change
from flaskr.features.reactions.models import ALL

# One statement that adds to what is there: clicks at once are all counted. It locks the two
# rows in the same order always, so no two clicks wait for each other.
_COUNT = text("""
    INSERT INTO reaction_counts (post_id, kind, count)
    VALUES (:post_id, :kind, :by), (:post_id, :all, :by)
    ON CONFLICT (post_id, kind) DO UPDATE SET count = reaction_counts.count + excluded.count
""")


def count(db: Session, post_id: int, kind: str, *, by: int) -> None:
    """Change the post's counts of that kind, and of all kinds together, in this transaction."""
    values = {"post_id": post_id, "kind": kind, "all": ALL, "by": by}
    db.connection().execute(_COUNT, values)
    change(db, f"talk:{post_id}")
