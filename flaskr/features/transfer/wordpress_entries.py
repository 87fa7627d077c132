"""One item of a WordPress export, converted into an entry."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import unquote

from flaskr.features.transfer.links import path_of
from flaskr.features.transfer.records import Entry, Remark, Rewriter, digest, stable_key
from flaskr.lib import text
from flaskr.lib.autop import autop
from flaskr.lib.sanitize import plain
from flaskr.lib.wordpress_content import wordpress_to_markdown
from flaskr.lib.wxr_records import Comment, Item

PASSED_OVER = frozenset({"auto-draft", "inherit"})
UNTITLED = "Untitled"
_STATES = {"publish": "published", "private": "published", "future": "published"}
_TRASHED = re.compile(r"__trashed(?:-\d+)?$")
_HEADING = re.compile(r"<(/?)h[1-6]\b[^<>]*>", re.IGNORECASE)
_CELL_END = re.compile(r"</(td|th|tr|dt|dd)\s*>", re.IGNORECASE)
_BETWEEN = {"td": " ", "th": " ", "tr": "<br>", "dt": "<br>", "dd": "<br>"}

Attachments = Mapping[int, tuple[str, str, str]]


def entry_of(
    item: Item,
    key: str,
    rewriter: Rewriter,
    *,
    attachments: Attachments,
    attached: Mapping[int, list[int]],
    file_keys: Mapping[int, str],
) -> Entry:
    """Convert a post or page: its content to Markdown, its links to this site's addresses."""
    converted = wordpress_to_markdown(
        item.content,
        attachment=attachments.get,
        attached=tuple(attached.get(item.id or 0, ())),
        footnotes=item.meta.get("footnotes", ""),
    )
    body = rewriter.rewrite(converted.markdown)
    title, notes = _title(item, body)
    state = "trashed" if item.status == "trash" else _STATES.get(item.status, "draft")
    if item.status == "pending":
        notes.append("It waited for review; it is a draft now.")
    return Entry(
        key=key,
        kind=item.type,
        title=title,
        body=body,
        state=state,
        excerpt=plain(item.excerpt),
        visibility=_visibility(item),
        password=item.password,
        published_at=item.published_at,
        updated_at=item.modified_at,
        featured=item.sticky,
        labels=tuple((unquote(r.slug), plain(r.name)) for r in (*item.categories, *item.tags)),
        people=tuple(stable_key(creator.login) for creator in item.creators),
        cover=_cover(item, attachments, file_keys, notes),
        old_paths=_old_paths(item) if state == "published" else (),
        remarks=tuple(_remark(comment, key, item.published_at) for comment in item.comments),
        notes=(*notes, *converted.notes),
    )


def slug_of(item: Item) -> str:
    """Return the last part of the item's address, readable, or "" where it has none yet."""
    return _TRASHED.sub("", unquote(item.slug))


def _title(item: Item, body: str) -> tuple[str, list[str]]:
    title = " ".join(plain(item.title).split())
    if len(title) > 500:
        return text.excerpt(title, length=500), ["Its title was cut at 500 characters."]
    if title:
        return title, []
    words = text.excerpt(plain(item.content), length=60) if body else ""
    title = words or UNTITLED
    return title, [f"It had no title and is called “{title}” now."]


def _visibility(item: Item) -> str:
    if item.status == "private":
        return "private"
    return "password" if item.password else "public"


def _cover(
    item: Item, attachments: Attachments, file_keys: Mapping[int, str], notes: list[str]
) -> str:
    if item.cover_id is None:
        return ""
    if item.cover_id in file_keys:
        return file_keys[item.cover_id]
    notes.append(f"Its featured image (number {item.cover_id}) is not in the export.")
    return ""


def _old_paths(item: Item) -> tuple[str, ...]:
    paths = [path_of(item.link), path_of(item.guid), f"/?p={item.id}" if item.id else ""]
    return tuple(dict.fromkeys(path for path in paths if path))


def _remark(comment: Comment, key: str, fallback: datetime | None) -> Remark:
    number = comment.id or digest(comment.published_at, comment.author_name, comment.content)[:16]
    return Remark(
        key=stable_key(f"{number} in {key}"),
        parent_key=stable_key(f"{comment.parent_id} in {key}") if comment.parent_id else None,
        author_name=comment.author_name,
        author_email=comment.author_email,
        author_url=comment.author_url,
        html=_plainer(autop(comment.content)),
        created_at=comment.published_at or fallback,
        state=comment.status,
        kind=comment.kind,
        number=comment.user_id,
    )


def _plainer(html: str) -> str:
    """Keep apart what comments here have no tags for: headings, and the cells of tables."""
    html = _HEADING.sub(lambda match: "</strong></p>" if match[1] else "<p><strong>", html)
    return _CELL_END.sub(lambda match: f"{match[0]}{_BETWEEN[match[1].lower()]}", html)
