"""Studio says nothing that cannot be translated: what it shows is in a catalog, or is content."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from flask import Flask
from lxml import html

import flaskr
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.web.speaking import NAME
from flaskr.web.themes import Languages
from tests.client import CheckedClient
from tests.conformance.full_blog import filled, full_blog
from tools.translations import messages_of_studio

TAG = "eo"
_SAID = re.compile(r"⟦[^⟦⟧]*(?:⟦[^⟦⟧]*⟧[^⟦⟧]*)*⟧")
_LOUD = ("aria-label", "placeholder", "title", "alt")
# What nobody translates: code, what users typed, and lists of names and of zones.
_QUIET = "//script|//style|//pre|//code|//textarea|//iframe|//time|//datalist|//*[@lang]"
_ZONES = "//select[@name='timezone']"


@pytest.fixture
def studio(
    app: Flask, client: CheckedClient, core: Core, olga: User, tmp_path: Path
) -> Iterator[CheckedClient]:
    """Let Studio speak a language in which each message stands in brackets."""
    (tmp_path / f"{TAG}.po").write_bytes(in_brackets(messages_of_studio()))
    before = app.extensions[NAME]
    app.extensions[NAME] = Languages((tmp_path,))
    client.log_in(olga)
    with core.db.transaction() as db:
        user = db.get_one(User, olga.id)
        user.language = TAG
        db.flush()
    yield client
    app.extensions[NAME] = before


def in_brackets(catalog: Catalog) -> bytes:
    made = Catalog(locale=TAG)
    for message in catalog:
        if isinstance(message.id, str):
            made.add(message.id, f"⟦{message.id}⟧" if message.id else "")
        else:
            made.add(message.id, tuple(f"⟦{text}⟧" for text in message.id))
    written = BytesIO()
    write_po(written, made)
    return written.getvalue()


def unsaid(page: str) -> Iterator[str]:
    """Give what a page says outside of brackets."""
    document = html.fromstring(page)
    for element in document.xpath(f"{_QUIET}|{_ZONES}"):
        if element.tag != "html":
            element.drop_tree()
    loud = " | ".join(f"//body//@{name}" for name in _LOUD)
    for text in document.xpath(f"//body//text() | {loud}"):
        rest = _SAID.sub("", str(text)).strip()
        if re.search(r"[A-Za-z]{2}", rest):
            yield rest


def test_all_that_studio_says_can_be_translated(
    app: Flask, studio: CheckedClient, core: Core, olga: User, tmp_path: Path
) -> None:
    values = full_blog(core, olga, tmp_path)
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    found: dict[str, str] = {}
    for path in (path for rule in rules for path in filled(rule, values)):
        if not path.startswith("/studio/"):
            continue
        answer = studio.get(path)
        if answer.mimetype != "text/html" or f'lang="{TAG}"' not in answer.text:
            continue
        for text in unsaid(answer.text):
            found.setdefault(text, path)
    assert len(found) > 20, "content at least stands on some page"
    strange = {text: path for text, path in found.items() if not _is_content(text)}
    assert not strange, "\n".join(f"{text!r} at {path}" for text, path in sorted(strange.items()))


# What the blog is about, and what has the same name everywhere.
_CONTENT = frozenset(
    {
        "A diary", "A draft", "A page", "A plan", "A post", "A secret", "A series", "Deutsch",
        "English",
        "Flaskr", "Max", "Newer text.", "Nice", "Olga", "Some text.", "lake.jpg", "old.xml", "olga",
    }
)  # fmt: skip
_FACTS = re.compile(
    r"(, )?\d{4}-[a-z]+-\d\d(, \d\d:\d\d)?|[\w.]+@[\w.]+|(→ )?/[\w/.-]*|[a-z_]+\.[a-z_-]+|"
    r"[A-Z]{3}, ,\s+[\d.]+ kB",
    re.IGNORECASE,
)


def _is_content(text: str) -> bool:
    return text in _CONTENT or bool(_FACTS.fullmatch(text))


@pytest.mark.parametrize("name", ["Invalid", "Denied", "NotFound", "Conflict", "TooMany", "say"])
def test_no_sentence_for_people_is_put_together_before_it_is_translated(name: str) -> None:
    root = Path(flaskr.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                glued = [each for each in node.args if isinstance(each, ast.JoinedStr | ast.BinOp)]
                assert not glued, f"{path.relative_to(root)}:{node.lineno}"
