"""A test client that checks every page it fetches, so that no test can forget to."""

import re
from typing import Any

import html5lib
from flask.testing import FlaskClient
from lxml import html as lxml_html

from flaskr.core.runtime import Core
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.accounts.views import COOKIE

_LABELLED = "//input[not(@type='hidden' or @type='submit' or @type='button')]|//textarea|//select"
# What html5lib, older than the standard is today, complains about although it is right.
_FALSE_ALARMS = {"unexpected-start-tag-implies-end-tag"}


class CheckedClient(FlaskClient):
    """Fails the test that fetches a page with a fault in it."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, app.response_class, use_cookies=True, **options)

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Make the request and check the page that comes back."""
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.data.startswith(b"<!doctype html>")
        if is_page and not 300 <= response.status_code < 400:
            check_page(response.text, response.headers)
        return response

    def log_in(self, user: User) -> "CheckedClient":
        """Be logged in as the user."""
        core: Core = self.application.extensions["flaskr"]
        with core.db.transaction() as db:
            token = start_session(db, db.merge(user))
        self.set_cookie(COOKIE, token)
        return self


def check_page(text: str, headers: Any) -> None:
    """Fail for a page that is not well-formed, has no proper heading, label, text or nonce."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    faults = [error for error in parser.errors if error[1] not in _FALSE_ALARMS]
    assert not faults, f"{faults[0]}: {text.splitlines()[faults[0][0][0] - 1][:300]}"
    page = lxml_html.document_fromstring(text)
    headings = page.xpath("//h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join(headings[0].text_content().split())
    title = " ".join(page.findtext(".//title").split())
    assert heading
    assert heading in title, f"the h1 “{heading}” is not in the title “{title}”"
    assert page.get("lang"), "no language"
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), f"ids twice: {[i for i in ids if ids.count(i) > 1]}"
    _check_labels(page, set(ids))
    for image in page.xpath("//img"):
        assert image.get("alt") is not None, f"no alt text: {image.get('src')}"
    assert not page.xpath("//@style"), "an inline style"
    assert not page.xpath("//style"), "an inline style sheet"
    assert not [name for name in page.xpath("//@*") if re.match(r"on[a-z]+$", name.attrname)]
    nonce = re.search(r"'nonce-([^']+)'", headers.get("Content-Security-Policy", ""))
    # A block of data is never run, so the policy has nothing to allow (HTML, section 4.12.1).
    for script in page.xpath("//script[not(@type='application/ld+json')]"):
        assert nonce, "a script, but no nonce in the policy"
        assert script.get("nonce") == nonce[1], "a script without the nonce"


def _check_labels(page: Any, ids: set[str]) -> None:
    labelled = set(page.xpath("//label/@for"))
    for name in labelled:
        assert name in ids, f"a label for {name}, which is not there"
    for field in page.xpath(_LABELLED):
        inside = field.xpath("ancestor::label")
        named = field.get("aria-label") or field.get("aria-labelledby")
        assert inside or named or field.get("id") in labelled, (
            f"no label: {field.tag} {field.get('name')}"
        )
    for name in " ".join(page.xpath("//@aria-describedby")).split():
        assert name in ids, f"described by {name}, which is not there"
