"""Work that comments leave for later."""

from flaskr.core.runtime import Core
from flaskr.features.comments import closing


def close(core: Core) -> None:
    """Let pages of posts whose comments have ended be made anew, without a form."""
    with core.db.transaction() as db:
        closing.close_ended(db)
