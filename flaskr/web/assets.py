"""Style sheets, scripts and icons under names that change with their content.

Every file of a static folder is copied to `<instance>/assets` as `name.<hash>.ext`, with a
`.gz` beside it, and served from there by whitenoise with a life of a year. A `.bundle` file
lists style sheets that are joined into one. While developing, what was changed is taken in anew
before each request.
"""

import gzip
import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import get_ident
from wsgiref.headers import Headers

from flask import Flask, current_app
from whitenoise import WhiteNoise

from flaskr.core import clock

_COMPRESSED = frozenset({".css", ".js", ".svg", ".json"})
_PREFIX = "static/"
_MARK_AFTER = 24 * 60 * 60  # seconds
_KEEP_UNUSED = 30 * _MARK_AFTER


class Assets:
    """The fingerprinted files of one application.

    `folders` are those below each prefix; a later one's file takes the place of an earlier one's.
    """

    def __init__(self, target: Path, folders: Mapping[str, Sequence[Path]]) -> None:
        self._target = target
        self._folders = [(under, folder) for under, group in folders.items() for folder in group]
        self._names: dict[str, str] = {}
        self._seen: dict[Path, int] = {}
        self.sender: WhiteNoise
        self.take_in()

    def take_in(self) -> None:
        """Take in every file; a bundle is known by the name of its style sheet."""
        for under, folder in self._folders:
            for path in sorted(folder.rglob("*")):
                name = under + path.relative_to(folder).as_posix()
                if path.suffix == ".bundle":
                    folders = [each for other, each in self._folders if other == under]
                    self._add(name.removesuffix(".bundle") + ".css", _joined(path, folder, folders))
                elif path.is_file() and not path.name.startswith("."):
                    self._add(name, path.read_bytes())

    def take_in_changes(self) -> None:
        """Take everything in again if a file is new or was changed since the last time."""
        found = {
            path: path.stat().st_mtime_ns
            for _under, folder in self._folders
            for path in folder.rglob("*")
        }
        if found != self._seen:
            self._seen = found
            self.take_in()

    def prune(self) -> None:
        """Remove what earlier versions left behind and nobody has used for a month.

        A start marks what it uses; pages that are older may still ask for the rest.
        """
        used = {self._target / name for name in self._names.values()}
        used |= {path.with_name(path.name + ".gz") for path in used}
        now = clock.now().timestamp()
        for path in self._target.rglob("*"):
            try:
                age = now - path.stat().st_mtime
                if path in used:
                    if age > _MARK_AFTER:
                        os.utime(path, (now, now))
                elif path.is_file() and age > _KEEP_UNUSED:
                    path.unlink()
            except OSError:  # another process that starts has removed it, or another user owns it
                continue

    def url(self, name: str) -> str:
        """Return the address of the file called `name`; raises LookupError."""
        try:
            return f"/{_PREFIX}{self._names[name]}"
        except KeyError:
            raise LookupError(f"There is no static file called {name}.") from None

    @property
    def endings(self) -> set[str]:
        """The endings of the files' names, without the dot."""
        return {Path(name).suffix[1:] for name in self._names} - {""}

    def headers_of(self, ending: str) -> dict[str, str]:
        """Return what every file that ends so is sent with."""
        sent, name = Headers([]), f"any.{ending}"
        self.sender.add_mime_headers(sent, name, name)
        self.sender.add_cache_headers(sent, name, name)
        _harden(sent, name, name)
        return dict(sent.items())

    def _add(self, name: str, data: bytes) -> None:
        digest = hashlib.sha256(data).hexdigest()[:12]
        stem, dot, ending = name.rpartition(".")
        fingerprinted = f"{stem}.{digest}{dot}{ending}"
        self._names[name] = fingerprinted
        target = self._target / fingerprinted
        if target.exists():
            return
        _write(target, data)
        if target.suffix in _COMPRESSED:
            _write(target.with_name(target.name + ".gz"), gzip.compress(data, 9, mtime=0))


def init_app(app: Flask, folders: dict[str, list[Path]]) -> None:
    """Serve the folders' files; a later folder's file takes the place of an earlier one's.

    Templates call `asset_url` and `theme_asset_url`.
    """
    target = Path(app.instance_path) / "assets"
    assets = Assets(target, folders)
    assets.prune()
    if app.debug:
        app.before_request(assets.take_in_changes)
    app.extensions["flaskr.assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.url
    app.jinja_env.globals["theme_asset_url"] = lambda name: assets.url(f"theme/{name}")
    assets.sender = WhiteNoise(
        app.wsgi_app,
        root=target,
        prefix=_PREFIX,
        autorefresh=app.debug,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
    )
    app.wsgi_app = assets.sender  # type: ignore[method-assign]


def static_url(name: str) -> str:
    """Return the address of one of the application's static files; raises LookupError."""
    assets: Assets = current_app.extensions["flaskr.assets"]
    return assets.url(name)


def _harden(headers: Headers, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _joined(bundle: Path, folder: Path, folders: Sequence[Path]) -> bytes:
    """Join the files that a bundle lists; one that its folder has not, another folder gives.

    A name that is nowhere is left out: a slip in a theme takes no site away.
    """
    beside = bundle.parent.relative_to(folder)
    names = [line.strip() for line in bundle.read_text(encoding="utf-8").splitlines()]
    parts = []
    for name in filter(None, names):
        found = [each / beside / name for each in (folder, *reversed(folders))]
        parts += [path.read_bytes().strip() for path in found if path.is_file()][:1]
    return b"\n".join(parts)


def _write(target: Path, data: bytes) -> None:
    # Another process may write the same bytes at the same time: whole files only.
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}")
    new.write_bytes(data)
    new.replace(target)
