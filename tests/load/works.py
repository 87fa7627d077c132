"""The works: what a visitor, a reader or a writer asks of our site."""

import itertools

from tests.load.choosing import Chosen
from tests.load.wrk import Asked

READING = (
    "post", "home", "tag", "feed", "search", "not-modified", "not-found", "signed-in", "studio",
)  # fmt: skip
WRITING = ("publish", "reaction")
WORKS = (*READING, *WRITING)
GZIP = {"Accept-Encoding": "gzip"}
FEED = "/feed.atom"
_BROWSER = {**GZIP, "Sec-Fetch-Site": "same-origin"}
_REACTIONS = 60_000


def pages(chosen: Chosen) -> dict[str, str]:
    """Return the paths of the pages that a static server can serve as well."""
    return {"post": chosen.post, "home": "/", "tag": chosen.tag, "feed": FEED}


def reading(chosen: Chosen, *, cookie: str) -> dict[str, Asked]:
    """Return what is asked for each work that only reads, but for `not-modified`."""
    signed_in = {**GZIP, "Cookie": cookie}
    return {
        **{work: Asked(path, headers=GZIP) for work, path in pages(chosen).items()},
        "search": Asked(f"/search?q={chosen.word}", headers=GZIP),
        "not-found": Asked("/there/is/no/such/page", headers=GZIP, status=404),
        "signed-in": Asked(chosen.post, headers=signed_in),
        "studio": Asked("/studio/posts/", headers=signed_in),
    }


def not_modified(path: str, etag: str) -> Asked:
    """Return the request of a browser that has the page."""
    return Asked(path, headers={**GZIP, "If-None-Match": etag}, status=304)


def publishing(drafts: list[int], *, cookie: str) -> Asked:
    """Return the requests of a writer who publishes each draft and takes it back."""
    paths = [f"/studio/posts/{id}/publication" for id in drafts]
    paths += [f"{path}/removal" for path in paths]
    headers = {**_BROWSER, "Cookie": cookie}
    return Asked(headers=headers, status=303, lines=tuple(f"POST\t{path}" for path in paths))


def reactions(post_ids: tuple[int, ...], *, first: int = 0, count: int = _REACTIONS) -> Asked:
    """Return the reactions of so many visitors, each from an address of their own.

    The site must trust one proxy. `first` numbers the visitors, so that no later run takes
    back what an earlier one added.
    """
    ids = itertools.cycle(post_ids)
    lines = (
        f"POST\t/reactions/{next(ids)}/heart\tX-Forwarded-For: {_address(number)}"
        f"\tUser-Agent: Visitor {number}"
        for number in range(first, first + count)
    )
    return Asked(headers=_BROWSER, status=303, lines=tuple(lines))


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
