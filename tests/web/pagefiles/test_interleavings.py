"""Whatever changes and visits come in whatever order, every file says what is true."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flaskr.features.accounts.views import COOKIE
from tests.web.pagecache.test_interleavings import CHANGES, PATHS, _session
from tests.web.pagefiles.sites import SITE_URL, SiteWithFiles, site_with_files, until

ENOUGH = 5  # files; there are six even where no post is left


@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example makes a database: shrinking takes hours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_interleaving_leaves_a_file_that_is_no_longer_true(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    with site_with_files(make_database(), tmp_path, monkeypatch) as made, crowd(made):
        for _ in range(data.draw(st.integers(4, 10))):
            process = data.draw(st.integers(0, 1))
            until(lambda: len(made.names()) > ENOUGH)
            if data.draw(st.sampled_from([False, False, True])):
                made.replace_writer()
            change = data.draw(st.sampled_from(CHANGES))
            with made.site.core_of(process).db.transaction() as db:
                change(db, lambda choices: data.draw(st.sampled_from(choices)))
            # Again and again: what is being made of the old state may come after the first look.
            for _ in range(3):
                made.check()


@contextmanager
def crowd(made: SiteWithFiles) -> Iterator[None]:
    """Let visitors, and an owner who sees more, come to both processes all the time."""
    owner, is_over = _session(made.site), Event()

    def visit(number: int) -> None:
        client = made.site.caching[number].test_client()
        for turn, path in enumerate(cycle(PATHS)):
            if is_over.wait(0.002):
                return
            if turn % 7:
                client.delete_cookie(COOKIE, domain=urlsplit(SITE_URL).hostname or "")
            else:
                client.set_cookie(COOKIE, owner, domain=urlsplit(SITE_URL).hostname or "")
            client.get(path, base_url=SITE_URL)

    visitors = [Thread(target=visit, args=(number,)) for number in (0, 1)]
    for visitor in visitors:
        visitor.start()
    try:
        yield
    finally:
        is_over.set()
        for visitor in visitors:
            visitor.join()
