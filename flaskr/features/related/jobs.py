"""Comparing posts, later."""

from flaskr.core.runtime import Core
from flaskr.features.related import relating


def relate(core: Core, *, post_id: int, spread: bool = True) -> None:
    """Find the posts most like one, and let those look for theirs, which it may be one of."""
    with core.db.transaction() as db:
        found = relating.relate(db, post_id)
        if spread:
            for id in found:
                relating.relate_later(db, id, spread=False)


def sweep(core: Core) -> None:
    """Relate posts that came without anybody telling, some at a time."""
    while True:
        with core.db.transaction() as db:
            if not relating.relate_batch(db):
                return
