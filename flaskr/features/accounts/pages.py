"""What a theme sees of a user."""

from dataclasses import dataclass, field
from typing import Protocol

from flaskr.features.accounts.models import User
from flaskr.lib.sanitize import SafeHtml
from flaskr.lib.text import initials


@dataclass(frozen=True)
class Avatar:
    """A square image of a person."""

    src: str = field(metadata={"help": "Where the image is."})
    width: int = field(default=256, metadata={"help": "Its width in pixels."})
    height: int = field(default=256, metadata={"help": "Its height in pixels."})


@dataclass(frozen=True)
class AuthorRef:
    """An author, as shown beside a post or on a page of their own."""

    name: str = field(metadata={"help": "The name to show."})
    username: str = field(metadata={"help": "The unique name in addresses."})
    url: str = field(metadata={"help": "The author's page."})
    bio: SafeHtml = field(metadata={"help": "A few lines about the author; may be empty."})
    website: str = field(metadata={"help": "The author's own site; may be empty."})
    avatar: Avatar | None = field(metadata={"help": "An image, or None."})
    initials: str = field(metadata={"help": "One or two letters to show without an avatar."})


class Author(Protocol):
    """Somebody whose name stands on public pages: a user, or what was read of one."""

    @property
    def username(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def bio_html(self) -> SafeHtml: ...
    @property
    def website(self) -> str: ...
    @property
    def avatar_url(self) -> str | None: ...


def author_ref(user: User | Author) -> AuthorRef:
    """Return what a theme sees of the user."""
    return AuthorRef(
        name=user.name or user.username,
        username=user.username,
        url=f"/author/{user.username}/",
        bio=user.bio_html,
        website=user.website,
        avatar=Avatar(user.avatar_url) if user.avatar_url else None,
        initials=initials(user.name or user.username),
    )
