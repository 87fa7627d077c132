"""Nothing that somebody writes runs: not as a title, a text, a comment, a name, a tag or a search.

The corpus below has one of each kind. `FLASKR_TEST_ATTACKS` names a folder with more of them, as
JSON: every text in it is tried.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from flaskr.core import clock
from flaskr.core.errors import Invalid
from flaskr.core.permissions import SYSTEM, VISITOR
from flaskr.core.tally import Counted
from flaskr.features.accounts.profile import change_profile, render_bio
from flaskr.features.comments import posting, telling
from flaskr.features.comments.models import Comment
from flaskr.features.comments.storing import keep_comment
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.redirects.counting import Asked, count
from flaskr.features.redirects.leading import lead
from flaskr.features.related import relating
from flaskr.features.series import arranging
from flaskr.features.site.identity import change_site
from flaskr.features.site.look import Look
from flaskr.lib.sanitize import SafeHtml
from tests.browser.server import Blog, add_people
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

MORE = "FLASKR_TEST_ATTACKS"
AT_ONCE = 40
"""So many payloads are put into one text; each is a title, a name and a search by itself, too."""
CORPUS = (
    "<script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    '<iframe src="javascript:parent.alert(1)"></iframe>',
    '<object data="data:text/html,<script>alert(1)</script>"></object>',
    '<embed src="javascript:alert(1)">',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<link rel="stylesheet" href="data:text/css,body{background:red}">',
    "<base href='//evil.example/'>",
    "<style>@import 'data:text/css,*{color:red}';</style>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<body onpageshow=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    '![x](x" onerror="alert(1))',
    '![x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg== "x")',
    "<javascript:alert(1)>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}{{ config }}",
    "${alert(1)}",
    "<img name=getElementById><form id=main><input name=attributes>",
    "<a id=documentElement></a><img name=body>",
    "<p style='background:url(javascript:alert(1))'>x",
    "<div class='button' id='skip-link' hidden>x",
    "</script><script>alert(1)</script>",
    "\u2028</script><script>alert(1)//",
    "<xmp><p title='</xmp><script>alert(1)</script>'>",
    "<template><script>alert(1)</script></template>",
    "<button popovertarget=x onclick=alert(1)>x</button><div popover id=x onbeforetoggle=alert(1)>",
    "$$\\href{javascript:alert(1)}{x}$$",
    "[^1]: <script>alert(1)</script>\n\n[^1]",
    "```html\n<script>alert(1)</script>\n```",
    "<ScRiPt\x00>alert(1)</ScRiPt>",
)
HOOK = """() => {
    window.ran = [];
    for (const name of ["alert", "confirm", "prompt", "print"])
        window[name] = (...words) => { window.ran.push(name + " " + words); };
}"""
LOOK = """() => {
    const whither = (value) => URL.parse(value, document.baseURI)?.href ?? "";
    const found = [];
    for (const one of document.querySelectorAll("*")) {
        for (const attribute of one.attributes) {
            if (/^on/i.test(attribute.name)) found.push(one.outerHTML.slice(0, 200));
            const leads = /^(href|src|action|formaction|data|xlink:href)$/i.test(attribute.name);
            if (leads && /^(javascript:|vbscript:|data:text)/.test(whither(attribute.value)))
                found.push(one.outerHTML.slice(0, 200));
        }
        if (one.matches("base, object, embed, meta[http-equiv]") && !one.closest("noscript"))
            found.push(one.outerHTML.slice(0, 200));
        if (one.matches("script:not([type='application/ld+json'])") && !one.nonce)
            found.push(one.outerHTML.slice(0, 200));
    }
    for (const link of document.links)
        if (/^(javascript|data):/.test(link.protocol)) link.click();
    return [...window.ran, ...found];
}"""


def payloads() -> list[str]:
    """Return the corpus and whatever texts stand in the folder that is named."""
    found = list(CORPUS)
    folder = os.environ.get(MORE)
    for path in sorted(Path(folder).rglob("*.json")) if folder else ():
        found += _texts(json.loads(path.read_text(encoding="utf-8")))
    return list(dict.fromkeys(text for text in found if text.strip()))


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        # One of the corpora writes what is to run as %name%, and lists the names beside.
        names = told.get("payloads", {})
        for key, value in told.items():
            if key != "payloads" or not isinstance(names, dict):
                for text in _texts(value):
                    yield re.sub(r"%(\w+)%", lambda name: str(names.get(name[1], name[0])), text)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


@pytest.fixture(scope="module")
def paths(new_blog) -> tuple[Blog, list[str], list[str]]:
    """Give a blog full of payloads, the addresses that show them, and mails with them in."""
    blog = new_blog()
    texts = [text.replace("\x00", "") for text in payloads()]
    found = ["/", "/tags/", "/archive/", "/author/olga/", "/feed.atom", "/feed.rss", "/privacy/"]
    with blog.writing() as (db, _core):
        olga = add_people(db)["olga"]
        change_profile(
            olga, by=olga.actor, name=texts[3][:60], email="olga@example.org", bio=texts[0],
            bio_html=render_bio("\n\n".join(texts[:AT_ONCE])),
        )  # fmt: skip
        change_site(
            db, by=SYSTEM, title=texts[1][:100], tagline=texts[3][:100],
            look=Look(footer=texts[0], footer_html=str(render_bio("\n\n".join(texts[:AT_ONCE])))),
        )  # fmt: skip
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            post = writing.write(
                db, by=olga.actor, title=some[0][:300], body="\n\n".join(some)[:200_000]
            )
            writing.describe(post, by=olga.actor, excerpt=some[-1][:1000])
            tagging.set_tags(
                post, [text[:80].replace(",", " ") for text in some[:6]], by=olga.actor
            )
            publishing.publish(post, by=olga.actor)
            found += [post.path, f"/studio/posts/{post.id}", f"/studio/posts/{post.id}/preview"]
            found += [f"/tag/{tag.slug}/" for tag in post.tags[:2]]
            for number, text in enumerate(some):
                html = text if number % 2 else _comment(text)
                keep_comment(
                    db, post.id, author_name=text[:100], author_email="", html=html,
                    author_url=text[:100], created_at=clock.now(), state="approved",
                )  # fmt: skip
            relating.relate(db, post.id)
            found += [f"/comments/posts/{post.id}/feed.atom", f"/media/social/{post.id}-x.jpg"]
        series = arranging.begin_series(db, texts[1][:200], by=olga.actor, description=texts[0])
        arranging.add_part(series, post, by=olga.actor)
        found += [f"/series/{series.slug}/", "/series/", f"/studio/series/{series.id}"]
        mails = [
            mail.html
            for start in range(0, len(texts), telling.MOST_IN_A_MAIL)
            for mail in telling.messages(
                db, post.id, _comments(texts[start : start + telling.MOST_IN_A_MAIL], post.id),
                base_url="https://olga.example", secret="s",
            )
        ]  # fmt: skip
        asked = {Asked(404, f"/{text[:400]}", ""): Counted(1, text[:400]) for text in texts[:200]}
        count(db, asked)
        for text in texts[:40]:
            try:
                lead(db, f"/{text[:300]}", "/x/", by=SYSTEM)
            except Invalid:
                pass  # what is refused cannot run either
        searches = texts[:: max(1, len(texts) // 60)]
    found += [f"/search?q={quote(text[:200])}" for text in searches]
    found += ["/studio/comments/", "/studio/posts/", "/studio/appearance/", "/studio/settings/"]
    found += ["/studio/redirects/", "/studio/redirects/missing/", "/comments/feed.rss"]
    found += [f"/studio/redirects/trial?path=/{quote(text[:200])}" for text in searches[:20]]
    found += [f"/search/feed.atom?q={quote(text[:200])}" for text in searches[:20]]
    found += [f"/none/{quote(text[:200])}" for text in searches[:20]]
    found += ["/comments/1/report", "/comments/posts/1/new?answer=1", "/studio/comments/1"]
    return blog.start(), found, mails


def _comments(texts: list[str], post_id: int) -> list[Comment]:
    return [
        Comment(
            id=number, post_id=post_id, author_name=text[:100], author_email=text[:100],
            author_url=text[:100], body=text, html=SafeHtml(), kind="comment",
            created_at=clock.now(), approved_at=clock.now(),
        )
        for number, text in enumerate(texts, start=1)
    ]  # fmt: skip


def _comment(text: str) -> str:
    try:
        ready = posting.checked(
            body=text, name="Max", email="", website="", by=VISITOR, answers_id=None
        )
    except Exception:  # noqa: BLE001  (what is refused cannot run either)
        return "<p>refused</p>"
    return str(ready.rendered.html)


def test_nothing_that_somebody_writes_runs(paths, browser) -> None:
    blog, addresses, mails = paths
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    context.add_init_script(f"({HOOK})()")
    page = context.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(blog.url + "/auth/login")
    page.fill("#username", "olga")
    bad: list[str] = []
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.goto(blog.url + "/studio/posts/")
    assert page.url == blog.url + "/studio/posts/", "Studio is closed to olga"
    for path in addresses:
        answer = page.goto(blog.url + path, wait_until="load")
        is_made_up = path.startswith("/none/")
        assert answer is not None
        assert answer.status == 200 or (is_made_up and answer.status == 404), path
        if page.evaluate(
            "document instanceof HTMLDocument || document.contentType === 'text/html'"
        ):
            bad += [f"{path}: {fault}" for fault in page.evaluate(LOOK)]
        else:
            bad += [f"{path}: {fault}" for fault in page.evaluate("window.ran ?? []")]
        assert page.url.startswith(blog.url), f"{path} led to {page.url}"
    for number, mail in enumerate(mails):
        page.goto(blog.url + "/hello")
        page.set_content(mail)
        bad += [f"mail {number}: {fault}" for fault in page.evaluate(LOOK)]
    context.close()
    assert mails
    assert not bad, "\n".join(bad[:20])
    assert not dialogs
    assert len(addresses) > 30
