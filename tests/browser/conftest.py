"""A browser, blogs to visit, and people who visit them."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.person import Person
from tests.browser.server import Blog, add_people
from tests.provision import chromium, postgres

PATIENCE = 10_000  # milliseconds; only a broken page uses them up
WIDTHS = (1280, 360)
HEIGHT = 800


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium once for all journeys of this process."""
    chromium.check_driver()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def new_blog(
    tmp_path_factory: pytest.TempPathFactory, on_postgres: bool, postgres_server: str, worker: str
) -> Iterator[Callable[..., Blog]]:
    """Give a function that makes a blog on an empty database; it is not served yet."""
    made: list[Blog] = []
    names: list[str] = []

    def make(**settings: str) -> Blog:
        instance = tmp_path_factory.mktemp("blog")
        address = str(instance / "flaskr.sqlite")
        if on_postgres:
            names.append(f"flaskr_blog_{worker}_{os.getpid()}_{len(names)}")
            address = postgres.create_database(postgres_server, names[-1])
        made.append(Blog(instance, address, **settings))
        return made[-1]

    yield make
    for blog in made:
        blog.stop()
    for name in names:
        postgres.drop_database(postgres_server, name)


@pytest.fixture(scope="module")
def blog(new_blog: Callable[..., Blog]) -> Blog:
    """A blog that is served, with people and nothing written yet."""
    blog = new_blog()
    with blog.writing() as (db, _core):
        add_people(db)
    return blog.start()


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    """A desk's screen and a phone's."""
    return request.param


@pytest.fixture
def visit(browser: Browser, width: int) -> Iterator[Callable[..., Person]]:
    """Give a function that seats a person before a browser of their own.

    At the end of the test no page may have logged an error or asked another host.
    """
    people: list[Person] = []

    def seat(blog: Blog, **options) -> Person:
        size = {"width": width, "height": HEIGHT}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        people.append(Person(context, blog))
        return people[-1]

    yield seat
    complaints = [complaint for person in people for complaint in person.complaints]
    for person in people:
        person.context.close()
    assert not complaints, "\n".join(complaints)
