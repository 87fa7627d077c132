"""Writing comments: the verbs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from flaskr.core import clock
from flaskr.core.errors import Conflict, Denied, Invalid, NotFound
from flaskr.core.permissions import SYSTEM, VISITOR, Actor
from flaskr.features.accounts.models import User
from flaskr.features.comments import clearing, closing, judging, moderating, posting
from flaskr.features.comments.judging import Signs
from flaskr.features.comments.models import Comment
from flaskr.features.comments.rules import rule_of
from flaskr.features.posts import publishing, writing
from flaskr.features.posts.models import Post
from flaskr.features.site.identity import SiteValues, change_site
from tests.features.posts.factories import published

LONG = "I walked there last year and the ice was thick enough to stand on."


@pytest.fixture
def post(db: Session, ana: User) -> Post:
    return published(db, ana, "A walk")


def words(body: str = LONG, by: Actor = VISITOR, **facts: Any) -> posting.Words:
    usual = {"name": "Cleo", "email": "cleo@example.org", "website": "", "answers_id": None}
    return posting.checked(body=body, by=by, **{**usual, **facts})


def say(db: Session, post: Post, body: str = LONG, **facts: Any) -> Comment:
    by, signs = facts.pop("by", VISITOR), facts.pop("signs", Signs())
    ready = words(body, by, **facts)
    return posting.post_comment(db, post.id, ready, by=by, signs=signs)


def open_to_all(db: Session, **more: Any) -> None:
    change_site(db, by=SYSTEM, comments="open", comments_hold_first=False, **more)


def test_the_first_comment_of_a_person_waits_and_the_next_ones_are_shown(
    db: Session, post: Post
) -> None:
    first = say(db, post)
    assert (first.state, first.reasons) == ("pending", ["first"])
    assert say(db, post, "And another one.").state == "pending"
    moderating.approve(first, by=SYSTEM)
    assert say(db, post, "A third one.").state == "approved"
    assert say(db, post, "By nobody known.", email="").state == "pending"
    assert say(db, post, "By somebody else.", email="other@example.org").state == "pending"


def test_an_address_of_an_account_s_comments_opens_nothing_for_guests(
    db: Session, post: Post, max: User
) -> None:
    first = say(db, post, by=max.actor)
    assert (first.author_name, first.user_id, first.state) == ("Max", max.id, "pending")
    moderating.approve(first, by=SYSTEM)
    assert say(db, post, "Once more.", by=max.actor).state == "approved"
    first.author_email = "max@example.org"
    db.flush()
    assert say(db, post, "As if I were Max.", email="max@example.org").state == "pending"


def test_whoever_moderates_a_post_is_not_moderated_there(
    db: Session, post: Post, ana: User, eddy: User
) -> None:
    change_site(db, by=SYSTEM, comments="moderated")
    assert say(db, post, by=ana.actor).state == "approved"
    theirs = published(db, eddy, "Of an editor")
    assert say(db, theirs, by=ana.actor).state == "pending"


def test_a_post_says_otherwise_than_its_site(db: Session, post: Post) -> None:
    open_to_all(db)
    assert say(db, post).state == "approved"
    writing.set_comments(post, "moderated", by=SYSTEM)
    assert say(db, post, "Another").reasons == ["moderated"]
    writing.set_comments(post, "closed", by=SYSTEM)
    with pytest.raises(Conflict, match="closed"):
        say(db, post, "A third")
    with pytest.raises(Invalid):
        writing.set_comments(post, "sometimes", by=SYSTEM)


def test_comments_close_some_days_after_publication(db: Session, post: Post, ana: User) -> None:
    assert post.published_at is not None
    days = SiteValues(comments_days=7)
    published_at = post.published_at
    post.published_at = clock.now() - timedelta(days=7, minutes=1)
    assert rule_of(post, days) == "closed"
    post.published_at = clock.now() - timedelta(days=6)
    assert rule_of(post, days) == "open"
    post.published_at = published_at
    publishing.redate(post, by=SYSTEM, at=clock.now() - timedelta(days=7, hours=2))
    assert closing.close_ended(db) == 0
    change_site(db, by=SYSTEM, comments_days=7)
    assert closing.close_ended(db) == 1
    with pytest.raises(Conflict):
        say(db, post)


def test_pages_take_no_comments_unless_they_say_so(db: Session, ana: User) -> None:
    page = writing.write(db, by=SYSTEM, title="About", body="Us", kind="page", author_ids=[ana.id])
    publishing.publish(page, by=SYSTEM)
    assert rule_of(page, SiteValues()) == "closed"
    writing.set_comments(page, "open", by=SYSTEM)
    assert rule_of(page, SiteValues()) == "open"


def test_nobody_comments_on_what_not_everybody_reads(db: Session, post: Post) -> None:
    with pytest.raises(NotFound):
        posting.post_comment(db, 2**31, words(), by=VISITOR)
    publishing.set_visibility(post, "private", by=SYSTEM)
    with pytest.raises(NotFound):
        say(db, post)
    publishing.set_visibility(post, "public", by=SYSTEM)
    publishing.unpublish(post, by=SYSTEM)
    with pytest.raises(NotFound):
        say(db, post)


def test_a_comment_sent_twice_is_one(db: Session, post: Post, ana: User) -> None:
    open_to_all(db)
    mine = Signs(sender="a secret number")
    first = say(db, post, signs=mine)
    assert say(db, post, f"  {LONG.upper()}\n", signs=mine) is first
    assert say(db, post, name="Somebody else", signs=mine) is not first
    assert say(db, published(db, ana, "Another"), signs=mine).post_id != post.id
    first.created_at -= posting.SAME_FOR
    db.flush()
    assert say(db, post, signs=mine) is not first


def test_whoever_repeats_another_s_words_does_not_get_their_comment(
    db: Session, post: Post
) -> None:
    open_to_all(db)
    first = say(db, post, signs=Signs(sender="one"))
    assert say(db, post, signs=Signs(sender="another")) is not first
    assert say(db, post) is not first


def test_who_sent_a_comment_is_forgotten_after_an_hour(db: Session, post: Post) -> None:
    old, new = (say(db, post, f"{LONG} {n}", signs=Signs(sender="one")) for n in range(2))
    assert old.sent_key != new.sent_key
    old.created_at -= clearing.SENDERS_KEPT_FOR + timedelta(minutes=1)
    db.flush()
    clearing.forget_senders(db)
    db.expire_all()
    assert (old.sent_key, bool(new.sent_key)) == (None, True)


def test_how_a_comment_came_may_let_it_wait_or_stand_with_the_spam(db: Session, post: Post) -> None:
    open_to_all(db, comments_blocklist="cheap watches\nbad.example\n\nads")
    links = "https://a.example https://b.example https://c.example"
    for body, signs, state, reasons in (
        ("Plain words.", Signs(), "approved", []),
        ("Filled in all.", Signs(is_trapped=True), "spam", ["trap"]),
        ("Unsigned.", Signs(seconds=None), "pending", ["unsigned"]),
        ("Fast.", Signs(seconds=1), "pending", ["fast: 1"]),
        ("Not so fast.", Signs(seconds=3), "approved", []),
        (links, Signs(), "pending", ["links: 3"]),
        ("Buy Cheap  Watches!", Signs(), "spam", ["blocked: cheap watches"]),
        ("See http://bad.example/x", Signs(), "spam", ["blocked: bad.example"]),
        ("It leads nowhere, says Dad.", Signs(), "approved", []),
        ("Read the ads, then!", Signs(), "spam", ["blocked: ads"]),
        (
            "Two reasons cheap watches",
            Signs(seconds=0),
            "spam",
            ["fast: 0", "blocked: cheap watches"],
        ),
    ):
        comment = say(db, post, body, signs=signs)
        assert (comment.state, comment.reasons) == (state, reasons), body
        assert len(judging.sentences(comment.reasons)) == len(reasons)


def test_the_same_words_under_many_posts_are_spam(db: Session, ana: User) -> None:
    open_to_all(db)
    posts = [published(db, ana, f"Post {n}") for n in range(3)]
    made = [say(db, post, name=f"Name {post.id}") for post in posts]
    assert [comment.reasons for comment in made] == [[], ["same"], ["repeated: 3"]]
    assert [comment.state for comment in made] == ["approved", "pending", "spam"]
    assert [say(db, post, "Thank you!").state for post in posts] == ["approved"] * 3


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("body", {"body": " \n"}),
        ("body", {"body": "x" * (posting.LONGEST + 1)}),
        ("name", {"name": "  "}),
        ("email", {"email": "nobody"}),
        ("website", {"website": "javascript:alert(1)"}),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(field: str, facts: dict[str, str]) -> None:
    with pytest.raises(Invalid) as raised:
        words(**facts)
    assert raised.value.field == field
    assert raised.value.message in posting.SENTENCES.values()


def test_what_is_written_is_kept_as_it_can_be_shown(db: Session, post: Post) -> None:
    comment = say(
        db,
        post,
        "*Nice* <script>alert(1)</script> [here](javascript:alert(1))",
        name="<b>Cleo</b>\nthe second",
        website="cleo.example",
    )
    assert "<em>Nice</em>" in comment.html
    assert "<script" not in comment.html
    assert 'href="javascript' not in comment.html
    assert comment.author_name == "Cleo the second"
    assert comment.author_url == "https://cleo.example"


def test_an_answer_stands_below_what_readers_see(db: Session, post: Post, ana: User) -> None:
    open_to_all(db)
    first = say(db, post)
    assert say(db, post, "Yes.", answers_id=first.id).parent_id == first.id
    moderating.mark_as_spam(first, by=SYSTEM)
    assert say(db, post, "Yes, yes.", answers_id=first.id).parent_id is None
    elsewhere = say(db, published(db, ana, "Another"), "There.")
    assert say(db, post, "And there?", answers_id=elsewhere.id).parent_id is None
    assert say(db, post, "No such.", answers_id=2**40).parent_id is None


def test_its_writer_changes_a_comment_and_it_is_judged_again(db: Session, post: Post) -> None:
    open_to_all(db)
    comment = say(db, post)
    posting.edit_own(comment, words("Better *words*."), by=VISITOR)
    assert (comment.body, comment.state) == ("Better *words*.", "approved")
    assert "<em>words</em>" in comment.html
    assert comment.edited_at is not None
    change_site(db, by=SYSTEM, comments="moderated")
    posting.edit_own(comment, words("Other words."), by=VISITOR)
    assert (comment.state, comment.reasons) == ("pending", ["moderated", "edited"])
    comment.created_at -= posting.OWN_FOR
    with pytest.raises(Denied, match="15 minutes"):
        posting.edit_own(comment, words("Too late."), by=VISITOR)


def test_changing_a_comment_does_not_show_what_nobody_approved(
    db: Session, post: Post, eddy: User
) -> None:
    open_to_all(db)
    comment = say(db, post)
    # Taken back, changed and brought again, it is judged like any other.
    posting.delete_own(comment)
    change_site(db, by=SYSTEM, comments="moderated")
    posting.edit_own(comment, words("Buy this."), by=VISITOR)
    posting.bring_back_own(comment)
    assert comment.state == "pending"
    # What waits for a moderator, or was sent back by one, goes on waiting.
    change_site(db, by=SYSTEM, comments="open")
    posting.edit_own(comment, words("Harmless."), by=VISITOR)
    assert (comment.state, comment.reasons) == ("pending", ["moderated", "edited"])
    moderating.approve(comment, by=eddy.actor)
    posting.edit_own(comment, words("Harmless, too."), by=VISITOR)
    assert comment.state == "approved"
    moderating.unapprove(comment, by=eddy.actor)
    posting.edit_own(comment, words("As harmless."), by=VISITOR)
    assert comment.state == "pending"
    moderating.mark_as_spam(comment, by=eddy.actor)
    posting.delete_own(comment)
    posting.edit_own(comment, words("Not spam at all."), by=VISITOR)
    posting.bring_back_own(comment)
    assert comment.state == "spam"


def test_what_a_moderator_removed_its_writer_does_not_bring_back(
    db: Session, post: Post, eddy: User
) -> None:
    open_to_all(db)
    comment = say(db, post)
    moderating.trash(comment, by=eddy.actor)
    for again in (
        lambda: posting.bring_back_own(comment),
        lambda: posting.delete_own(comment),
        lambda: posting.edit_own(comment, words("Once more."), by=VISITOR),
    ):
        with pytest.raises(Denied, match="has removed"):
            again()
    moderating.approve(comment, by=eddy.actor)
    posting.delete_own(comment)
    posting.bring_back_own(comment)
    assert comment.state == "approved"


def test_its_writer_takes_a_comment_back_and_brings_it_again(db: Session, post: Post) -> None:
    open_to_all(db)
    comment = say(db, post)
    for _ in range(2):
        posting.delete_own(comment)
        assert comment.state == "trash"
    for _ in range(2):
        posting.bring_back_own(comment)
        assert comment.state == "approved"
    posting.delete_own(comment)
    comment.created_at -= posting.OWN_FOR
    with pytest.raises(Denied):
        posting.bring_back_own(comment)


def test_many_words_that_say_nothing_are_refused(db: Session, post: Post) -> None:
    with pytest.raises(Invalid, match="nothing in it"):
        words("[a]: https://example.org")
    assert db.scalar(select(func.count(Comment.id))) == 0
