"""Adding many reactions at once, for whoever brings a whole blog; it is nobody's news."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from flaskr.core import bulk
from flaskr.features.reactions.models import Reaction


def add_reactions(db: Session, reactions: Iterable[tuple[int, str, str, datetime]]) -> None:
    """Store reactions: the post's id, the kind, what stands for the visitor, and when."""
    bulk.insert(db, Reaction, ("post_id", "kind", "visitor", "created_at"), reactions)
