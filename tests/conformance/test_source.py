"""The rules of the code that its text alone can show."""

import ast
import re
import sys
from collections import defaultdict

import pytest

from tests.conformance.source import ROOT, calls, imports, modules

# Files that meet HTTP or the terminal: they authorise, parse, call one verb and respond.
EDGE_NAMES = {"feature", "views", "studio", "api", "forms", "cli", "slots", "context", "jobs"}
EDGE_FILES = {
    "features/accounts/resuming.py",
    "features/posts/editor.py",
    "features/posts/tutorial.py",
    "features/ops/secret_key.py",
    "features/ops/working.py",
    "features/ops/serving.py",
    "features/ops/server_process.py",
    "features/transfer/uploads.py",
}
# The last one is no package: only the type checker knows it.
GROUND = {"flask", "sqlalchemy", "wtforms", "werkzeug", "jinja2", "click", "alembic", "_typeshed"}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "service"}


def test_only_edge_files_know_flask() -> None:
    for path, tree in modules().items():
        if not path.startswith(("lib/", "core/", "features/")) or path in EDGE_FILES:
            continue
        # `list_views.py` is a part of a feature's views.
        if path.startswith("features/") and re.split(r"[/_.]", path)[-2] in EDGE_NAMES:
            continue
        for name, line in imports(tree):
            assert name.split(".")[0] != "flask", f"{path}:{line} imports Flask"
            assert not name.startswith("flaskr.web"), f"{path}:{line} imports {name}"


def test_no_own_module_is_imported_inside_a_function() -> None:
    for path, tree in modules().items():
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            for name, line in imports(function):
                assert not name.startswith("flaskr"), f"{path}:{line} imports {name} late"


def test_each_third_party_package_is_imported_in_one_module() -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for path, tree in modules().items():
        if path.startswith("migrations/"):
            continue
        for name, _line in imports(tree):
            top = name.split(".")[0]
            if top not in GROUND and top != "flaskr" and top not in sys.stdlib_module_names:
                users[top].add(path)
    shared = {name: paths for name, paths in users.items() if len(paths) > 1}
    # Only the first makes parsers; the others stand among its rules.
    assert shared.pop("markdown_it", set()) <= {
        "lib/markdown.py",
        "lib/inlines.py",
        "lib/placing.py",
    }
    # The first reads what strangers send; the others draw with what it has read.
    assert shared.pop("PIL", set()) <= {"lib/images.py", "lib/icons.py", "lib/social_images.py"}
    assert not shared


@pytest.mark.parametrize(
    ("call", "allowed"),
    [
        ("create_engine", {"core/db.py"}),
        ("datetime.now", {"core/clock.py"}),
        ("datetime.utcnow", set()),
        ("date.today", set()),
        ("datetime.today", set()),
        ("time.time", {"core/clock.py"}),
        ("time.monotonic", {"core/clock.py", "lib/http.py", "features/ops/watch.py"}),
        ("time.sleep", {"core/clock.py", "features/ops/server_process.py"}),
        ("Markup", set()),
        ("Markup.escape", {"lib/sanitize.py"}),
    ],
)
def test_a_call_stands_only_where_it_belongs(call: str, allowed: set[str]) -> None:
    for path, tree in modules().items():
        for name, node in calls(tree):
            assert name != call or path in allowed, f"{path}:{node.lineno} calls {call}"


def test_only_core_db_commits() -> None:
    allowed = {"core/db.py", "core/schema.py"}
    for path, tree in modules().items():
        for name, node in calls(tree):
            if name.endswith((".commit", ".rollback")):
                assert path in allowed, f"{path}:{node.lineno} calls {name}"


def test_only_the_http_module_opens_outbound_connections() -> None:
    clients = {"urllib3", "requests", "httpx", "urllib.request", "http.client", "aiohttp"}
    for path, tree in modules().items():
        for name, line in imports(tree):
            assert name not in clients or path == "lib/http.py", f"{path}:{line} imports {name}"


def test_safe_html_is_made_by_the_sanitiser_and_the_slots_alone() -> None:
    for path, tree in modules().items():
        for name, node in calls(tree):
            if name.rpartition(".")[2] == "SafeHtml" and node.args:
                assert path in {"lib/sanitize.py", "web/slots.py"}, f"{path}:{node.lineno}"


def test_no_template_trusts_a_value() -> None:
    for template in ROOT.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert "|safe" not in text.replace(" ", ""), template
        assert "autoescape" not in text, template


def test_nothing_aborts_below_the_edge() -> None:
    for path, tree in modules().items():
        if path.startswith(("lib/", "core/", "features/")):
            for name, node in calls(tree):
                assert name != "abort", f"{path}:{node.lineno}"


def test_files_are_short_and_their_names_say_what_they_do() -> None:
    lengths = {}
    for path in modules():
        if path.startswith("migrations/versions/"):
            continue
        name = path.rpartition("/")[2].removesuffix(".py")
        assert name not in FORBIDDEN_NAMES, path
        lengths[path] = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    long = {path: length for path, length in lengths.items() if length > 350}
    assert not long
    short = [length for length in lengths.values() if length < 180]
    assert len(short) >= 0.9 * len(lengths), sorted(lengths.items(), key=lambda i: -i[1])[:20]


def test_every_module_and_public_function_says_what_it_is_for() -> None:
    for path, tree in modules().items():
        assert ast.get_docstring(tree) or not tree.body, f"{path} has no docstring"
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if [ast.unparse(decorator) for decorator in node.decorator_list] != ["overload"]:
                assert ast.get_docstring(node), f"{path}: {node.name} has no docstring"
