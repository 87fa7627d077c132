"""A Chromium for the browser tests: the machine's own, started so that it stays quiet."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

NAMED = "FLASKR_TEST_CHROMIUM"
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these Chromium asks its maker's hosts for updates and lists at every start.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


class NoChromium(RuntimeError):
    """No browser, or nothing to drive it with; the message says what to install."""


def executable() -> str:
    """Return the path of the machine's Chromium; raises NoChromium."""
    named = os.environ.get(NAMED)
    programs = (named,) if named else _PROGRAMS
    found = next(filter(None, map(shutil.which, programs)), None)
    if found is None and named:
        raise NoChromium(f"{NAMED} names {named}, which is not a program.")
    if found is None:
        raise NoChromium(
            "The browser tests need Chromium. Install it (on Debian: apt-get install chromium), "
            f"or name one: {NAMED}=/path/to/chromium."
        )
    return found


def check_driver() -> None:
    """Raise NoChromium where the program by which Playwright drives the browser cannot start."""
    package = importlib.util.find_spec("playwright")
    if package is None or package.origin is None:
        raise NoChromium("The browser tests need the playwright package; run `make test`.")
    node = Path(package.origin).with_name("driver") / "node"
    started = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if started.returncode != 0:
        raise NoChromium(
            f"Playwright's driver does not start: {started.stderr.strip()}\n"
            "Install what it lacks (on Debian: apt-get install libatomic1)."
        )


def launch_options() -> dict[str, object]:
    """Return what Playwright's `chromium.launch` takes: `chromium.launch(**launch_options())`."""
    arguments = list(_QUIET)
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses to work for root
    return {"executable_path": executable(), "headless": True, "args": arguments}
