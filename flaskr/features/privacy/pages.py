"""What a theme sees of the page about privacy."""

from dataclasses import dataclass, field

from flaskr.features.posts.pages import Page


@dataclass(frozen=True)
class Kept:
    """Something that the site keeps about people."""

    about: str = field(metadata={"help": "A heading, such as “If you comment”."})
    what: str = field(metadata={"help": "What is kept."})
    why: str = field(metadata={"help": "What for."})
    until: str = field(metadata={"help": "For how long."})


@dataclass(frozen=True)
class KeptCookie:
    """A cookie that the site may set."""

    name: str = field(metadata={"help": "Its name."})
    what_for: str = field(metadata={"help": "When it is set, and what for."})
    until: str = field(metadata={"help": "How long it stays."})


@dataclass(frozen=True, kw_only=True)
class PrivacyPage(Page):
    """What the site keeps about its readers."""

    kept: tuple[Kept, ...] = field(metadata={"help": "What is kept about people, by occasion."})
    cookies: tuple[KeptCookie, ...] = field(metadata={"help": "The cookies it may set."})
