"""Forgetting missing pages, later."""

from flaskr.core.runtime import Core
from flaskr.features.redirects import counting


def forget(core: Core) -> None:
    """Forget the addresses that nobody asks for any more."""
    with core.db.transaction() as db:
        counting.forget_old(db)
