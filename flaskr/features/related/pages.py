"""What a theme sees of related posts."""

from dataclasses import dataclass, field
from datetime import datetime

from flaskr.features.media.pages import Picture


@dataclass(frozen=True)
class RelatedLink:
    """A post that is like the one above it."""

    title: str = field(metadata={"help": "Its title."})
    url: str = field(metadata={"help": "Its address."})
    published_at: datetime = field(metadata={"help": "When it was published, in the site's zone."})
    reading_minutes: int = field(metadata={"help": "How long reading takes, in minutes."})
    cover: Picture | None = field(metadata={"help": "Its cover image, or None."})
