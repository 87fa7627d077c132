"""Learning from moderators: which words stand in spam here, and which in other comments.

A naive Bayes classifier over the words that a text has or has not (Graham, “A Plan for Spam”,
2002), which knows nothing until this site has decided about some comments. It keeps counts of
words, not texts; of each comment it remembers what it was learned as, so that a changed mind is
learned too.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from flaskr.core.db import session_of
from flaskr.features.comments.models import Comment, CommentWord
from flaskr.lib.telling_words import telling_words

SPAM, HAM = "spam", "ham"
ALL = "*"
"""The row that counts comments; no word is written so."""

FEWEST = 5
"""Below so many comments of each kind there is no opinion."""
MOST_WORDS = 24
_UNSURE = 1.0  # how many comments the even odds of a word that nobody knows are worth


@dataclass(frozen=True)
class Opinion:
    """How likely a comment is spam (0–1), and the words that say so most, those first."""

    probability: float
    words: tuple[str, ...]


def learn(comment: Comment, kind: str | None) -> None:
    """Remember that a comment is SPAM or HAM, or with None that nothing is known of it any more."""
    if comment.learned == kind:
        return
    db = session_of(comment)
    words = words_of(comment)
    if comment.learned is not None:
        _count(db, words, comment.learned, -1)
    if kind is not None:
        _count(db, words, kind, 1)
    comment.learned = kind
    db.flush()


def learn_all(db: Session, *, batch: int = 500) -> int:
    """Forget everything, then learn from all comments that are approved or spam; return how many.

    For after an import, whose comments nobody here has decided about.
    """
    db.execute(delete(CommentWord))
    counts: dict[str, list[int]] = {}
    learned, after = 0, 0
    while True:
        some = db.scalars(
            select(Comment).where(Comment.id > after).order_by(Comment.id).limit(batch)
        ).all()
        if not some:
            break
        for comment in some:
            kind = {"approved": HAM, "spam": SPAM}.get(comment.state)
            comment.learned = kind
            if kind is not None:
                learned += 1
                for word in (ALL, *words_of(comment)):
                    counts.setdefault(word, [0, 0])[kind == HAM] += 1
        after = some[-1].id
        db.flush()
        db.expunge_all()
    rows = [{"word": word, "spam": s, "ham": h} for word, (s, h) in sorted(counts.items())]
    for start in range(0, len(rows), batch):
        db.execute(_ADD, rows[start : start + batch])
    return learned


def opinion(db: Session, comment: Comment) -> Opinion | None:
    """Say how likely a comment is spam; None while too little was learned."""
    words = words_of(comment)
    found = db.connection().execute(_COUNTS, {"words": [ALL, *words]})
    return judged(words, {word: (spam, ham) for word, spam, ham in found})


def judged(words: Iterable[str], counts: Mapping[str, tuple[int, int]]) -> Opinion | None:
    """Weigh words by how many comments of spam and of other kinds they stand in."""
    spams, hams = counts.get(ALL, (0, 0))
    if min(spams, hams) < FEWEST:
        return None
    weights = []
    for word in words:
        spam, ham = counts.get(word, (0, 0))
        if spam + ham > 0:
            in_spam = (max(spam, 0) + _UNSURE / 2) / (spams + _UNSURE)
            in_ham = (max(ham, 0) + _UNSURE / 2) / (hams + _UNSURE)
            weights.append((math.log(in_spam / in_ham), word))
    weights.sort(key=lambda each: (-abs(each[0]), each[1]))
    telling = weights[:MOST_WORDS]
    total = sum(weight for weight, _word in telling)
    said = tuple(word for weight, word in telling if weight > 0)
    return Opinion(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), said)


def words_of(comment: Comment) -> list[str]:
    """Return what is counted of a comment, each once and sorted."""
    return telling_words(
        comment.body,
        name=comment.author_name,
        email=comment.author_email,
        website=comment.author_url,
    )


def _count(db: Session, words: Iterable[str], kind: str, by: int) -> None:
    # In one order for everybody, so that two moderators never wait for each other.
    rows = [
        {"word": word, "spam": by * (kind == SPAM), "ham": by * (kind == HAM)}
        for word in sorted((ALL, *words))
    ]
    db.execute(_ADD, rows)


_COUNTS = select(CommentWord.word, CommentWord.spam, CommentWord.ham).where(
    CommentWord.word.in_(bindparam("words", expanding=True))
)
_ADD = text("""
    INSERT INTO comment_words (word, spam, ham) VALUES (:word, :spam, :ham)
    ON CONFLICT (word) DO UPDATE SET
        spam = comment_words.spam + excluded.spam, ham = comment_words.ham + excluded.ham
""")
