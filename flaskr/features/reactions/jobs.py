"""Work that reactions do by the clock."""

from flaskr.core.runtime import Core
from flaskr.features.reactions.visitors import secret_of_today


def forget(core: Core) -> None:
    """Throw yesterday's secret away, also on a day without a reaction."""
    with core.db.transaction() as db:
        secret_of_today(db)
