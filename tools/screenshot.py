"""Take the README's picture: the home page of the sample content, in the machine's own Chromium.

usage: .venv/bin/python -m tools.screenshot
"""

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.provision import chromium
from tests.serving import Site, flaskr

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "home.png"
WIDTH, HEIGHT = 1280, 800
MOST_BYTES = 250 * 1024


def main() -> int:
    """Fill a site in a folder of its own, serve it, and photograph its first page."""
    with TemporaryDirectory(prefix="flaskr-screenshot-") as folder:
        instance = Path(folder)
        filled = flaskr(instance, "demo")
        if filled.returncode != 0:
            print(filled.stderr, file=sys.stderr)
            return 1
        site = Site(instance)
        try:
            site.get("/readyz")
            photograph(f"http://127.0.0.1:{site.port}/")
        finally:
            site.end()
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size / 1024:.0f} KB")
    return 0 if size <= MOST_BYTES else 1


def photograph(address: str) -> None:
    """Open the page as a reader with a light screen would, and keep what is seen of it."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())  # type: ignore[arg-type]
        page = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=1,
            color_scheme="light",
            locale="en-GB",
        )
        page.goto(address, wait_until="networkidle")
        seen = page.screenshot()
        browser.close()
    # The same pixels in fewer bytes than the browser takes.
    Image.open(BytesIO(seen)).convert("RGB").save(PICTURE, "PNG", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
