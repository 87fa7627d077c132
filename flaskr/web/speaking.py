"""The language Studio speaks: the one its user has chosen, else the site's, else English.

What the public pages say is in a theme's catalogs; what Studio says is in its own, and in the
instance's folder `translations`, where an owner can put one that is not shipped.
"""

from pathlib import Path
from typing import cast

from flask import Flask, current_app, g

from flaskr.core.runtime import Core
from flaskr.lib.language_tags import name_of
from flaskr.lib.languages import SOURCE, Language
from flaskr.web.access import actor
from flaskr.web.environment import PageEnvironment
from flaskr.web.themes import Languages

CATALOGS = Path(__file__).parent / "translations"
NAME = "flaskr.studio_languages"
"""Under which an application keeps them."""


def init_app(app: Flask, core: Core) -> None:
    """Look for Studio's catalogs in the instance first."""
    app.extensions[NAME] = Languages((core.instance / "translations", CATALOGS))


def studio_environment() -> PageEnvironment:
    """Return the environment in which this request's pages of Studio are made."""
    found: PageEnvironment | None = g.get("studio_environment")
    return found if found is not None else speak(actor().language)


def speak(tag: str) -> PageEnvironment:
    """Speak the language of a tag for the rest of this request; without one, the site's."""
    languages: Languages = current_app.extensions[NAME]
    base = cast(PageEnvironment, current_app.jinja_env)
    found = g.studio_environment = languages.environment(tag or _sites(), base)
    return found


def spoken() -> Language:
    """Return the language of this request's pages of Studio."""
    return studio_environment().language


def offered() -> dict[str, str]:
    """Return the languages that Studio can speak: their tags, and what they are called."""
    folders = (CATALOGS, Path(current_app.instance_path) / "translations")
    tags = {path.stem for folder in folders for path in folder.glob("*.po")}
    return {tag: name_of(tag) for tag in sorted({SOURCE, *tags})}


def _sites() -> str:
    context: dict[str, object] = {}
    current_app.update_template_context(context)
    return str(getattr(context.get("site"), "language", SOURCE))
