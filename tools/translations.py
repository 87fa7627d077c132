"""Keep the theme's catalogs: gather its messages, and say which a language has not got.

usage: .venv/bin/python -m tools.translations [--check]

Without --check each catalog gets the messages that are new, and loses those nobody says any more.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from flaskr.core import errors as core_errors
from flaskr.core.errors import FlaskrError
from flaskr.features import FEATURES
from flaskr.features.accounts.forms import LogInForm, RegisterForm
from flaskr.features.accounts.registering import SENTENCES as REGISTRATION_SENTENCES
from flaskr.features.accounts.views import TOO_MANY
from flaskr.features.comments import judging, reporting
from flaskr.features.comments.posting import SENTENCES as COMMENT_SENTENCES
from flaskr.features.privacy import telling
from flaskr.features.reactions.models import KINDS
from flaskr.web import errors as web_errors

ROOT = Path(__file__).resolve().parent.parent
THEME = ROOT / "flaskr" / "themes" / "default"
FOLDER = THEME / "translations"
# Lines of a catalog's header that change each time, or that say nothing here.
_LEFT_OUT = (
    b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:', b'"Report-Msgid-Bugs-To:',
    b'"Last-Translator:', b'"Language-Team:', b'"Project-Id-Version:',
)  # fmt: skip
_KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None}


def messages() -> Catalog:
    """Return all that the public pages say: of templates, of the code and of what it holds."""
    catalog = Catalog(project="Flaskr", charset="utf-8", fuzzy=False)
    for path in (*sorted((THEME / "templates").rglob("*.html")), *cards()):
        with path.open("rb") as file:
            for _line, _function, said, _comments in babel_extract(file, _KEYWORDS, (), {}):
                if (
                    texts := [said]
                    if isinstance(said, str)
                    else [part for part in said or () if part]
                ):
                    catalog.add(texts[0] if len(texts) == 1 else tuple(texts[:2]))
    for path in sorted((ROOT / "flaskr" / "features").rglob("*.py")):
        for _line, said, _comments, _context in extract_from_file("python", path, _KEYWORDS):
            catalog.add(said)
    for text in _held():
        catalog.add(text)
    return catalog


def cards() -> list[Path]:
    """Return the templates beside the theme's that speak the site's language: what readers see
    of accounts and moderation, a card each.
    """
    card = '{% extends "layouts/card.html" %}'
    own = sorted((ROOT / "flaskr" / "features").glob("*/templates/*/*.html"))
    components = sorted((ROOT / "flaskr" / "web" / "templates" / "components").glob("*.html"))
    return [path for path in own if path.read_text("utf-8").startswith(card)] + components


def missing(language: Catalog, wanted: Catalog) -> list[str]:
    """Return the messages that a language does not have, or has with other places in them."""
    return [str(message.id) for message in wanted if message.id and _is_missing(message, language)]


def main(arguments: list[str]) -> int:
    """Bring the catalogs up to date, or say what they lack; 1 where they lack something."""
    wanted = messages()
    lacks = 0
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            language = read_po(file, locale=path.stem.replace("-", "_"))
        if "--check" not in arguments:
            language.update(wanted, no_fuzzy_matching=True)
            language.obsolete.clear()
            path.write_bytes(written(language))
        for text in missing(language, wanted):
            print(f"{path.name}: {text}")
            lacks += 1
    return 1 if lacks else 0


def written(catalog: Catalog) -> bytes:
    """Return a catalog as a file; the same messages give the same bytes."""
    made = BytesIO()
    write_po(made, catalog, width=120, omit_header=False, sort_output=True, no_location=True)
    lines = made.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(_LEFT_OUT))


def _is_missing(message: Message, language: Catalog) -> bool:
    found = language.get(message.id if isinstance(message.id, str) else message.id[0])
    if found is None or found.fuzzy:
        return True
    said = (found.string,) if isinstance(found.string, str) else tuple(found.string or ("",))
    return not all(said) or bool(list(found.check(language)))


def _held() -> Iterator[str | tuple[str, ...]]:
    """Give what the code holds as data and a template says: `_(page.message)`."""
    yield from web_errors.SENTENCES.values()
    for kind in vars(core_errors).values():
        if isinstance(kind, type) and issubclass(kind, FlaskrError):
            yield kind.title
    for _symbol, label in KINDS.values():
        yield label
    yield from COMMENT_SENTENCES.values()
    for _state, *said in judging.REASONS.values():
        yield said[0] if len(said) == 1 else tuple(said)
    yield from (*reporting.REASONS.values(), *reporting.SENTENCES.values())
    for field in (*LogInForm(), *RegisterForm()):
        yield field.label.text
        yield from (check.message for check in field.validators if check.message)
    yield from (TOO_MANY, *REGISTRATION_SENTENCES.values())
    for data in telling.all_told(FEATURES):
        yield from (data.about, data.what, data.why, data.until)
    for cookie in telling.cookies(FEATURES):
        yield from (cookie.what_for, cookie.until)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
