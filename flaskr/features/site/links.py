"""Links that an owner gives the site: in its navigation, its foot, and to where else it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from flaskr.core.errors import Invalid
from flaskr.lib import urls

MOST_LINKS = 30


@dataclass(frozen=True)
class Link:
    """A label and the address it leads to."""

    label: str
    url: str


def links_of(text: str, field: str) -> tuple[Link, ...]:
    """Read links written one a line, the address last; raises Invalid for `field`."""
    links = []
    for line in text.splitlines():
        label, _space, url = line.strip().rpartition(" ")
        if url and not label:
            raise Invalid(field, "“%(line)s” needs a label before its address.", line=line.strip())
        if url:
            links.append(Link(label.strip(), url))
    return tuple(links)


def lines_of(links: Iterable[Link]) -> str:
    """Write links as `links_of` reads them."""
    return "\n".join(f"{link.label} {link.url}" for link in links)


def check_links(links: tuple[Link, ...], field: str) -> None:
    """Raise Invalid for `field` unless readers can be sent to each of the links."""
    if len(links) > MOST_LINKS:
        raise Invalid(field, "Use at most %(most)s links.", most=MOST_LINKS)
    for link in links:
        _check_link(link, field)


def _check_link(link: Link, field: str) -> None:
    if not link.label or not link.url:
        raise Invalid(field, "Each entry needs a label and an address.")
    try:
        parts = urls.split(link.url)
    except ValueError as error:
        raise Invalid(field, str(error)) from error
    if parts.scheme not in {"", "http", "https", "mailto"} or link.url.startswith("//"):
        raise Invalid(field, "“%(url)s” is no address that a link may have.", url=link.url)
    if not parts.scheme and not link.url.startswith(("/", "#")):
        raise Invalid(field, "Begin “%(url)s” with / or https://.", url=link.url)
