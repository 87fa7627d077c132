"""Reading languages: those of a post and its translations, and the posts of a language."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, String, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from flaskr.core.prepared import Prepared
from flaskr.core.visits import Reader
from flaskr.features.posts.listing import Flow
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import site_values
from flaskr.features.translations.models import PostLanguage
from flaskr.lib.language_tags import tag_or_text


@dataclass(frozen=True)
class Version:
    """A post in one of the languages of its group."""

    id: int
    title: str
    path: str
    language: str
    is_public: bool


_ANY = Prepared(select(PostLanguage.post_id).limit(1))
_own = aliased(PostLanguage)
_VERSIONS = Prepared(
    select(
        Post.id,
        Post.title,
        Post.slug,
        PostLanguage.language,
        Post.published_at,
        Post.trashed_at,
        Post.visibility,
    )
    .select_from(_own)
    .join(
        PostLanguage,
        or_(PostLanguage.post_id == _own.post_id, PostLanguage.group_id == _own.group_id),
    )
    .join(Post, Post.id == PostLanguage.post_id)
    .where(_own.post_id == bindparam("post_id"))
    .order_by(PostLanguage.language)
)
_LANGUAGE: BindParameter[str] = bindparam("language", type_=String)
_IN = Post.id.in_(select(PostLanguage.post_id).where(PostLanguage.language == _LANGUAGE))
_IN_SITES = (
    func.coalesce(
        select(PostLanguage.language)
        .where(PostLanguage.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery(),
        _LANGUAGE,
    )
    == _LANGUAGE
)


def has_any(db: Reader) -> bool:
    """Say whether a post of this site has a language: most sites need not ask for each post."""
    return bool(_ANY.all(db.connection(), {}))


def versions_of(db: Reader, post_id: int) -> tuple[Version, ...]:
    """Return the post and its translations by language; nothing for one without a language."""
    return tuple(
        Version(
            id,
            title,
            f"/{slug}/",
            language,
            published_at is not None and trashed_at is None and visibility != "private",
        )
        for id, title, slug, language, published_at, trashed_at, visibility in _VERSIONS.all(
            db.connection(), {"post_id": post_id}
        )
    )


def languages_of(db: Session, post_ids: Collection[int]) -> dict[int, str]:
    """Return the language of each post; of those that say none it is the site's."""
    query = select(PostLanguage.post_id, PostLanguage.language)
    said = {
        row.post_id: row.language
        for row in db.execute(query.where(PostLanguage.post_id.in_(post_ids)))
    }
    sites = tag_or_text(site_values(db).language)
    return {id: said.get(id, sites) for id in post_ids}


def flow_of(language: str, *, site_language: str) -> Flow:
    """Return the flow of a language's posts; those that say none are in the site's."""
    return Flow(within=_IN_SITES if language == site_language else _IN, language=language)


def posts_to_link(db: Session, post: Post, limit: int = 100) -> Sequence[Post]:
    """Return the newest posts of the same kind that are not in a group yet."""
    linked = select(PostLanguage.post_id).where(PostLanguage.group_id.is_not(None))
    query = select(Post).where(
        Post.kind == post.kind,
        Post.id != post.id,
        Post.trashed_at.is_(None),
        Post.id.not_in(linked),
    )
    return db.scalars(query.order_by(Post.id.desc()).limit(limit)).all()
