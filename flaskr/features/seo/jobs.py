"""Work that being found leaves for later."""

from flaskr.core.runtime import Core
from flaskr.features.seo import social


def forget_picture(core: Core, *, post_id: int) -> None:
    """Remove what was shown of a post that is gone."""
    social.forget(core.storage, post_id)
