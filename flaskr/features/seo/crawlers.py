"""What crawlers are asked: robots.txt, llms.txt and security.txt as texts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

AI_CRAWLERS = (
    "AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ClaudeBot",
    "cohere-ai", "Diffbot", "Google-Extended", "GPTBot", "ImagesiftBot", "Meta-ExternalAgent",
    "Omgilibot", "PanguBot", "Timpibot", "Webzio-Extended",
)  # fmt: skip
"""Who gathers texts for the training of models, by the names that they say they obey; those that
fetch a page because a person asks for it, or for an index that leads here, are not among them."""

_CLOSED = ("/studio/", "/auth/", "/search", "/comments/")
_GOOD_FOR = timedelta(days=180)


def robots(base_url: str, *, refuse_ai: bool) -> str:
    """Return robots.txt (RFC 9309): out of Studio, and where the sitemap is."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    groups = [f"User-agent: *\n{closed}"]
    if refuse_ai:
        names = "".join(f"User-agent: {name}\n" for name in AI_CRAWLERS)
        groups.append(f"{names}Disallow: /\n")
    return "\n".join([*groups, f"Sitemap: {base_url}/sitemap.xml\n"])


def llms(
    title: str, tagline: str, sections: Iterable[tuple[str, Iterable[tuple[str, str, str]]]]
) -> str:
    """Return llms.txt (llmstxt.org): Markdown with sections of links, each (title, URL, about)."""
    lines = [f"# {_line(title)}"]
    if tagline:
        lines += ["", f"> {_line(tagline)}"]
    for heading, links in sections:
        entries = [_entry(*link) for link in links]
        if entries:
            lines += ["", f"## {heading}", "", *entries]
    return "\n".join(lines) + "\n"


def security(contacts: Iterable[str], *, url: str, now: datetime) -> str:
    """Return security.txt (RFC 9116); it is good for half a year from the beginning of a month."""
    until = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + _GOOD_FOR
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {until.isoformat().replace('+00:00', 'Z')}", f"Canonical: {url}"]
    return "\n".join(lines) + "\n"


def _entry(title: str, url: str, about: str) -> str:
    label = _line(title).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"- [{label}]({url})" + (f": {_line(about)}" if about else "")


def _line(text: str) -> str:
    return " ".join(text.split())
