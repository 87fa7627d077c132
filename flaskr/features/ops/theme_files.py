"""Themes as folders: listing them, and beginning a new one."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from flaskr.core.errors import Invalid

DEFAULT = Path(__file__).parents[2] / "themes" / "default"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_TOML = """\
name = "{title}"
description = "What makes it different."
version = "1.0"
license = "BSD-3-Clause"
"""
_README = """\
# {title}

Every file here takes the place of the one with the same name in the default theme; what is not
here is the default theme's. Copy from there only what you change.

- `templates/`: the pages. What each of them sees is told in the reference, “What a theme sees”.
  Parts of your own go into `templates/parts/`.
- `static/css/theme.bundle`: the style sheets that are joined into one, in their order. `own.css`
  comes last.
- `translations/`: catalogs with what this theme says otherwise.

`flaskr theme check {name}` looks at every page with it. To use it, set `THEME = "{name}"` in
`config.py` and start anew.
"""
_CSS = """\
/* Change tokens here: colours, sizes, letters. The names are those of the default tokens.css. */
@layer tokens {
  :root {
    --hue: 250;
  }
}
"""


@dataclass(frozen=True)
class ThemeFolder:
    """A theme: its name, its folder, and what its theme.toml says of it."""

    name: str
    folder: Path
    title: str
    version: str
    description: str


def theme_folders(instance: Path) -> list[ThemeFolder]:
    """Return the default theme and those of the instance, by name."""
    found = [DEFAULT]
    if (instance / "themes").is_dir():
        found += sorted(
            path for path in (instance / "themes").iterdir() if (path / "theme.toml").is_file()
        )
    return [described(path) for path in found]


def described(folder: Path) -> ThemeFolder:
    """Return a theme as its theme.toml describes it; raises Invalid for one that cannot be read."""
    try:
        told = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid("name", "There is no theme.toml in %(folder)s.", folder=folder) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            "name", "%(file)s cannot be read: %(error)s.", file=folder / "theme.toml", error=error
        ) from error
    return ThemeFolder(
        name=folder.name,
        folder=folder,
        title=str(told.get("name", folder.name)),
        version=str(told.get("version", "")),
        description=str(told.get("description", "")),
    )


def new_theme(name: str, instance: Path) -> Path:
    """Make a theme's folder in the instance's; raises Invalid for a bad name or a taken one."""
    if not _NAME.fullmatch(name) or name == "default":
        raise Invalid(
            "name", "Use small letters, digits and hyphens, and another name than default."
        )
    folder = instance / "themes" / name
    if folder.exists():
        raise Invalid("name", "There is something at %(folder)s already.", folder=folder)
    title = name.replace("-", " ").capitalize()
    bundle = (DEFAULT / "static" / "css" / "theme.bundle").read_text(encoding="utf-8")
    files = {
        "theme.toml": _TOML.format(title=title),
        "README.md": _README.format(title=title, name=name),
        "static/css/theme.bundle": f"{bundle.rstrip()}\nown.css\n",
        "static/css/own.css": _CSS,
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "templates" / "parts").mkdir(parents=True)
    return folder
