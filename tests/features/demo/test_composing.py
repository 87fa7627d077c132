"""Texts put together from pieces are what the renderer makes of the whole."""

from random import Random

import pytest

from flaskr.features.demo.composing import LONGEST, SHORTEST, Composer
from flaskr.features.demo.generating import Cast, Generated, chunks
from flaskr.features.demo.outline import FATES, Order, Outline
from flaskr.features.posts.rendering import EXCERPT_LENGTH
from flaskr.features.search.words import folded
from flaskr.lib import markdown, text
from tests.features.demo.large import COMMENTS, POSTS, UNTIL

CAST = Cast(((7, "Ana"), (8, "Eddy")), ((3, "Rén"), (4, "old dogs")))


def generated(seed: int, start: int = 0) -> list[Generated]:
    """Generate a sample's posts without storing them."""
    order = Order(seed, POSTS, COMMENTS, UNTIL)
    return [each for chunk in chunks(order, CAST, start=start) for each in chunk]


@pytest.fixture(scope="module")
def sample() -> list[Generated]:
    """A sample's posts."""
    return generated(1)


def test_a_post_is_byte_for_byte_what_the_renderer_makes(sample: list[Generated]) -> None:
    shown = "".join(each.post.html for each in sample)
    for tag in ("<ul>", "<ol>", "<blockquote>", "<table", "<pre", "<h2", "<a href", "<em>"):
        assert tag in shown, tag
    for each in sample:
        made = markdown.render(each.post.body)
        assert each.post.html == made.html
        assert type(each.post.html) is type(made.html)
        assert each.post.text == made.text
        assert each.post.summary == text.excerpt(made.text, length=EXCERPT_LENGTH)
        assert each.post.reading_minutes == text.reading_minutes(made.text)
        assert each.body_words == folded(made.text)
        assert each.title_words == folded(each.post.title)


def test_the_same_seed_makes_the_same_posts(sample: list[Generated]) -> None:
    assert generated(1) == sample
    others = {each.post.title for each in generated(2)}
    assert len(others & {each.post.title for each in sample}) < POSTS // 10


def test_there_are_exactly_as_many_comments_as_ordered(sample: list[Generated]) -> None:
    counts = [len(each.said) for each in sample]
    assert sum(counts) == COMMENTS
    assert max(counts) > 4 * COMMENTS / POSTS
    assert counts.count(0) > POSTS // 5
    for each in sample:
        times = [said[7] for said in each.said]
        assert times == sorted(times)
        assert all(said[0] is None or said[0] < place for place, said in enumerate(each.said))


def test_most_posts_are_public_and_some_are_not() -> None:
    outline = Outline(Order(1, 5_000, 0, UNTIL))
    fates = [outline.fate(number) for number in range(5_000)]
    assert set(fates) == set(FATES)
    assert fates.count("public") > 4_700
    years = {outline.time(number, Random(number)).year for number in range(0, 5_000, 100)}
    assert len(years) >= 10


def test_lengths_are_spread_as_those_of_blogs_are() -> None:
    composer, rng = Composer(1), Random(1)
    counts = sorted(text.word_count(composer.text(rng).text) for _ in range(300))
    assert 300 < counts[150] < 520
    assert SHORTEST <= counts[0] < 120
    assert 1_200 < counts[-1] < LONGEST


def test_words_are_as_unequally_frequent_as_in_a_language() -> None:
    composer, rng = Composer(1), Random(1)
    words = " ".join(composer.text(rng).folded for _ in range(100)).split()
    common, middle, rare = (words.count(composer.lexicon.words[rank]) for rank in (0, 20, 2000))
    assert common > 3 * middle > 30 * rare
