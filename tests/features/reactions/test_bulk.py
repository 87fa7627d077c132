"""Adding many reactions at once keeps their counts right."""

from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.features.accounts.models import User
from flaskr.features.reactions.bulk import add_reactions
from flaskr.features.reactions.listing import counts_of, most_reacted
from flaskr.features.reactions.reacting import react
from tests.features.posts.factories import published


def test_reactions_of_many_are_counted_with_those_there_were(db: Session, ana: User) -> None:
    one, two = published(db, ana, "One"), published(db, ana, "Two")
    react(one, "heart", visitor="a")
    now = clock.now()
    added = [(one.id, "heart", "b", now), (one.id, "smile", "b", now), (two.id, "smile", "b", now)]
    add_reactions(db, added)
    add_reactions(db, [])
    assert counts_of(db, one.id) == {"heart": 2, "smile": 1}
    assert counts_of(db, two.id) == {"smile": 1}
    assert [(post.id, count) for post, count in most_reacted(db, limit=5)] == [
        (one.id, 3), (two.id, 1),
    ]  # fmt: skip
