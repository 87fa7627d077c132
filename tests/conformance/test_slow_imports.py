"""What is slow to import is loaded where it is first used, and readers need none of it."""

from collections.abc import Callable
from pathlib import Path

from tests.serving import flaskr, run

SLOW = {
    "PIL",
    "alembic",
    "babel",
    "bs4",
    "latex2mathml",
    "lxml",
    "markdown_it",
    "markdownify",
    "mdit_py_plugins",
    "urllib3",
    "yaml",
    "zxcvbn",
}

READER = """
import sys
import flaskr
app = flaskr.create_app({"DATABASE": sys.argv[1], "MEDIA": "memory", "LOG_LEVEL": "error"})
client = app.test_client()
for path in ("/hello", "/", "/search?q=lake", "/feed.atom", "/sitemap.xml", "/none/"):
    assert client.get(path).status_code in {200, 404}, path
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_a_process_that_readers_visit_loads_nothing_slow(
    make_database: Callable[[], str], tmp_path: Path
) -> None:
    address = make_database()
    # Tables and people take slow things, so other processes make them.
    create = ["user", "create", "olga", "--role", "owner", "--password", "a walk by the lake"]
    for command in (["init-db"], create):
        made = flaskr(tmp_path, *command, FLASKR_DATABASE=address)
        assert made.returncode == 0, made.stderr
    ended = run(tmp_path, "-c", READER, address)
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert "sqlalchemy" in loaded
    assert not loaded & SLOW
