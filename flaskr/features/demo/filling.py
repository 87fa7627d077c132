"""Filling a site with the sample content, each part once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.db import find, known
from flaskr.core.errors import Conflict
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import free_username, make_user
from flaskr.features.accounts.profile import change_profile, make_avatar, render_bio, set_avatar
from flaskr.features.demo import sample
from flaskr.features.demo.adding import add_text
from flaskr.features.media.models import Media
from flaskr.features.media.uploading import Prepared, add_media, keep, prepare
from flaskr.features.posts.models import Post
from flaskr.features.series.arranging import add_part, begin_series
from flaskr.features.series.listing import all_series
from flaskr.features.site.identity import (
    SiteValues,
    change_site,
    get,
    put,
    site_values,
)
from flaskr.features.site.links import Link
from flaskr.features.translations.listing import versions_of
from flaskr.features.translations.translating import add_translation, set_language
from flaskr.lib import passwords

_KEY = "demo"


@dataclass(frozen=True)
class Plan:
    """What is missing of the sample content."""

    authors: tuple[sample.Author, ...]
    pictures: tuple[str, ...]
    texts: tuple[sample.Text, ...]

    @property
    def steps(self) -> int:
        """How many steps `fill` takes."""
        return len(self.authors) + len(self.pictures) + len(self.texts)


def plan(core: Core, *, beside: bool = False) -> Plan:
    """Find out what is missing of the sample content.

    Raises Conflict on a site with posts of its own, unless the sample may stand `beside` them.
    """
    with core.db.reading() as db:
        added = _added(db)
        own = select(Post.id).where(Post.id.not_in(added["texts"].values())).limit(1)
        if not beside and db.scalar(own) is not None:
            raise Conflict(
                "This site has posts of its own. Use an empty instance folder, or add the sample "
                "content beside them with “flaskr demo --force”."
            )
        authors = [author for author in sample.authors() if author.key not in added["authors"]]
        texts = [text for text in sample.texts() if text.name not in added["texts"]]
    pictures = sorted(set().union(*(text.pictures for text in texts)))
    return Plan(tuple(authors), tuple(pictures), tuple(texts))


def fill(core: Core, plan: Plan) -> Iterator[str]:
    """Add what is missing, giving the name of each part once it is there.

    Each part has a transaction of its own: what is stopped goes on with what is missing.
    """
    for author in plan.authors:
        _add_author(core, author)
        yield author.name
    media: dict[str, int] = {}
    for name, prepared in _prepared(plan.pictures):
        keep(core.storage, prepared)
        with core.db.transaction() as db:
            media[name] = add_media(db, prepared, by=SYSTEM, alt=sample.PICTURES[name]).id
        yield name
    for text in plan.texts:
        # Hashing is slow by intent, and so stays outside the transaction.
        hashed = passwords.hash_password(text.password) if text.password else None
        with core.db.transaction() as db:
            added = _added(db)
            pictures = {name: db.get_one(Media, media[name]) for name in text.pictures}
            people = {key: db.get_one(User, id) for key, id in added["authors"].items()}
            post = add_text(db, text, people=people, pictures=pictures, password_hash=hashed)
            added["texts"][text.name] = post.id
            put(db, _KEY, added)
        yield text.title
    if plan.texts:
        _make_series(core)
        _say_languages(core)
    _name_site(core)


def _added(db: Session) -> dict[str, dict[str, int]]:
    """Return the ids of the sample's authors and texts that are on the site."""
    noted = get(db, _KEY) or {"authors": {}, "texts": {}}
    return {
        "authors": {key: id for key, id in noted["authors"].items() if known(db, User, id)},
        "texts": {name: id for name, id in noted["texts"].items() if known(db, Post, id)},
    }


def _add_author(core: Core, author: sample.Author) -> None:
    avatar = make_avatar(sample.picture(author.avatar)) if author.avatar else None
    if avatar is not None:
        core.storage.put(*avatar)
    with core.db.transaction() as db:
        username = free_username(db, author.username)
        user = make_user(db, username=username, name=author.name, role=Role.AUTHOR)
        html = render_bio(author.bio)
        change_profile(user, by=SYSTEM, name=author.name, email="", bio=author.bio, bio_html=html)
        if avatar is not None:
            set_avatar(user, avatar[0], by=SYSTEM)
        added = _added(db)
        added["authors"][author.key] = user.id
        put(db, _KEY, added)


def _prepared(names: tuple[str, ...]) -> Iterator[tuple[str, Prepared]]:
    """Make the pictures' sizes, on as many cores as there are: it is most of the time."""
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda name: prepare(sample.picture(name), name), names)
        yield from zip(names, made, strict=True)


def _make_series(core: Core) -> None:
    """Put sample posts into their series, where these are not there yet."""
    with core.db.transaction() as db:
        names = {series.name for series, _count in all_series(db)}
        texts = _added(db)["texts"]
        for name, (about, parts) in sample.SERIES.items():
            if name in names:
                continue
            series = begin_series(db, name, by=SYSTEM, description=about)
            for part in parts:
                if part in texts:
                    add_part(series, find(db, Post, texts[part]), by=SYSTEM)


def _say_languages(core: Core) -> None:
    """Say the languages of sample posts that say none yet, and which are translations."""
    with core.db.transaction() as db:
        texts = {name: find(db, Post, id) for name, id in _added(db)["texts"].items()}
        for name, language in sample.LANGUAGES.items():
            if name in texts and not versions_of(db, texts[name].id):
                set_language(texts[name], language, by=SYSTEM)
        for name, other in sample.TRANSLATIONS.items():
            if not {name, other} <= texts.keys() or versions_of(db, texts[name].id):
                continue
            if len(versions_of(db, texts[other].id)) == 1:
                add_translation(texts[name], texts[other], sample.LANGUAGES[other], by=SYSTEM)


def _name_site(core: Core) -> None:
    """Give a site that has no name yet the sample's name and navigation."""
    with core.db.transaction() as db:
        before = site_values(db)
        if before.title != SiteValues().title:
            return
        about = db.get_one(Post, _added(db)["texts"]["about"])
        links = [*sample.NAVIGATION, (about.title, about.path)]
        change_site(
            db,
            by=SYSTEM,
            title=sample.TITLE,
            tagline=sample.TAGLINE,
            look=replace(before.look, navigation=tuple(Link(*link) for link in links)),
        )
