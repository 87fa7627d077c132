"""The large sample of the tests: its size, and what it has made."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from flaskr.core.db import Base
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.posts.models import Post, PostTag, Revision, Tag
from flaskr.features.reactions.models import Reaction

POSTS, COMMENTS = 80, 200
UNTIL = datetime(2026, 5, 1, tzinfo=UTC)
TABLES: tuple[type[Base], ...] = (Post, Revision, User, Tag, PostTag, Comment, Reaction)


def counts(core: Core) -> list[int]:
    """Return how many rows the sample's tables have."""
    with core.db.reading() as db:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]
