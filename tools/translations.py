"""Keep the theme's and Studio's catalogs: gather what they say, and tell what a language lacks.

usage: .venv/bin/python -m tools.translations [--check]

Without --check each catalog gets the messages that are new, and loses those nobody says any more.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from flaskr.core import errors as core_errors
from flaskr.core.errors import FlaskrError
from flaskr.core.permissions import Role
from flaskr.features import FEATURES
from flaskr.features.accounts.forms import LogInForm, RegisterForm
from flaskr.features.accounts.registering import SENTENCES as REGISTRATION_SENTENCES
from flaskr.features.accounts.views import TOO_MANY
from flaskr.features.appearance import accent
from flaskr.features.comments import judging, reporting
from flaskr.features.comments import studio as comments_studio
from flaskr.features.comments.models import KINDS as KINDS_OF_COMMENTS
from flaskr.features.comments.models import STATES
from flaskr.features.comments.posting import SENTENCES as COMMENT_SENTENCES
from flaskr.features.media.models import FOCAL_POINTS
from flaskr.features.posts import editing
from flaskr.features.posts.models import VISIBILITIES
from flaskr.features.privacy import telling
from flaskr.features.reactions.models import KINDS
from flaskr.features.site.look import FONTS, HOME_LAYOUTS
from flaskr.features.transfer import reports
from flaskr.features.transfer import studio as transfer_studio
from flaskr.web import errors as web_errors
from flaskr.web.speaking import CATALOGS
from flaskr.web.studio import GROUPS

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
        _add_template(catalog, path)
    for path in sorted((ROOT / "flaskr" / "features").rglob("*.py")):
        for _line, said, _comments, _context in extract_from_file("python", path, _KEYWORDS):
            catalog.add(said)
    for text in _held():
        catalog.add(text)
    return catalog


def messages_of_studio() -> Catalog:
    """Return all that Studio says: of templates, of forms and navigation, and what verbs raise."""
    catalog = Catalog(project="Flaskr", charset="utf-8", fuzzy=False)
    for path in studio_templates():
        _add_template(catalog, path)
    for path in sorted((ROOT / "flaskr").rglob("*.py")):
        for text in _said_in(ast.parse(path.read_text("utf-8"))):
            catalog.add(text)
    for text in _held_by_studio():
        catalog.add(text)
    return catalog


def cards() -> list[Path]:
    """Return the templates beside the theme's that speak the site's language: what readers see
    of accounts and moderation, a card each, and the components that these use.
    """
    own = [path for path in _templates() if _is_card(path)]
    found = {*own}
    while missing := {each for path in found for each in _imported(path)} - found:
        found |= missing
    return sorted(found)


def studio_templates() -> list[Path]:
    """Return the templates that speak the language of who is logged in."""
    pages = [path for path in _templates() if not _is_card(path)]
    shared = (ROOT / "flaskr" / "web" / "templates").rglob("*.html")
    return sorted([*pages, *(path for path in shared if not path.stem.startswith("gallery"))])


def _templates() -> list[Path]:
    return sorted((ROOT / "flaskr" / "features").glob("*/templates/*/*.html"))


def _is_card(path: Path) -> bool:
    return path.read_text("utf-8").startswith('{% extends "layouts/card.html" %}')


def _imported(path: Path) -> list[Path]:
    shared = ROOT / "flaskr" / "web" / "templates"
    named = re.findall(r'\{% from "(components/[^"]+)"', path.read_text("utf-8"))
    return [shared / name for name in named]


def _add_template(catalog: Catalog, path: Path) -> None:
    with path.open("rb") as file:
        for _line, _function, said, _comments in babel_extract(file, _KEYWORDS, (), {}):
            if texts := [said] if isinstance(said, str) else [part for part in said or () if part]:
                catalog.add(texts[0] if len(texts) == 1 else tuple(texts[:2]))


# What is called with a sentence for people, and which argument that is.
_SPEAKING = {
    "say": 0, "FlaskrError": 0, "NotFound": 0, "Gone": 0, "Denied": 0, "Conflict": 0,
    "TooMany": 0, "Unavailable": 0, "Invalid": 1, "NavItem": 0, "InputRequired": 0,
    "BooleanField": 0, "FileField": 0, "IntegerField": 0, "RadioField": 0, "ChoiceField": 0,
    "LongTextField": 0, "ManyField": 0, "MailField": 0, "MultipleFileField": 0, "SecretField": 0,
    "TextField": 0, "TimeField": 0, "DateTimeLocalField": 0,
}  # fmt: skip
# What badges say besides: states of posts, jobs, imports and people, and reasons of redirects.
_BADGES = (
    "draft", "scheduled", "published", "trashed", "featured", "not public", "current", "reported",
    "suspended", "running", "retrying", "waiting", "failed", "finished", "undoing", "undone",
    "created", "updated", "unchanged", "skipped", "note", "kept", "manual", "slug", "deleted",
    "import", "open", "invited", "closed",
)  # fmt: skip


def _said_in(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(attr="gettext", value=ast.Call(func=ast.Name(id="spoken"))):
                yield from _texts(node.args[:1])
        if not isinstance(node.func, ast.Name):
            continue
        name, arguments = node.func.id, node.args
        if name == "say_many" and len(arguments) > 1:
            one, many = arguments[0], arguments[1]
            if isinstance(one, ast.Constant) and isinstance(many, ast.Constant):
                yield str(one.value), str(many.value)
        elif name == "labelled" and arguments and isinstance(arguments[0], ast.Dict):
            yield from _texts(arguments[0].values)
        elif name == "words":
            yield from _texts(arguments)
        elif len(arguments) > (place := _SPEAKING.get(name, 99)):
            yield from _texts([arguments[place]])


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _texts([node.body, node.orelse])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


def _held_by_studio() -> Iterator[str | tuple[str, ...]]:
    """Give what the code holds as data and Studio says."""
    yield from GROUPS
    yield from (role.label for role in Role)
    yield from web_errors.SENTENCES.values()
    for kind in vars(core_errors).values():
        if isinstance(kind, type) and issubclass(kind, FlaskrError):
            yield kind.title
    yield from editing.DONE.values()
    yield from comments_studio.SENTENCES
    yield from accent.SENTENCES
    yield from (*transfer_studio.STAGES.values(), transfer_studio.AT)
    yield from reports.NAMES.values()
    for _state, *said in judging.REASONS.values():
        yield said[0] if len(said) == 1 else tuple(said)
    yield from reporting.REASONS.values()
    yield from (*HOME_LAYOUTS.values(), *FONTS.values())
    yield from (word.replace("-", " ").capitalize() for word in FOCAL_POINTS)
    yield from (*STATES, *KINDS_OF_COMMENTS, *VISIBILITIES, *_BADGES)
    for feature in FEATURES:
        yield from (job.help for job in feature.jobs)


def missing(language: Catalog, wanted: Catalog) -> list[str]:
    """Return the messages that a language does not have, or has with other places in them."""
    return [str(message.id) for message in wanted if message.id and _is_missing(message, language)]


def main(arguments: list[str]) -> int:
    """Bring the catalogs up to date, or say what they lack; 1 where they lack something."""
    lacks = 0
    for folder, wanted in ((FOLDER, messages()), (CATALOGS, messages_of_studio())):
        lacks += kept_up(folder, wanted, only_look="--check" in arguments)
    return 1 if lacks else 0


def kept_up(folder: Path, wanted: Catalog, *, only_look: bool) -> int:
    """Bring the catalogs of a folder up to date, and say what they lack; return how much."""
    lacks = 0
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            language = read_po(file, locale=path.stem.replace("-", "_"))
        if not only_look:
            language.update(wanted, no_fuzzy_matching=True)
            language.obsolete.clear()
            path.write_bytes(written(language))
        for text in missing(language, wanted):
            print(f"{path.parent.parent.name}/{path.name}: {text}")
            lacks += 1
    return lacks


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
