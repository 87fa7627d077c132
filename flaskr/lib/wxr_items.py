"""From an element of a WordPress export to its record, whichever of the namespaces it uses."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Protocol, get_args
from urllib.parse import urlsplit

from flaskr.lib.wxr_records import (
    Author,
    Category,
    Comment,
    CommentKind,
    CommentStatus,
    Creator,
    Item,
    ItemType,
    Status,
    Tag,
    Term,
    TermRef,
)

_EXPORT_PATH = re.compile(r"^/export/([\w.]*)/?(excerpt/?)?$")
_KNOWN = {"/dc/elements/1.1/": "dc", "/rss/1.0/modules/content/": "content"}
_TYPES: dict[str, ItemType] = {name: name for name in get_args(ItemType)}
_STATUSES: dict[str, Status] = {name: name for name in get_args(Status)}
_COMMENT_STATUSES: dict[str, CommentStatus] = {
    "": "approved",
    "1": "approved",
    "approve": "approved",
    "approved": "approved",
    "spam": "spam",
    "trash": "trash",
    "post-trashed": "trash",
}
_COMMENT_KINDS: dict[str, CommentKind] = {"pingback": "pingback", "trackback": "trackback"}


class Element(Protocol):
    """The part of an ElementTree element that is used here."""

    tag: str
    attrib: dict[str, str]
    text: str | None

    def __iter__(self) -> Iterator["Element"]: ...


def name_of(element: Element) -> str:
    """Give `wp:post_id`, `dc:creator`, `title`: a short prefix for the known namespaces.

    WordPress's are known by host and path, with `http:` or `https:` and any version; an element
    of another namespace is called `other:` and its name.
    """
    namespace, brace, local = element.tag.rpartition("}")
    if not brace or namespace == "{":
        return local
    try:
        parts = urlsplit(namespace[1:])
    except ValueError:
        return f"other:{local}"
    if parts.hostname in ("wordpress.org", "www.wordpress.org"):
        match = _EXPORT_PATH.match(parts.path)
        return f"other:{local}" if not match else f"{'excerpt' if match[2] else 'wp'}:{local}"
    prefix = _KNOWN.get(parts.path, "other") if parts.hostname == "purl.org" else "other"
    return f"{prefix}:{local}"


def author(element: Element) -> Author:
    """Read a `wp:author`; its login is "" where the file has none."""
    texts = _texts(element)
    return Author(
        login=texts.get("wp:author_login", ""),
        email=texts.get("wp:author_email", ""),
        display_name=texts.get("wp:author_display_name", ""),
        first_name=texts.get("wp:author_first_name", ""),
        last_name=texts.get("wp:author_last_name", ""),
        id=_number(texts.get("wp:author_id", "")),
    )


def category(element: Element) -> Category:
    """Read a `wp:category`."""
    texts = _texts(element)
    slug = texts.get("wp:category_nicename", "")
    return Category(
        slug=slug,
        name=texts.get("wp:cat_name") or slug,
        parent=texts.get("wp:category_parent", ""),
        description=texts.get("wp:category_description", ""),
    )


def tag(element: Element) -> Tag:
    """Read a `wp:tag`."""
    texts = _texts(element)
    slug = texts.get("wp:tag_slug", "")
    return Tag(slug, texts.get("wp:tag_name") or slug, texts.get("wp:tag_description", ""))


def term(element: Element) -> Category | Tag | Term:
    """Read a `wp:term`, which newer exports also use for categories and tags."""
    texts = _texts(element)
    slug = texts.get("wp:term_slug", "")
    name = texts.get("wp:term_name") or slug
    parent, description = texts.get("wp:term_parent", ""), texts.get("wp:term_description", "")
    taxonomy = texts.get("wp:term_taxonomy", "")
    if taxonomy == "category":
        return Category(slug, name, parent, description)
    if taxonomy == "post_tag":
        return Tag(slug, name, description)
    return Term(taxonomy, slug, name, parent, description)


def item(element: Element, *, zone: tzinfo) -> Item:
    """Read an `item`; times without a zone are read in `zone`."""
    texts = _texts(element)
    meta = dict(_meta(element))
    # An item without a type is a fragment; a page template tells that it belongs to a page.
    guess = "page" if "_wp_page_template" in meta else "post"
    post_type = texts.get("wp:post_type") or guess
    domains = list(_terms(element))
    return Item(
        id=_number(texts.get("wp:post_id", "")),
        type=_TYPES.get(post_type, "other"),
        post_type=post_type,
        title=texts.get("title", ""),
        link=texts.get("link", ""),
        guid=texts.get("guid", ""),
        creators=_creators(texts.get("dc:creator", ""), domains),
        content=_raw(element, "content:encoded"),
        excerpt=_raw(element, "excerpt:encoded"),
        status=_STATUSES.get(texts.get("wp:status", ""), "draft"),
        password=texts.get("wp:post_password", ""),
        published_at=_first_time(
            _utc(texts.get("wp:post_date_gmt", ""), UTC),
            _rfc822(texts.get("pubDate", "")),
            _utc(texts.get("wp:post_date", ""), zone),
        ),
        modified_at=_first_time(
            _utc(texts.get("wp:post_modified_gmt", ""), UTC),
            _utc(texts.get("wp:post_modified", ""), zone),
        ),
        slug=texts.get("wp:post_name", ""),
        parent_id=_number(texts.get("wp:post_parent", "")) or None,
        menu_order=_number(texts.get("wp:menu_order", "")) or 0,
        sticky=texts.get("wp:is_sticky") == "1",
        categories=_refs(domains, "category"),
        tags=_refs(domains, "post_tag", "tag"),
        meta=MappingProxyType(meta),
        attachment_url=texts.get("wp:attachment_url", ""),
        comment_status="open" if texts.get("wp:comment_status") == "open" else "closed",
        comments=tuple(_comments(element, zone)),
    )


def _texts(element: Element) -> dict[str, str]:
    """The children's texts, without the space around them; the first of a name counts."""
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(name_of(child), (child.text or "").strip())
    return texts


def _raw(element: Element, name: str) -> str:
    return next((child.text or "" for child in element if name_of(child) == name), "")


def _number(text: str) -> int | None:
    match = re.fullmatch(r"-?[0-9]{1,18}", text)
    return int(text) if match else None


def _first_time(*times: datetime | None) -> datetime | None:
    return next((time for time in times if time is not None), None)


def _utc(text: str, zone: tzinfo) -> datetime | None:
    try:
        return (
            datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone).astimezone(UTC)
        )
    except (ValueError, OverflowError):
        return None


def _rfc822(text: str) -> datetime | None:
    if "-0001" in text:
        return None
    try:
        time = parsedate_to_datetime(text)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _terms(element: Element) -> Iterator[tuple[str, TermRef]]:
    for child in element:
        if child.tag == "category":
            name = (child.text or "").strip()
            slug = child.attrib.get("nicename", "").strip()
            yield child.attrib.get("domain", "category"), TermRef(slug, name or slug)


def _refs(domains: Iterable[tuple[str, TermRef]], *wanted: str) -> tuple[TermRef, ...]:
    """One reference a name; WXR 1.0 writes each twice, and only the second has the slug."""
    refs: dict[str, TermRef] = {}
    for domain, ref in domains:
        key = ref.name.casefold()
        if domain in wanted and key and (key not in refs or not refs[key].slug):
            refs[key] = ref
    return tuple(refs.values())


def _creators(login: str, domains: Iterable[tuple[str, TermRef]]) -> tuple[Creator, ...]:
    """The author, then the co-authors, whose slugs the plug-in may begin with `cap-`."""
    creators = {login: Creator(login)} if login else {}
    for domain, ref in domains:
        if domain == "author" and ref.name:
            slug = ref.slug.removeprefix("cap-") or ref.name
            creators[slug] = Creator(slug, ref.name)
    return tuple(creators.values())


def _meta(element: Element) -> Iterator[tuple[str, str]]:
    for child in element:
        if name_of(child) == "wp:postmeta" and (key := _texts(child).get("wp:meta_key", "")):
            yield key, _raw(child, "wp:meta_value")


def _comments(element: Element, zone: tzinfo) -> Iterator[Comment]:
    for child in element:
        if name_of(child) != "wp:comment":
            continue
        texts = _texts(child)
        yield Comment(
            id=_number(texts.get("wp:comment_id", "")) or 0,
            parent_id=_number(texts.get("wp:comment_parent", "")) or None,
            author_name=texts.get("wp:comment_author", ""),
            author_email=texts.get("wp:comment_author_email", ""),
            author_url=texts.get("wp:comment_author_url", ""),
            published_at=_first_time(
                _utc(texts.get("wp:comment_date_gmt", ""), UTC),
                _utc(texts.get("wp:comment_date", ""), zone),
            ),
            content=_raw(child, "wp:comment_content"),
            status=_COMMENT_STATUSES.get(texts.get("wp:comment_approved", ""), "pending"),
            kind=_COMMENT_KINDS.get(texts.get("wp:comment_type", ""), "comment"),
            user_id=_number(texts.get("wp:comment_user_id", "")) or None,
        )
