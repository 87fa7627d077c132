"""What a theme sees of comments, in its fragment `comments.html`."""

from dataclasses import dataclass, field
from datetime import datetime

from flaskr.lib.sanitize import SafeHtml


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment in its thread."""

    id: int = field(metadata={"help": "Its number, for links to it."})
    depth: int = field(metadata={"help": "How many comments it answers, one above the other; 0–4."})
    kind: str = field(metadata={"help": "comment, pingback or trackback."})
    author_name: str = field(metadata={"help": "Who wrote it."})
    author_url: str = field(metadata={"help": "Their own site; may be empty."})
    is_author: bool = field(metadata={"help": "Whether an author of the post wrote it."})
    published_at: datetime = field(metadata={"help": "When it was written, in the site's zone."})
    html: SafeHtml = field(metadata={"help": "What they wrote."})
