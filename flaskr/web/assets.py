"""Style sheets, scripts and icons under names that change with their content.

Every file of a static folder is copied to `<instance>/assets` as `name.<hash>.ext`, with a
`.gz` beside it, and served from there by whitenoise with a life of a year. A `.bundle` file
lists style sheets that are joined into one.
"""

import gzip
import hashlib
import os
from pathlib import Path
from threading import get_ident

from flask import Flask
from whitenoise import WhiteNoise

_COMPRESSED = frozenset({".css", ".js", ".svg", ".json"})
_PREFIX = "static/"


class Assets:
    """The fingerprinted files of one application."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._names: dict[str, str] = {}

    def add_folder(self, folder: Path, *, under: str = "") -> None:
        """Take in every file below `folder`; a bundle is known by the name of its style sheet."""
        for path in sorted(folder.rglob("*")):
            name = under + path.relative_to(folder).as_posix()
            if path.suffix == ".bundle":
                self._add(name.removesuffix(".bundle") + ".css", _joined(path))
            elif path.is_file() and not path.name.startswith("."):
                self._add(name, path.read_bytes())

    def url(self, name: str) -> str:
        """Return the address of the file called `name`; raises LookupError."""
        try:
            return f"/{_PREFIX}{self._names[name]}"
        except KeyError:
            raise LookupError(f"There is no static file called {name}.") from None

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
    assets = Assets(target)
    for under, group in folders.items():
        for folder in group:
            assets.add_folder(folder, under=under)
    app.extensions["flaskr.assets"] = assets
    app.jinja_env.globals["asset_url"] = assets.url
    app.jinja_env.globals["theme_asset_url"] = lambda name: assets.url(f"theme/{name}")
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=target,
        prefix=_PREFIX,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
        add_headers_function=_harden,
    )


def _harden(headers: "dict[str, str]", _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _joined(bundle: Path) -> bytes:
    names = [line.strip() for line in bundle.read_text(encoding="utf-8").splitlines()]
    parts = [(bundle.parent / name).read_text(encoding="utf-8") for name in names if name]
    return "\n".join(part.strip() for part in parts).encode()


def _write(target: Path, data: bytes) -> None:
    # Another process may write the same bytes at the same time: whole files only.
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".{target.name}.{os.getpid()}-{get_ident()}")
    new.write_bytes(data)
    new.replace(target)
