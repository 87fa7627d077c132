"""How the public site looks: what an owner chooses, and what each choice may be."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from flaskr.core.errors import Invalid
from flaskr.features.site.links import Link, check_links
from flaskr.lib import colours, stylesheets, urls

HOME_LAYOUTS = {
    "cover": "Cover story",
    "list": "List",
    "journal": "Journal",
}
"""How the home page shows posts: the newest one large, titles by year, or all alike."""
FONTS = {
    "system": "The reader’s own",
    "literata": "Literata",
    "garamond": "EB Garamond",
    "figtree": "Figtree",
    "bricolage": "Bricolage Grotesque",
}
"""Which letters the site is set in; but for the first they are shipped with Flaskr."""
MOST_WORDS = 2_000
MOST_CSS = 50_000
MOST_PROFILES = 20


@dataclass(frozen=True)
class Look:
    """The owner's choices; the defaults are those of a site nobody has dressed yet.

    `home_page` is the slug of a page that stands at `/` instead of the posts. `announcement` and
    `footer` are Markdown, beside them the HTML that was made of it. `profiles` are addresses.
    `icon` is what the keys of the icon's files begin with.
    """

    home_layout: str = "cover"
    home_page: str = ""
    accent: str = ""
    fonts: str = "system"
    announcement: str = ""
    announcement_html: str = ""
    footer: str = ""
    footer_html: str = ""
    navigation: tuple[Link, ...] = ()
    footer_links: tuple[Link, ...] = ()
    profiles: tuple[str, ...] = ()
    css: str = ""
    logo: "Logo | None" = None
    icon: str = ""


@dataclass(frozen=True)
class Logo:
    """A picture in the place of the title: its key in the library, its size in pixels.

    `dark` is the key of another one of the same kind for dark pages, or empty.
    """

    key: str
    width: int
    height: int
    dark: str = ""


DEFAULT_LOOK = Look()


def look_of(stored: Mapping[str, Any]) -> Look:
    """Read a look as it is stored; what this version does not know is passed over."""
    known = {field.name for field in fields(Look)}
    values = {name: value for name, value in stored.items() if name in known}
    for name in ("navigation", "footer_links"):
        if name in values:
            values[name] = tuple(Link(**link) for link in values[name])
    if "profiles" in values:
        values["profiles"] = tuple(values["profiles"])
    if values.get("logo"):
        values["logo"] = Logo(**values["logo"])
    return Look(**values)


def checked(look: Look) -> Look:
    """Return the look with its colour written out; raises Invalid."""
    if look.home_layout not in HOME_LAYOUTS:
        raise Invalid(
            "home_layout", "Choose one of %(choices)s.", choices=", ".join(HOME_LAYOUTS.values())
        )
    if look.fonts not in FONTS:
        raise Invalid("fonts", "Choose one of %(choices)s.", choices=", ".join(FONTS.values()))
    for name in ("announcement", "footer"):
        if len(getattr(look, name)) > MOST_WORDS:
            raise Invalid(name, "Use at most %(most)s characters.", most=f"{MOST_WORDS:,}")
    check_links(look.navigation, "navigation")
    check_links(look.footer_links, "footer_links")
    _check_profiles(look.profiles)
    _check_css(look.css)
    try:
        return replace(look, accent=look.accent and colours.parse(look.accent))
    except ValueError as error:
        raise Invalid("accent", str(error)) from error


def _check_profiles(profiles: tuple[str, ...]) -> None:
    if len(profiles) > MOST_PROFILES:
        raise Invalid("profiles", "Use at most %(most)s addresses.", most=MOST_PROFILES)
    for url in profiles:
        try:
            is_web = urls.split(url).scheme == "https"
        except ValueError as error:
            raise Invalid("profiles", str(error)) from error
        if not is_web or " " in url:
            raise Invalid(
                "profiles", "Write “%(url)s” as a whole address that begins with https://.", url=url
            )


def _check_css(css: str) -> None:
    if len(css) > MOST_CSS:
        raise Invalid("css", "Use at most %(most)s characters.", most=f"{MOST_CSS:,}")
    if complaint := stylesheets.complaint(css):
        raise Invalid("css", complaint)
