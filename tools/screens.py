"""Photograph every kind of page of the sample site: wide and narrow, in the light and in the dark.

usage: .venv/bin/python -m tools.screens

Writes one sheet for each kind into docs/images/screens, and the page that shows them.
"""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.provision import chromium
from tests.serving import Site, flaskr

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "images" / "screens"
PAGE = DOCS / "explanation" / "screens.md"
PAGES = {
    "home": ("Home, as a cover story", "/"),
    "post": ("A long post", "/nine-hours-on-the-ridge/"),
    "mending": (
        "A post with tasks, comments and related posts",
        "/the-kettle-and-the-two-cent-part/",
    ),
    "maths": ("A post with formulas, tables and footnotes", "/how-fast-does-tea-cool/"),
    "page": ("A page", "/about/"),
    "locked": ("A post that asks for its password", "/a-letter-from-the-barn/"),
    "tag": ("A tag", "/tag/walking/"),
    "tags": ("All tags", "/tags/"),
    "author": ("An author", "/author/sample-ida/"),
    "series": ("A series", "/series/on-foot/"),
    "archive": ("The archive", "/archive/"),
    "search": ("A search", "/search?q=walk"),
    "nothing": ("A search that finds nothing", "/search?q=zeppelin"),
    "missing": ("An address without a page", "/not/there/"),
    "comment": ("Writing a comment", "/comments/posts/2/new"),
    "report": ("Reporting a comment", "/comments/1/report"),
    "privacy": ("What the site keeps about its readers", "/privacy/"),
    "arabic": ("A post in Arabic", "/fi-madih-al-mashy/"),
    "japanese": ("A post in Japanese", "/ame-no-hi-no-dokusho/"),
    "closed": ("The site closed for maintenance", "/"),
}
WIDE, NARROW, HEIGHT = 1280, 360, 1600
SHOWN_WIDE, SHOWN_NARROW, GAP = 560, 200, 16
MOST_BYTES = 4 * 2**20
PATIENCE = 120_000  # milliseconds


def main() -> int:
    """Fill a site, serve it, photograph it; 1 where it cannot be, or the sheets are too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="flaskr-screens-", ignore_cleanup_errors=True) as folder:
        instance = Path(folder)
        for command in (("demo",), ("related", "compute")):
            done = flaskr(instance, *command)
            if done.returncode != 0:
                print(done.stderr, file=sys.stderr)
                return 1
        site = Site(instance)
        try:
            site.get("/readyz")
            _photograph_all(f"http://127.0.0.1:{site.port}", instance)
        finally:
            site.end()
    PAGE.write_text(_page(), encoding="utf-8")
    size = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    print(f"{len(PAGES)} sheets, {size / 1024:.0f} KB")
    return 0 if size <= MOST_BYTES else 1


def _photograph_all(url: str, instance: Path) -> None:
    with sync_playwright() as playwright:
        options: dict[str, Any] = chromium.launch_options()
        browser = playwright.chromium.launch(**options)
        for name, (_title, path) in PAGES.items():
            if name == "closed":
                flaskr(instance, "maintenance", "on")
            sheet = _sheet(browser, url + path)
            sheet.save(FOLDER / f"{name}.webp", "WEBP", quality=72, method=6)
        browser.close()


def _sheet(browser: Browser, address: str) -> Image.Image:
    seen = [
        _photograph(browser, address, width, scheme)
        for width in (WIDE, NARROW)
        for scheme in ("light", "dark")
    ]
    shown = [_scaled(image, SHOWN_WIDE if image.width == WIDE else SHOWN_NARROW) for image in seen]
    width = sum(image.width for image in shown) + GAP * (len(shown) - 1)
    sheet = Image.new("RGB", (width, max(image.height for image in shown)), "white")
    left = 0
    for image in shown:
        sheet.paste(image, (left, 0))
        left += image.width + GAP
    return sheet


def _photograph(browser: Browser, address: str, width: int, scheme: Any) -> Image.Image:
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto(address, wait_until="networkidle")
    # Pictures further down load when they come near.
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.wait_for_load_state("networkidle")
    image = Image.open(BytesIO(page.screenshot(full_page=True, timeout=PATIENCE))).convert("RGB")
    page.close()
    return image.crop((0, 0, width, min(image.height, HEIGHT)))


def _scaled(image: Image.Image, width: int) -> Image.Image:
    height = round(image.height * width / image.width)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _page() -> str:
    lines = [
        "# Every kind of page",
        "",
        "<!-- Written by `make screens` from the sample site; change it there. -->",
        "",
        "The sample site (`flaskr demo`) in the default theme: wide and narrow, in the light and",
        "in the dark. `make screens` takes these pictures anew.",
    ]
    for name, (title, path) in PAGES.items():
        lines += [
            "",
            f"## {title}",
            "",
            f"`{path}`",
            "",
            f"![{title}](../images/screens/{name}.webp)",
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
