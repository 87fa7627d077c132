"""Let Lighthouse judge the sample site's home page and a post, on its slow phone.

usage: .venv/bin/python -m tools.lighthouse

Gets Lighthouse from npm into .venv where it is missing; needs Node.js and Chromium.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.provision import chromium, debian
from tests.serving import Site, flaskr

VERSION = "12"
HOME = Path(__file__).resolve().parent.parent / ".venv" / "share" / "lighthouse"
PAGES = ("/", "/nine-hours-on-the-ridge/", "/the-kettle-and-the-two-cent-part/")
LEAST = {"performance": 0.99, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}


def main() -> int:
    """Print a table of the scores; 1 where one is below what is asked."""
    program = _program()
    is_good = True
    with TemporaryDirectory(prefix="flaskr-lighthouse-", ignore_cleanup_errors=True) as folder:
        instance = Path(folder)
        flaskr(instance, "demo")
        site = Site(instance)
        try:
            site.get("/readyz")
            for path in PAGES:
                report = _report(program, f"http://127.0.0.1:{site.port}{path}", instance)
                is_good &= _told(path, report)
        finally:
            site.end()
    return 0 if is_good else 1


def _program() -> Path:
    program = HOME / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        npm = debian.provide("npm")
        command = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(HOME)]
        subprocess.run([*command, f"lighthouse@{VERSION}"], check=True, stdout=subprocess.DEVNULL)
    return program


def _report(program: Path, address: str, folder: Path) -> dict[str, Any]:
    output = folder / "report.json"
    flags = "--headless=new --no-sandbox"
    subprocess.run(
        [program, address, "--quiet", "--output=json", f"--output-path={output}",
         f"--chrome-flags={flags}", f"--only-categories={','.join(LEAST)}"],
        env=os.environ | {"CHROME_PATH": str(chromium.executable())},
        check=True,
    )  # fmt: skip
    report: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return report


def _told(path: str, report: dict[str, Any]) -> bool:
    is_good = True
    scores = []
    for name, least in LEAST.items():
        score = report["categories"][name]["score"]
        scores.append(f"{name} {score}")
        is_good &= score >= least
    audits = report["audits"]
    shift = audits["cumulative-layout-shift"]["numericValue"]
    weight = audits["total-byte-weight"]["numericValue"]
    print(f"{path}: {', '.join(scores)}; layout shift {shift}, {weight / 1024:.0f} KB")
    for name in LEAST:
        for each in report["categories"][name]["auditRefs"]:
            audit = audits[each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"  {name}: {audit['title']} ({audit['score']})")
    return is_good


if __name__ == "__main__":
    sys.exit(main())
