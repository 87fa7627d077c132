"""From rows to what a theme sees."""

from datetime import datetime

from flaskr.core import clock
from flaskr.features.accounts.pages import author_ref
from flaskr.features.media.pictures import picture
from flaskr.features.posts.models import Tag
from flaskr.features.posts.pages import PostLink, PostSummary, TagRef, TextPart
from flaskr.features.posts.shown import Beside, ShownPost, ShownTag
from flaskr.lib import zones
from flaskr.lib.headings import TextSection, sections_of
from flaskr.lib.sanitize import SafeHtml

COVER_SIZES = "(min-width: 72rem) 66rem, 100vw"

LONG_MINUTES = 4
FEWEST_SECTIONS = 3


class Presenter:
    """Shows posts in the site's time zone."""

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone

    def local(self, at: datetime) -> datetime:
        """Return a time in the site's zone."""
        return zones.to_local(at, self.timezone)

    def summary(self, post: ShownPost) -> PostSummary:
        """Return what lists show of a post; one that is not out yet is dated as planned."""
        published_at = self.local(post.published_at or post.scheduled_at or clock.now())
        updated_at = self.local(post.updated_at)
        locked = post.visibility == "password"
        return PostSummary(
            id=post.id,
            title=post.title,
            url=post.path,
            excerpt=post.excerpt or ("" if locked else post.summary),
            published_at=published_at,
            updated_at=updated_at if updated_at.date() > published_at.date() else None,
            authors=tuple(author_ref(user) for user in post.authors),
            tags=tuple(tag_ref(tag) for tag in post.tags),
            cover=picture(post.cover, sizes=COVER_SIZES) if post.cover and not locked else None,
            reading_minutes=post.reading_minutes,
            is_featured=post.featured_at is not None,
            is_locked=locked,
        )


def tag_ref(tag: Tag | ShownTag) -> TagRef:
    """Return what a theme sees of a tag."""
    return TagRef(
        name=tag.name, slug=tag.slug, url=f"/tag/{tag.slug}/", description=tag.description
    )


def contents_of(html: SafeHtml, reading_minutes: int) -> tuple[TextPart, ...]:
    """Return the table of contents of a text, or nothing for one that is read at a glance."""
    if reading_minutes < LONG_MINUTES:
        return ()
    sections = sections_of(html)
    count = sum(1 + len(section.parts) for section in sections)
    return _parts(sections) if count >= FEWEST_SECTIONS else ()


def _parts(sections: tuple[TextSection, ...]) -> tuple[TextPart, ...]:
    return tuple(TextPart(each.title, f"#{each.anchor}", _parts(each.parts)) for each in sections)


def post_link(post: Beside | None) -> PostLink | None:
    """Return a link to a post, or None for none."""
    return PostLink(post.title, post.path) if post else None
