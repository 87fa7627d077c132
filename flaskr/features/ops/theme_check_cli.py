"""Looking at every page of a site with a theme."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from jinja2 import TemplateError

from flaskr.features.ops.page_faults import page_faults
from flaskr.web import themes
from flaskr.web.theme_faults import Fault, fault_of

_ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc(?:set)?=[\"']?(?:https?:)?//"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|icon))[^>]*\bhref=[\"']?(?:https?:)?//"
)

_OF_A_KIND = 6


@dataclass(frozen=True)
class ThemeFinding:
    """What was seen: `ok`, a `warning`, or an `error` with the lines around it."""

    status: str
    what: str
    excerpt: str = ""


def findings(app: Flask, folder: Path) -> list[ThemeFinding]:
    """Compile a theme's templates, then make each kind of page of this site with it."""
    found = files_findings(app, folder)
    if not any(finding.status == "error" for finding in found):
        found += _pages(app, folder)
    return found


def files_findings(app: Flask, folder: Path) -> list[ThemeFinding]:
    """Look at a theme's files as far as that can be done without making a page."""
    return [*_names(folder), *_bundled(folder), *_compiled(app, folder)]


def _names(folder: Path) -> Iterator[ThemeFinding]:
    known = {path.relative_to(themes.DEFAULT) for path in themes.DEFAULT.rglob("*")}
    for path in sorted((folder / "templates").rglob("*.html")):
        name = path.relative_to(folder)
        if name not in known and name.parts[1] not in ("parts", "fragments"):
            yield ThemeFinding(
                "warning", f"{name} is no template of the default theme, so no page is made of it."
            )


def _bundled(folder: Path) -> Iterator[ThemeFinding]:
    bundle = Path("static") / "css" / "theme.bundle"
    if not (folder / bundle).is_file():
        return
    lines = (folder / bundle).read_text(encoding="utf-8", errors="replace").splitlines()
    for number, name in enumerate(map(str.strip, lines), start=1):
        places = (each / bundle.parent / name for each in (folder, themes.DEFAULT))
        if name and not any(place.is_file() for place in places):
            yield ThemeFinding(
                "error", f"{bundle}, line {number}: there is no {name}, so it is left out."
            )


def _compiled(app: Flask, folder: Path) -> Iterator[ThemeFinding]:
    templates = folder / "templates"
    for path in sorted(templates.rglob("*.html")):
        name = path.relative_to(templates).as_posix()
        try:
            source = path.read_text(encoding="utf-8")
            app.jinja_env.compile(source, name, str(path))
        except (TemplateError, UnicodeDecodeError) as error:
            fault = fault_of(error, templates) or Fault(name, 1, str(error), "")
            yield ThemeFinding("error", str(fault), fault.excerpt)


def _pages(app: Flask, folder: Path) -> Iterator[ThemeFinding]:
    with themes.tried(app, folder) as theme:
        for path in _addresses(app):
            theme.faults.clear()
            with app.test_request_context(path):
                response = app.full_dispatch_request()
            for fault in theme.faults.values():
                yield ThemeFinding("error", f"{path}: {fault}", fault.excerpt)
            if not theme.faults:
                yield from _seen(path, response.get_data(as_text=True))
        for file in sorted((folder / "templates").rglob("*.html")):
            name = file.relative_to(folder / "templates").as_posix()
            if name not in theme.used:
                yield ThemeFinding(
                    "warning", f"templates/{name} was not looked at: no page here is made of it."
                )


def _seen(path: str, page: str) -> list[ThemeFinding]:
    said = page_faults(page)
    if _ELSEWHERE.search(page):
        said.append("asks another site for something.")
    return [ThemeFinding("warning", f"{path} {each}") for each in said] or [
        ThemeFinding("ok", path)
    ]


def _addresses(app: Flask) -> Iterator[str]:
    """Give the home page's address, and some of each kind of pages that lead from it.

    Pages and posts are one kind by their address, so the first of a kind is not enough.
    """
    yield "/"
    kinds = Counter({"posts.home": _OF_A_KIND})
    queue, seen = ["/"], {"/"}
    adapter = app.url_map.bind("localhost")
    while queue:
        with app.test_request_context(queue.pop(0)):
            page = app.full_dispatch_request().get_data(as_text=True)
        for path in re.findall(r'href="(/[^"#?]*)"', page):
            endpoint = adapter.match(path)[0] if adapter.test(path) else ""
            is_page = "." in endpoint and not path.startswith(
                ("/studio", "/auth", "/media", "/static")
            )
            is_made = is_page and not path.rpartition("/")[2].count(".")
            if path in seen or not is_made or kinds[endpoint] >= _OF_A_KIND:
                continue
            kinds[endpoint] += 1
            seen.add(path)
            queue.append(path)
            yield path
    yield "/search?q=a"
    yield "/there-is-no-such-page"
