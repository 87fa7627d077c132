"""Page files: finished pages as files of a folder, which nginx or Caddy sends without asking us.

What the page cache keeps, one process writes: it *looks* for changes by itself, since nobody asks
it while a front server answers. The others tell it what is visited.

Invariants: a file is never older than a committed change by more than a look; what is made for
somebody, or comes with other headers than the front server sends, is never a file; no file is
there that no process looks after, except where all of them were killed at once.
"""

from flask import Flask

from flaskr.core.errors import SettingsError
from flaskr.core.runtime import Core
from flaskr.lib import filelock
from flaskr.web.pagecache.encodings import encoders
from flaskr.web.pagecache.middleware import PageCache
from flaskr.web.pagefiles.files import PageFiles
from flaskr.web.pagefiles.kinds import FileKind, file_kinds
from flaskr.web.pagefiles.places import leave_none_old, places
from flaskr.web.pagefiles.writer import Writer

__all__ = ["begin", "init_app", "kinds", "places"]

_NAME = "flaskr.page_files"


def init_app(app: Flask, core: Core) -> None:
    """Prepare what writes the files, where PAGE_FILES is on; raises SettingsError.

    Where it is off, no file that was written before may be left as it is by a change.
    """
    where = places(core.instance)
    if not core.settings["PAGE_FILES"]:
        core.content.on_own_change(lambda _tags: leave_none_old(where, core.log))
        return
    _check(core)
    cache: PageCache = app.extensions["flaskr.pages"]
    files = PageFiles(where.folder, encoders(), core.log)
    writer = Writer(
        where,
        cache,
        files,
        kinds=file_kinds(core),
        site_url=core.settings["SITE_URL"],
        log=core.log,
    )
    cache.on_purge = files.purge
    core.content.on_own_change(writer.own_change)
    app.extensions[_NAME] = writer


def begin(app: Flask) -> Writer | None:
    """Begin to write files in this process, or wait for its turn; it must be forked already."""
    writer: Writer | None = app.extensions.get(_NAME)
    if writer is not None:
        writer.begin()
    else:
        core: Core = app.extensions["flaskr"]
        leave_none_old(places(core.instance), core.log)
    return writer


def kinds(core: Core) -> list[FileKind]:
    """Return what pages of this application may be files."""
    return [*file_kinds(core).values()]


def _check(core: Core) -> None:
    missing = [name for name in ("SITE_URL", "PAGE_CACHE") if not core.settings[name]]
    if missing:
        raise SettingsError(
            f"PAGE_FILES needs {' and '.join(missing)} too: files are copies of what the page "
            "cache keeps, for one address. Set it, or turn PAGE_FILES off."
        )
    if core.settings["CDN_SECONDS"]:
        raise SettingsError(
            "PAGE_FILES cannot be used with CDN_SECONDS: what a CDN is told differs from page to "
            "page, and a file says nothing. Turn one of them off."
        )
    if not filelock.AVAILABLE:
        raise SettingsError("PAGE_FILES cannot be used on this system; turn it off.")
