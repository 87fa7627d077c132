"""Comparing: which posts share most with one, by rare tags and rare words.

Each tag and word that a post shares with another adds to how like they are, by how few posts have
it (inverse document frequency; Spärck Jones, 1972). Of the words those count that stand in the
post most often. The search index gives the newest posts that have a word, in half a millisecond
however many there are; a word that more have than are asked for says nothing and is passed over.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.features.posts.listing import is_public
from flaskr.features.posts.models import Post, PostTag
from flaskr.features.posts.rendering import current_revision
from flaskr.features.search.documents import Place
from flaskr.features.search.index import index_of
from flaskr.features.search.query import Query, Term
from flaskr.features.search.words import words_of
from flaskr.features.translations.listing import languages_of

MOST_TAGS, MOST_WORDS, MOST_PAIRED = 8, 24, 7
MOST_POSTS = 150
"""Of a tag or a word so many of the newest posts are compared with."""
SHORTEST_WORD = 4
LEAST = 1.0
"""Posts less alike than this have nothing to do with each other."""
_TITLE_TIMES = 4
_TAG_WEIGHT = 1.5


def most_alike(db: Session, post: Post, limit: int) -> list[int]:
    """Return the ids of the public posts most like one, the most alike first."""
    scores: defaultdict[int, float] = defaultdict(float)
    for weight, ids in (*_by_tags(db, post), *_by_words(db, post)):
        share = weight / math.log(2 + len(ids))
        for id in ids:
            scores[id] += share
    scores.pop(post.id, None)
    alike = [id for id, score in scores.items() if score >= LEAST]
    # A surplus, for those that turn out not to be for everybody.
    alike.sort(key=lambda id: (-scores[id], -id))
    return _for_its_readers(db, post, alike[: 4 * limit])[:limit]


def _by_tags(db: Session, post: Post) -> Iterator[tuple[float, list[int]]]:
    for tag in post.tags[:MOST_TAGS]:
        query = select(PostTag.post_id).where(PostTag.tag_id == tag.id)
        ids = list(db.scalars(query.order_by(PostTag.post_id.desc()).limit(MOST_POSTS)))
        yield _TAG_WEIGHT, ids


def _by_words(db: Session, post: Post) -> Iterator[tuple[float, list[int]]]:
    index, common = index_of(db), []
    for word, times in _telling(db, post):
        # The second time says less than the first.
        weight = min(1.0, 0.4 + 0.2 * times)
        found = index.newest(db, Query((Term((word,)),)), Place.ANYWHERE, MOST_POSTS)
        if found.has_more:
            common.append((word, weight))
        elif len(found.ids) > 1:
            yield weight, list(found.ids)
    # What each of two words does not tell on a large site, both together may.
    for (one, first), (other, second) in combinations(common[:MOST_PAIRED], 2):
        both = Query((Term((one,)), Term((other,))))
        found = index.newest(db, both, Place.ANYWHERE, MOST_POSTS)
        if not found.has_more and len(found.ids) > 1:
            yield first + second, list(found.ids)


def _telling(db: Session, post: Post) -> list[tuple[str, int]]:
    revision = current_revision(post)
    counted = Counter(words_of(revision.text) if revision else ())
    for word in words_of(post.title):
        counted[word] += _TITLE_TIMES
    long = [
        each for each in counted.items() if len(each[0]) >= SHORTEST_WORD or not each[0].isascii()
    ]
    return sorted(long, key=lambda each: (-each[1], -len(each[0]), each[0]))[:MOST_WORDS]


def _for_its_readers(db: Session, post: Post, ids: list[int]) -> list[int]:
    """Return those that everybody may read, in the language of the post: no translations of it."""
    query = select(Post.id).where(
        Post.id.in_(ids), Post.kind == "post", Post.visibility == "public", *is_public()
    )
    found = set(db.scalars(query))
    language = languages_of(db, [post.id, *found])
    return [id for id in ids if id in found and language[id] == language[post.id]]
