"""Work that comments leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.comments import clearing, closing


def close(core: Core) -> None:
    """Let pages of posts whose comments have ended be made anew, without a form."""
    with core.db.transaction() as db:
        closing.close_ended(db)


def clear(core: Core) -> None:
    """Remove what has been spam or in the trash for 30 days, some at a time."""
    while True:
        with core.db.transaction() as db:
            if clearing.clear(db) < clearing.AT_ONCE:
                return
