"""What crawlers ask for: robots.txt, llms.txt, security.txt and the sitemap."""

from collections.abc import Sequence

from flask import Blueprint, Response, render_template

from flaskr.core import clock
from flaskr.core.db import LARGEST_ID
from flaskr.core.errors import NotFound
from flaskr.features.posts.listing import Flow, public_posts
from flaskr.features.seo import crawlers, sitemaps
from flaskr.features.seo.sitemaps import Address
from flaskr.features.site.context import current_site, site_url
from flaskr.web.access import public
from flaskr.web.current import reading, visiting
from flaskr.web.pagecache import depends_on

bp = Blueprint("seo", __name__, template_folder="templates")
NEWEST_TOLD = 100
_OF_ITS_OWN = (Address("/"), Address("/tags/"), Address("/archive/"))


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Ask crawlers to stay out of Studio, and those of AI to stay away if the site says so."""
    depends_on()
    text = crawlers.robots(site_url(), refuse_ai=current_site().refuse_ai_crawlers)
    return Response(text, mimetype="text/plain")


@bp.get("/llms.txt")
@public
def llms() -> Response:
    """Tell programs that read for people where what is, unless the site refuses them."""
    depends_on("posts")
    site, base = current_site(), site_url()
    if site.refuse_ai_crawlers:
        raise NotFound
    newest = public_posts(visiting(), Flow(), limit=NEWEST_TOLD)
    posts = [(post.title, base + post.path, post.excerpt or post.summary) for post in newest.posts]
    sections = (
        ("Posts", posts),
        ("More", [("Archive", f"{base}/archive/", ""), ("Tags", f"{base}/tags/", "")]),
        ("Feeds", [("Atom", f"{base}/feed.atom", "The newest posts, whole.")]),
    )
    return Response(crawlers.llms(site.title, site.tagline, sections), mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Say whom to tell of a hole; made anew each time, because it says how long it is good for."""
    contact = current_site().security_contact
    if not contact:
        raise NotFound
    url = f"{site_url()}/.well-known/security.txt"
    text = crawlers.security([contact], url=url, now=clock.now())
    return Response(text, mimetype="text/plain")


@bp.get("/sitemap.xml")
@public
def index() -> Response:
    """List the sitemap's files."""
    depends_on("posts")
    db = reading()
    names = [
        "/sitemap-0.xml",
        *(f"/sitemap-{n}.xml" for n in sitemaps.files_of_posts(db)),
        *(f"/sitemap-tags-{n}.xml" for n in sitemaps.files_of_tags(db)),
        *(f"/sitemap-authors-{n}.xml" for n in sitemaps.files_of_authors(db)),
    ]
    return _xml(render_template("seo/index.xml", base=site_url(), names=names))


@bp.get("/sitemap-<int:number>.xml")
@public
def posts(number: int) -> Response:
    """List the posts and pages of a range of ids; number 0 has the site's own, and series."""
    if number:
        return _file(sitemaps.posts_in(reading(), _known(number)))
    depends_on("series")
    return _file([*_OF_ITS_OWN, *sitemaps.series_listed(reading())])


@bp.get("/sitemap-tags-<int:number>.xml")
@public
def tags(number: int) -> Response:
    """List the tags of a range of ids."""
    return _file(sitemaps.tags_in(reading(), _known(number)))


@bp.get("/sitemap-authors-<int:number>.xml")
@public
def authors(number: int) -> Response:
    """List the authors of a range of ids."""
    return _file(sitemaps.authors_in(reading(), _known(number)))


def _known(number: int) -> int:
    if number > LARGEST_ID // sitemaps.RANGE:
        raise NotFound
    return number


def _file(addresses: Sequence[Address]) -> Response:
    depends_on("posts")
    if not addresses:
        depends_on("addresses", odd=True)
        raise NotFound
    return _xml(render_template("seo/urls.xml", base=site_url(), addresses=addresses))


def _xml(text: str) -> Response:
    return Response(text, mimetype="application/xml")
