"""Adding many reactions at once, for whoever brings a whole blog; it is nobody's news."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from flaskr.core import bulk
from flaskr.features.reactions.counting import count_many
from flaskr.features.reactions.models import Reaction


def add_reactions(db: Session, reactions: Sequence[tuple[int, str, str, datetime]]) -> None:
    """Store reactions: the post's id, the kind, what stands for the visitor, and when."""
    bulk.insert(db, Reaction, ("post_id", "kind", "visitor", "created_at"), reactions)
    count_many(db, ((post_id, kind) for post_id, kind, _visitor, _at in reactions))
