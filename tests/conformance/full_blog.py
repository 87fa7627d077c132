"""A blog with one of everything, so that every address has something to show."""

import re
from itertools import product
from pathlib import Path
from typing import Any

from flaskr.core import clock
from flaskr.core.permissions import Role
from flaskr.core.runtime import Core
from flaskr.core.tally import Counted
from flaskr.features.accounts import registering
from flaskr.features.accounts.models import User
from flaskr.features.appearance import choosing
from flaskr.features.appearance.pictures import made_icon
from flaskr.features.comments import following, telling
from flaskr.features.comments.models import CommentFollower
from flaskr.features.comments.signing import owner_key
from flaskr.features.comments.storing import keep_comment
from flaskr.features.pings import index_now
from flaskr.features.posts import preview_links, publishing, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.features.redirects.counting import Asked, count
from flaskr.features.seo.sitemaps import RANGE
from flaskr.features.series import arranging
from flaskr.features.site.identity import change_site
from flaskr.features.site.look import Look
from flaskr.features.site.redirects import add_redirect
from flaskr.features.transfer import beginning
from flaskr.features.translations import translating
from flaskr.lib import passwords
from tests.features.media.samples import photo, uploaded

LAST_DAY = 99_999


def full_blog(core: Core, olga: User, folder: Path) -> dict[str, tuple[Any, ...]]:
    """Fill the blog; return what stands for each argument of its addresses.

    A name with a rule before it, such as `/tag/<slug>/ slug`, is for that rule alone.
    """
    icon = made_icon(core.storage, photo())
    media = uploaded(core, photo(), "lake.jpg", by=olga.actor)
    hashed = passwords.hash_password("open the diary")
    with core.db.transaction() as db:
        posts = {
            title: _write(db, olga, title, "page" if title == "A page" else "post")
            for title in ("A post", "A page", "A draft", "A diary", "A secret", "A plan")
        }
        for title in ("A post", "A page", "A diary", "A secret"):
            publishing.publish(posts[title], by=olga.actor)
        diary, post = posts["A diary"], posts["A post"]
        publishing.set_visibility(diary, "password", by=olga.actor, password_hash=hashed)
        publishing.set_visibility(posts["A secret"], "private", by=olga.actor)
        publishing.feature(posts["A post"], True, by=olga.actor)
        tagging.set_tags(post, ["Lake"], by=olga.actor)
        writing.describe(post, by=olga.actor, cover=db.merge(media))
        writing.revise(post, by=olga.actor, title="A post", body="Newer *text*.")
        comment = keep_comment(
            db, post.id, author_name="Max", author_email="", author_url="", html="<p>Nice</p>",
            created_at=clock.now(), state="approved",
        )  # fmt: skip
        follower = CommentFollower(post_id=post.id, email="max@example.org", created_at=clock.now())
        db.add(follower)
        db.flush()
        change_site(
            db,
            by=olga.actor,
            security_contact="mailto:olga@example.org",
            look=Look(accent="#b3261e", home_page="a-page", icon=icon),
        )
        choosing.keep_draft(db, Look(accent="#1e6b2e"), by=olga.actor)
        add_redirect(db, "/2019/05/old.html", "/a-post/")
        index_now.make_key(db)
        count(db, {Asked(404, "/category/lake", ""): Counted(times=3, note="https://a.example/")})
        row = beginning.begin(
            db, by=olga.actor, format="wordpress", path=folder / "old.xml", name="old.xml"
        )
        registering.invite(db, by=olga.actor, role=Role.AUTHOR)
        key = owner_key(core.settings["SECRET_KEY"], comment.id)
        slugs = tuple(each.slug for each in posts.values())
        ids = tuple(each.id for each in posts.values())
        at, tag_id = post.published_at, post.tags[0].id
        assert at is not None
        series = arranging.begin_series(db, "A series", by=olga.actor)
        arranging.add_part(series, post, by=olga.actor)
        series_id, series_slug = series.id, series.slug
        translating.set_language(post, "de", by=olga.actor)
        link = preview_links.make_link(posts["A draft"], by=olga.actor, days=7)
        preview_key = preview_links.key_of(core.settings["SECRET_KEY"], link)
    return {
        "series_id": (series_id,),
        "/series/<slug>/ slug": (series_slug,),
        **{f"/language/<tag>/{end} tag": ("de", "xx") for end in _ENDS if end != "feed"},
        "slug": (*slugs, "none"),
        "digest": ("0123456789ab",),
        "username": ("olga", "nobody"),
        "year": (at.year,),
        "month": (at.month,),
        "id": ids,
        "post_id": ids,
        "number": (1, 2),
        "comment_id": (comment.id,),
        **{f"/comments/<int:comment_id>/own/<key>{end} key": (key,) for end in ("", "/edit")},
        "user_id": (olga.id,),
        "until": (LAST_DAY,),
        "/comments/<int:comment_id>/moderation/<int:user_id>/<int:until>/<key> key": (
            telling.moderator_key(core.settings["SECRET_KEY"], comment.id, olga.id, LAST_DAY),
        ),
        "follower_id": (follower.id,),
        **{
            f"/comments/following/<int:follower_id>/<key>{end} key": (
                following.address(core.settings["SECRET_KEY"], follower.id).rpartition("/")[2],
            )
            for end in ("", "/removal")
        },
        "import_id": (row.id,),
        "media_id": (media.id,),
        "key": (media.key, "none.png"),
        "path": ("2019/05/old.html", "none/at/all"),
        "token": ("none",),
        "link_id": (link.id,),
        "/studio/previews/<int:link_id>/<key> key": (
            preview_key,
            "none",
        ),
        "/media/social/<int:post_id>-<digest>.jpg post_id": (0, post.id, diary.id),
        "/sitemap-<int:number>.xml number": (0, (ids[0] - 1) // RANGE + 1),
        "/sitemap-tags-<int:number>.xml number": ((tag_id - 1) // RANGE + 1,),
        "/sitemap-authors-<int:number>.xml number": ((olga.id - 1) // RANGE + 1,),
        **{f"/tag/<slug>/{end} slug": ("lake", "none") for end in _ENDS},
    }


_ENDS = ("", "feed", "feed.atom", "feed.rss", "feed.json")


def _write(db: Any, olga: User, title: str, kind: str) -> Post:
    return writing.write(db, by=olga.actor, title=title, body="Some *text*.", kind=kind)


def filled(rule: str, values: dict[str, tuple[Any, ...]]) -> list[str]:
    """Return the addresses of a rule; an argument that has no value here fails the test."""
    names = re.findall(r"<(?:\w+:)?(\w+)>", rule)
    chosen = [values.get(f"{rule} {name}", values.get(name)) for name in names]
    assert None not in chosen, f"say what {rule} is visited with"
    pattern = re.sub(r"<[^>]+>", "{}", rule)
    return [pattern.format(*one) for one in product(*(each or () for each in chosen))]
