"""What is kept, for how long, and what pushes what out."""

from flaskr.web.pagecache.page import Page
from flaskr.web.pagecache.store import Key, PageStore


def key(path: str) -> Key:
    return ("http", "", path, "")


def page(*tags: str, size: int = 100, odd: bool = False) -> Page:
    made = Page("200 OK", [("Content-Type", "text/html")], b"x", tags=frozenset(tags), is_odd=odd)
    made.size = size
    return made


def test_a_page_is_dropped_by_each_of_its_tags_and_by_no_other() -> None:
    store = PageStore(1000)
    for path, tags in {"/a": ("post:1", "posts"), "/b": ("post:2", "posts"), "/c": ()}.items():
        assert store.put(key(path), page(*tags), since=store.mark())
    assert set(store.purge({"post:1", "post:9"})) == {key("/a")}
    assert set(store.pages) == {key("/b"), key("/c")}
    assert set(store.purge({"posts"})) == {key("/b")}
    assert set(store.purge(None)) == {key("/c")}
    assert store.size == 0
    assert not store._keys


def test_what_was_made_from_an_older_state_is_not_kept() -> None:
    store = PageStore(1000)
    before = store.mark()
    store.purge({"post:1"})
    assert not store.put(key("/a"), page("post:1", "posts"), since=before)
    assert store.put(key("/b"), page("post:2"), since=before)
    store.purge(None)
    assert not store.put(key("/b"), page("post:2"), since=before)
    assert store.put(key("/a"), page("post:1"), since=store.mark())


def test_more_purges_than_are_remembered_keep_out_what_began_before_them() -> None:
    store = PageStore(1000)
    before = store.mark()
    for number in range(2001):
        store.purge({f"post:{number}"})
    assert not store.put(key("/a"), page("other"), since=before)
    assert store.put(key("/a"), page("other"), since=before + 1)


def test_what_is_used_least_goes_first() -> None:
    store = PageStore(800)  # of which 700 are for ordinary pages
    kept = {path: page(size=200) for path in ("/a", "/b", "/c")}
    for path, made in kept.items():
        store.put(key(path), made, since=0)
    store.touch(key("/a"), kept["/a"])
    store.put(key("/d"), page(size=200), since=0)
    assert set(store.pages) == {key("/a"), key("/c"), key("/d")}
    assert store.size == 600
    store.put(key("/huge"), page(size=5000), since=0)
    assert store.size == 0, "a page larger than the room is not kept, and counted no more"


def test_addresses_that_anybody_can_make_up_push_out_no_page_that_is_read() -> None:
    store = PageStore(80_000)
    store.put(key("/read"), page(size=1000), since=0)
    for number in range(1000):
        store.put(key(f"/made-up-{number}"), page(size=1000, odd=True), since=0)
    assert key("/read") in store.pages
    assert store.size <= 11_000


def test_another_encoding_is_counted() -> None:
    store = PageStore(800)
    first, second = page(size=300), page(size=300)
    store.put(key("/a"), first, since=0)
    store.put(key("/b"), second, since=0)
    store.grow(key("/b"), second, 90)
    assert store.size == 690
    store.grow(key("/b"), second, 90)
    assert set(store.pages) == {key("/b")}
    store.grow(key("/a"), first, 90)
    assert store.size == 480, "what is not kept is not counted"


def test_a_page_in_the_place_of_another_is_counted_once() -> None:
    store = PageStore(800)
    store.put(key("/a"), page("post:1", size=300), since=0)
    store.put(key("/a"), page("post:2", size=200), since=0)
    assert store.size == 200
    assert store.purge({"post:1"}) == {}


def test_the_most_used_pages_are_known() -> None:
    store = PageStore(8000)
    made = {path: page() for path in ("/a", "/b", "/c")}
    for path, each in made.items():
        store.put(key(path), each, since=0)
    for path in ("/b", "/b", "/a"):
        store.touch(key(path), made[path])
    assert store.most_used(5) == [key("/b"), key("/a")]
    assert store.most_used(1) == [key("/b")]
