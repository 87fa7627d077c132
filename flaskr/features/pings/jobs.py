"""Telling, later. What is told twice does no harm, so a job that failed halfway begins anew."""

from flaskr.core import clock
from flaskr.core.runtime import Core
from flaskr.features.pings import index_now, websub
from flaskr.features.pings.news import News, mark_told, news
from flaskr.features.site.identity import site_values


def tell_search_engines(core: Core) -> None:
    """Tell search engines of what changed since the last time."""
    site_url, began = core.settings["SITE_URL"].rstrip("/"), clock.now()
    with core.db.transaction() as db:
        if not site_values(db).tell_search_engines or not site_url:
            return
        key, new = index_now.make_key(db), news(db, "index_now")
    for start in range(0, len(new.posts), index_now.MOST):
        said = index_now.body(site_url, key, new.posts[start : start + index_now.MOST])
        private = core.settings["FETCH_PRIVATE"]
        index_now.tell(core.settings["INDEXNOW_URL"], said, allow_private=private)
    with core.db.transaction() as db:
        mark_told(db, "index_now", began)


def tell_hub(core: Core) -> None:
    """Tell the hub which feeds changed since the last time."""
    site_url, began = core.settings["SITE_URL"].rstrip("/"), clock.now()
    with core.db.reading() as db:
        site, new = site_values(db), news(db, "websub")
    if not site.websub_hub or not site_url:
        return
    for url in _feeds(new, site_url):
        websub.tell(site.websub_hub, url, allow_private=core.settings["FETCH_PRIVATE"])
    with core.db.transaction() as db:
        mark_told(db, "websub", began)


def _feeds(new: News, site_url: str) -> list[str]:
    urls = [site_url + feed + ending for feed in new.feeds for ending in websub.ENDINGS]
    return urls[: websub.MOST]
