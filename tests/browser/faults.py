"""What can be wrong with a page as shown: it is too wide, or people cannot perceive or use it."""

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

# WCAG 2.2 at level AA holds all that came before it; best practices are axe-core's own.
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

# A colour on its way from one scheme to the other is neither.
_SETTLED = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
}"""


def faults(page: Page) -> list[str]:
    """Return what is wrong with the page that is open, in the light and in the dark."""
    found = []
    # Evaluated as a developer's console would: the page's own policy holds and stays as it is.
    page.evaluate(_AXE)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_SETTLED)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            found.append(f"{scheme}: {wide} pixels wider than the window: {_widest(page)}")
        found += [f"{scheme}: {fault}" for fault in _violations(page)]
    return found


def _violations(page: Page) -> list[str]:
    looked_at = {"type": "tag", "values": _TAGS}
    options = {"runOnly": looked_at, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']}: {_told(node)}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


def _told(node: dict[str, Any]) -> str:
    return f"{node['html'][:160]} ({' '.join(node['failureSummary'].split())[:240]})"


def _widest(page: Page) -> str:
    found: str = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
            .slice(-1).map((one) => one.outerHTML.slice(0, 160)).join("")"""
    )
    return found
