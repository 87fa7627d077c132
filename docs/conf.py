"""Sphinx: Markdown by MyST, the furo theme, nothing fetched from elsewhere."""

import re
from pathlib import Path

_VERSION = re.search(
    r'__version__ = "(.+)"',
    (Path(__file__).parent.parent / "flaskr" / "__init__.py").read_text(encoding="utf-8"),
)
assert _VERSION is not None

project = "Flaskr"
author = "the Flaskr contributors"
copyright = "the Flaskr contributors, BSD-3-Clause"
release = version = _VERSION[1]

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "adr/template.md"]
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"Flaskr {release}"
html_show_sphinx = False
html_copy_source = False
