"""Keeping count of reactions, so that no page counts the rows."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.orm import Session

from flaskr.core.content import EVERYTHING, change
from flaskr.features.reactions.models import ALL

# One statement that adds to what is there: clicks at once are all counted. It locks the two
# rows in the same order always, so no two clicks wait for each other.
_COUNT = text("""
    INSERT INTO reaction_counts (post_id, kind, count)
    VALUES (:post_id, :kind, :by), (:post_id, :all, :by)
    ON CONFLICT (post_id, kind) DO UPDATE SET count = reaction_counts.count + excluded.count
""")


_ADD = text("""
    INSERT INTO reaction_counts (post_id, kind, count) VALUES (:post_id, :kind, :by)
    ON CONFLICT (post_id, kind) DO UPDATE SET count = reaction_counts.count + excluded.count
""")


def count_many(db: Session, reactions: Iterable[tuple[int, str]]) -> None:
    """Count reactions that were added, each given by its post's id and its kind."""
    counts: Counter[tuple[int, str]] = Counter()
    for post_id, kind in reactions:
        counts[post_id, kind] += 1
        counts[post_id, ALL] += 1
    # In one order always, as below.
    rows = [{"post_id": id, "kind": kind, "by": by} for (id, kind), by in sorted(counts.items())]
    if rows:
        db.connection().execute(_ADD, rows)
        change(db, EVERYTHING)


def count(db: Session, post_id: int, kind: str, *, by: int) -> None:
    """Change the post's counts of that kind, and of all kinds together, in this transaction."""
    values = {"post_id": post_id, "kind": kind, "all": ALL, "by": by}
    db.connection().execute(_COUNT, values)
    change(db, f"talk:{post_id}")
