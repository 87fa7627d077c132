"""What a theme sees of the site."""

from dataclasses import dataclass, field

from flaskr.lib.sanitize import SafeHtml


@dataclass(frozen=True)
class NavLink:
    """An entry of the site's navigation."""

    label: str = field(metadata={"help": "The text to show."})
    url: str = field(metadata={"help": "Where it leads."})


@dataclass(frozen=True)
class FeedLink:
    """A feed that belongs to a page."""

    title: str = field(metadata={"help": "The feed's name."})
    url: str = field(metadata={"help": "Its address."})
    type: str = field(metadata={"help": "Its media type, such as application/atom+xml."})


@dataclass(frozen=True)
class LogoPicture:
    """A picture in the place of the site's title."""

    src: str = field(metadata={"help": "Where it is."})
    dark_src: str = field(metadata={"help": "Where the one for dark pages is, or empty."})
    width: int = field(metadata={"help": "Its width in pixels."})
    height: int = field(metadata={"help": "Its height in pixels."})


@dataclass(frozen=True)
class SiteInfo:
    """The site, on every page."""

    title: str = field(metadata={"help": "The site's title."})
    tagline: str = field(metadata={"help": "A line about the site; may be empty."})
    language: str = field(metadata={"help": "The language tag of its content (BCP 47)."})
    url: str = field(metadata={"help": "The site's address without a slash at the end."})
    navigation: tuple[NavLink, ...] = field(metadata={"help": "The site's main links."})
    footer_links: tuple[NavLink, ...] = field(metadata={"help": "Links at the foot of each page."})
    profiles: tuple[NavLink, ...] = field(
        metadata={"help": "Where else its owner is, each under its service's name."}
    )
    announcement: SafeHtml = field(metadata={"help": "What stands above every page; may be empty."})
    footer: SafeHtml = field(metadata={"help": "What stands below every page; may be empty."})
    logo: LogoPicture | None = field(metadata={"help": "Its logo, or None."})
    icon: str = field(
        metadata={"help": "What the addresses of its icon begin with, such as /media/icons/1f-."}
    )
    home_layout: str = field(
        metadata={"help": "How the home page shows posts: cover, list or journal."}
    )
    is_right_to_left: bool = field(metadata={"help": "Whether that is written so."})
    registration_open: bool = field(metadata={"help": "Whether everybody may register."})
