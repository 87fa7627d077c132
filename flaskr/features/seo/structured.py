"""What pages say of themselves in the words of schema.org, as JSON-LD."""

from typing import Any

from flaskr.features.accounts.pages import AuthorRef
from flaskr.features.posts.pages import AuthorPage, HomePage, PostPage, TagPage
from flaskr.features.series.pages import SeriesBox
from flaskr.features.site.pages import SiteInfo

Described = dict[str, Any]


def described(
    page: Any, site: SiteInfo, language: str, series: SeriesBox | None = None
) -> list[Described]:
    """Return the things a public page in a language is about; none for one only for people.

    A post may be a part of a series.
    """
    match page:
        case PostPage(is_locked=True):
            return []
        case PostPage(is_page=True):
            return [_crumbs(site, (page.title, page.url))]
        case PostPage():
            tags = [(tag.name, tag.url) for tag in page.tags[:1]]
            posting = _posting(page, site, language) | (_part(series, site) if series else {})
            return [posting, _crumbs(site, *tags, (page.title, page.url))]
        case AuthorPage():
            return [_person(page.author, site), _crumbs(site, (page.author.name, page.author.url))]
        case TagPage():
            return [_crumbs(site, (page.tag.name, page.tag.url))]
        case HomePage() if page.canonical_url:
            return [_website(site)]
    return []


def _posting(page: PostPage, site: SiteInfo, language: str) -> Described:
    found: Described = {
        **_kind("BlogPosting"),
        "headline": page.title,
        "url": site.url + page.url,
        "mainEntityOfPage": site.url + page.url,
        "datePublished": page.published_at.isoformat(timespec="seconds"),
        "dateModified": (page.updated_at or page.published_at).isoformat(timespec="seconds"),
        "author": [_named(author, site) for author in page.authors],
        "publisher": {"@type": "Organization", "name": site.title, "url": f"{site.url}/"},
        "inLanguage": language,
    }
    if page.excerpt:
        found["description"] = page.excerpt
    if page.tags:
        found["keywords"] = [tag.name for tag in page.tags]
    if page.cover is not None:
        found["image"] = absolute(page.cover.src, site)
    return found


def _part(series: SeriesBox, site: SiteInfo) -> Described:
    whole = {"@type": "CreativeWorkSeries", "name": series.name, "url": site.url + series.url}
    return {"isPartOf": whole, "position": series.number}


def _person(author: AuthorRef, site: SiteInfo) -> Described:
    found = {**_kind("Person"), **_named(author, site)}
    if author.website:
        found["sameAs"] = [author.website]
    if author.avatar is not None:
        found["image"] = absolute(author.avatar.src, site)
    return found


def _website(site: SiteInfo) -> Described:
    found = {
        **_kind("WebSite"),
        "name": site.title,
        "url": f"{site.url}/",
        "inLanguage": site.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{site.url}/search?q={{words}}",
            "query-input": "required name=words",
        },
    }
    if site.tagline:
        found["description"] = site.tagline
    return found


def _crumbs(site: SiteInfo, *steps: tuple[str, str]) -> Described:
    whole = [(site.title, "/"), *steps]
    return {
        **_kind("BreadcrumbList"),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": site.url + url}
            for place, (name, url) in enumerate(whole, 1)
        ],
    }


def _named(author: AuthorRef, site: SiteInfo) -> Described:
    return {"@type": "Person", "name": author.name, "url": site.url + author.url}


def _kind(name: str) -> Described:
    return {"@context": "https://schema.org", "@type": name}


def absolute(address: str, site: SiteInfo) -> str:
    """Return an address of this site with the site's own before it."""
    return site.url + address if address.startswith("/") else address
