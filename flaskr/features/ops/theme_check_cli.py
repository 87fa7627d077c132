"""Looking at every page of a site with a theme."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from jinja2 import TemplateError

from flaskr.web import themes
from flaskr.web.theme_faults import Fault, fault_of

_ELSEWHERE = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc(?:set)?=[\"']?(?:https?:)?//"
    r"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|icon))[^>]*\bhref=[\"']?(?:https?:)?//"
)


@dataclass(frozen=True)
class ThemeFinding:
    """What was seen: `ok`, a `warning`, or an `error` with the lines around it."""

    status: str
    what: str
    excerpt: str = ""


def findings(app: Flask, folder: Path) -> list[ThemeFinding]:
    """Compile a theme's templates, then make each kind of page of this site with it."""
    found = [*_names(folder), *_compiled(app, folder)]
    if not any(finding.status == "error" for finding in found):
        found += _pages(app, folder)
    return found


def _names(folder: Path) -> Iterator[ThemeFinding]:
    known = {path.relative_to(themes.DEFAULT) for path in themes.DEFAULT.rglob("*")}
    for path in sorted((folder / "templates").rglob("*.html")):
        name = path.relative_to(folder)
        if name not in known and name.parts[1] not in ("parts", "fragments"):
            yield ThemeFinding(
                "warning", f"{name} is no template of the default theme, so no page is made of it."
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
                yield _seen(path, response.get_data(as_text=True))


def _seen(path: str, page: str) -> ThemeFinding:
    headings = len(re.findall(r"<h1[\s>]", page))
    if headings != 1:
        return ThemeFinding("warning", f"{path} has {headings} main headings (h1) instead of one.")
    if _ELSEWHERE.search(page):
        return ThemeFinding("warning", f"{path} asks another site for something.")
    return ThemeFinding("ok", path)


def _addresses(app: Flask) -> Iterator[str]:
    """Give the home page's address, and those of all kinds of pages that lead from it."""
    yield "/"
    kinds: set[str] = {"posts.home"}
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
            if path in seen or not is_made or endpoint in kinds:
                continue
            kinds.add(endpoint)
            seen.add(path)
            queue.append(path)
            yield path
    yield "/search?q=a"
    yield "/there-is-no-such-page"
