"""What a first visit costs: bytes, requests, no script, and nothing that moves."""

import re
from urllib.parse import urlsplit

import pytest

from flaskr.features.demo import filling
from tests.browser.server import Blog

pytestmark = pytest.mark.browser

PATHS = ("/", "/nine-hours-on-the-ridge/", "/tag/walking/", "/search?q=walk")
MOST_BYTES, MOST_REQUESTS = 60 * 1024, 6
SHIFT = """() => new Promise((done) => {
    let shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((one) => (shift += one.value)))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(shift), 500);
})"""


@pytest.fixture(scope="module")
def blog(new_blog) -> Blog:
    blog = new_blog()
    with blog.opened() as core:
        for _line in filling.fill(core, filling.plan(core)):
            pass
    return blog.start()


@pytest.mark.parametrize("path", PATHS)
def test_a_first_visit_is_light_and_still(blog, browser, width, path):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  (no builtin)
    page.goto(blog.url + path, wait_until="networkidle")
    for _step in range(6):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(60)
    shift = page.evaluate(SHIFT)
    hosts = {urlsplit(answer.url).netloc for answer in answers}
    asked = [each for each in answers if not re.search(r"/media/", each.url)]
    sizes = [each.request.sizes() for each in asked]
    weight = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    scripts = page.evaluate("document.scripts.length && [...document.scripts].map((s) => s.type)")
    context.close()
    assert hosts == {urlsplit(blog.url).netloc}
    assert len(asked) <= MOST_REQUESTS, [each.url for each in asked]
    assert weight <= MOST_BYTES
    assert shift == 0
    assert not [kind for kind in scripts or [] if kind != "application/ld+json"]
