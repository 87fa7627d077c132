"""The page cache: finished public pages, kept in the process and answered before Flask.

A *page* is a response that is the same for every visitor. While it is made it *depends on* tags
(`depends_on`); once something with one of them is changed and committed, by whatever process, the
page is dropped. What does not say what it depends on is never kept, and whoever is logged in is
passed by.

Invariants: no visitor is shown a state older than a committed change by more than one look; what
was made for somebody is kept for nobody.
"""

from flask import Flask

from flaskr.core.runtime import Core
from flaskr.web.pagecache.collecting import depends_on
from flaskr.web.pagecache.middleware import PageCache
from flaskr.web.pagecache.store import PageStore
from flaskr.web.pagecache.warming import Warmer

__all__ = ["PageCache", "PageStore", "begin", "depends_on", "init_app"]

# Files that are served as they are, and what is for one person alone.
_PASSED_BY = ("/static/", "/media/", "/studio/", "/auth/", "/api/")


def init_app(app: Flask, core: Core) -> None:
    """Put the cache before the application, with `PAGE_CACHE` MiB; without any there is none."""
    room = core.settings["PAGE_CACHE"] * 2**20
    if not room:
        return
    cache = PageCache(
        app.wsgi_app,
        PageStore(room),
        core.watch,
        has_one_address=bool(core.settings["SITE_URL"]),
        passed_by=_PASSED_BY,
    )
    core.watch.on_change(cache.change)
    app.extensions["flaskr.pages"] = cache
    app.wsgi_app = cache  # type: ignore[method-assign,assignment]


def begin(app: Flask) -> Warmer | None:
    """Begin to make pages before they are asked for, in this process; it must be forked already."""
    cache: PageCache | None = app.extensions.get("flaskr.pages")
    if cache is None:
        return None
    core: Core = app.extensions["flaskr"]
    warmer = Warmer(cache, core.instance / "visited.json")
    warmer.begin()
    return warmer
