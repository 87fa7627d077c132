"""Whatever changes and visits come in whatever order, every file says what is true."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from flaskr.features.accounts.views import COOKIE
from tests.web.pagecache.test_interleavings import CHANGES, PATHS, _session
from tests.web.pagefiles.sites import SITE_URL, site_with_files


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example makes a database: shrinking takes hours
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_no_interleaving_leaves_a_file_that_is_no_longer_true(
    make_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    with site_with_files(make_database(), tmp_path, monkeypatch) as made:
        owner = _session(made.site)
        for _ in range(data.draw(st.integers(5, 25))):
            process = data.draw(st.integers(0, 1))
            kind = data.draw(st.sampled_from(["change", "visit", "visit", "visit", "owner", "end"]))
            if kind == "change":
                change = data.draw(st.sampled_from(CHANGES))
                with made.site.core_of(process).db.transaction() as db:
                    change(db, lambda choices: data.draw(st.sampled_from(choices)))
                # At once: what is being made of the old state may come after this look.
                made.check()
            elif kind == "visit":
                made.visit(data.draw(st.sampled_from(PATHS)), process)
            elif kind == "owner":
                client = made.site.caching[process].test_client()
                client.set_cookie(COOKIE, owner, domain=urlsplit(SITE_URL).hostname or "")
                client.get(data.draw(st.sampled_from(PATHS)), base_url=SITE_URL)
            else:
                made.replace_writer()
            made.check()
        made.wait_for("robots.txt", "tags/index.html")
        assert made.check() >= {"robots.txt", "tags/index.html"}
