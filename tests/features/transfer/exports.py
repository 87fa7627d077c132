"""Small exports for tests, written as WordPress writes them."""

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Harbour Notes</title><link>https://harbour.example</link>
<description>Boats and weather</description><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://harbour.example</wp:base_site_url>
<wp:base_blog_url>https://harbour.example</wp:base_blog_url>
"""
AUTHOR = (
    "<wp:author><wp:author_id>{id}</wp:author_id><wp:author_login>{login}</wp:author_login>"
    "<wp:author_email>{email}</wp:author_email>"
    "<wp:author_display_name>{name}</wp:author_display_name></wp:author>"
)


def author(id: int, login: str, email: str = "", name: str = "") -> str:
    return AUTHOR.format(id=id, login=login, email=email, name=name or login.title())


def category(slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:category_nicename>{slug}</wp:category_nicename>"
        f"<wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name>{name}</wp:cat_name></wp:category>"
    )


def item(id: int, title: str, content: str = "Some text.", **facts: Any) -> str:
    """Write an item; `terms` are (domain, slug, name), `meta` a dict, `comments` are texts."""
    slug = facts.get("slug", title.lower().replace(" ", "-"))
    date = facts.get("date", "2020-05-01 08:00:00")
    inner = {
        "title": title,
        "link": facts.get("link", f"https://harbour.example/2020/05/{slug}/"),
        "guid": facts.get("guid", f"https://harbour.example/?p={id}"),
        "dc:creator": facts.get("creator", "ana"),
        "content:encoded": content,
        "excerpt:encoded": facts.get("excerpt", ""),
        "wp:post_id": id,
        "wp:post_date_gmt": date,
        "wp:post_name": slug,
        "wp:status": facts.get("status", "publish"),
        "wp:post_type": facts.get("type", "post"),
        "wp:post_parent": facts.get("parent", 0),
        "wp:post_password": facts.get("password", ""),
        "wp:is_sticky": int(facts.get("sticky", False)),
        "wp:attachment_url": facts.get("url", ""),
    }
    parts = [f"<{name}>{escape(str(value))}</{name}>" for name, value in inner.items()]
    parts += [
        f'<category domain="{domain}" nicename="{slug}">{name}</category>'
        for domain, slug, name in facts.get("terms", ())
    ]
    parts += [
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value>"
        "</wp:postmeta>"
        for key, value in facts.get("meta", {}).items()
    ]
    return f"<item>{''.join(parts)}{''.join(facts.get('comments', ()))}</item>\n"


def comment(id: int, text: str, *, parent: int = 0, approved: str = "1", **facts: str) -> str:
    return (
        f"<wp:comment><wp:comment_id>{id}</wp:comment_id>"
        f"<wp:comment_author>{facts.get('name', 'Max')}</wp:comment_author>"
        f"<wp:comment_author_url>{facts.get('url', '')}</wp:comment_author_url>"
        f"<wp:comment_date_gmt>2020-05-0{id % 9 + 1} 09:00:00</wp:comment_date_gmt>"
        f"<wp:comment_content>{escape(text)}</wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_type>{facts.get('type', '')}</wp:comment_type>"
        f"<wp:comment_user_id>{facts.get('user', '0')}</wp:comment_user_id>"
        f"<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
    )


def wxr(*parts: str) -> str:
    return HEAD + "".join(parts) + "</channel></rss>\n"


def write(folder: Path, *parts: str, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_text(wxr(*parts), encoding="utf-8")
    return path
