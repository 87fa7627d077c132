"""Running imports in tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.comments.models import Comment
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, PostTag, Revision, Tag
from flaskr.features.site.models import Redirect
from flaskr.features.transfer import beginning
from flaskr.features.transfer.importing import run_import
from flaskr.features.transfer.models import Import, ImportItem, Origin

TABLES = (User, Post, Revision, PostTag, Tag, Media, Comment, Redirect, Origin)


@pytest.fixture
def bring(core: Core) -> Callable[..., Import]:
    """Give a function that imports a file and returns the import."""
    return partial(bring_into, core)


def bring_into(core: Core, path: Path, *, dry_run: bool = False, **options: Any) -> Import:
    format = "wordpress" if path.suffix == ".xml" else "markdown"
    with core.db.transaction() as db:
        row = beginning.begin(
            db,
            by=SYSTEM,
            format=format,
            path=path,
            name=path.name,
            options=beginning.Options(**options),
            dry_run=dry_run,
        )
    return run_import(core, row.id)


def rows(core: Core) -> dict[str, int]:
    """Count what an import may add to."""
    with core.db.reading() as db:
        return {
            table.__tablename__: db.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


def outcomes(core: Core, row: Import, kind: str = "") -> dict[str, str]:
    """Give what became of each item, by title."""
    with core.db.reading() as db:
        query = select(ImportItem).where(ImportItem.import_id == row.id)
        items = db.scalars(query.where(ImportItem.kind == kind) if kind else query)
        return {item.title: item.outcome for item in items}


def message(core: Core, row: Import, title: str) -> str:
    """Give what the report says of an item."""
    with core.db.reading() as db:
        query = select(ImportItem.message).where(
            ImportItem.import_id == row.id, ImportItem.title == title
        )
        return db.scalars(query).one()


@contextmanager
def old_blog(files: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """Serve files on loopback; gives the address and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()
