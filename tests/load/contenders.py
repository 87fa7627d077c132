"""The contenders: our site, what it is measured against, and what each of them is asked."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.load import works
from tests.load.choosing import Chosen
from tests.load.nginx import keep_files, nginx_including, nginx_serving
from tests.load.processes import tree
from tests.load.rounds import Contender
from tests.load.servers import Server
from tests.load.site import UNCACHED, knows_setting, site_served
from tests.load.tutorial import NoTutorial, make_tutorial, tutorial_served
from tests.load.visiting import Answer, Visitor, visitor
from tests.load.wrk import Asked
from tests.serving import flaskr, free_port

NGINX, PAGE_FILES, OURS, UNCACHED_SITE = "nginx", "nginx + page files", "flaskr", "flaskr uncached"
WAITRESS, GRANIAN = "tutorial on waitress", "tutorial on granian"
TUTORIAL_POSTS = 10
_PATIENCE = 20  # seconds for page files, which may be written after the answer


@dataclass
class Field:
    """Who takes part, and who does not for what reason."""

    contenders: list[Contender] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


@contextmanager
def all_running(
    instance: Path, folder: Path, chosen: Chosen, *, cookie: str, with_tutorial: bool = True
) -> Iterator[Field]:
    """Start everybody who reads; `folder` holds what they need besides our instance."""
    found = Field()
    with ExitStack() as running:
        ours = running.enter_context(site_served(instance))
        reading = works.reading(chosen, cookie=cookie)
        with visitor(ours.port) as one:
            answers = {path: _fetched(one, path) for path in works.pages(chosen).values()}
            again = _not_modified(one, answers)
        uncached = running.enter_context(site_served(instance, **UNCACHED))
        found.contenders += [
            Contender(OURS, ours, reading | again),
            Contender(UNCACHED_SITE, uncached, reading | _where_it_works(uncached, again)),
            _nginx(running, folder, chosen, answers, again),
        ]
        if not again:
            found.left_out["not-modified"] = "No page of the site has an ETag."
        _add_page_files(running, found, instance, folder, chosen)
        if with_tutorial:
            _add_tutorial(running, found, folder / "tutorial", chosen, like=ours)
        yield found


def workers_of(server: Server) -> int:
    """Return how many processes answer, besides the one that watches over them."""
    return max(1, len(tree(server.pid)) - 1)


def _fetched(one: Visitor, path: str) -> Answer:
    answer = one.get(path, works.GZIP)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer


def _not_modified(one: Visitor, answers: Mapping[str, Answer]) -> dict[str, Asked]:
    """Return the work `not-modified` for the first of the pages that has an ETag that counts."""
    for path, answer in answers.items():
        asked = works.not_modified(path, answer.headers.get("etag", '"none"'))
        if one.get(path, asked.headers).status == asked.status:
            return {"not-modified": asked}
    return {}


def _where_it_works(server: Server, again: dict[str, Asked]) -> dict[str, Asked]:
    with visitor(server.port) as one:
        return _not_modified(one, {each.path: _fetched(one, each.path) for each in again.values()})


def _nginx(
    running: ExitStack,
    folder: Path,
    chosen: Chosen,
    answers: Mapping[str, Answer],
    again: Mapping[str, Asked],
) -> Contender:
    root = folder / "static"
    keep_files(root, answers)
    server = running.enter_context(nginx_serving(root, folder / "nginx"))
    asked = {work: Asked(path, headers=works.GZIP) for work, path in works.pages(chosen).items()}
    return Contender(NGINX, server, asked | _where_it_works(server, dict(again)))


def _add_page_files(
    running: ExitStack, found: Field, instance: Path, folder: Path, chosen: Chosen
) -> None:
    """Let nginx serve the files that our site writes for its pages."""
    if not knows_setting("PAGE_FILES"):
        found.left_out[PAGE_FILES] = "This version of Flaskr has no setting PAGE_FILES."
        return
    port = free_port()
    settings = {
        "FLASKR_PAGE_FILES": "1",
        "FLASKR_PROXIES": "1",
        "FLASKR_SITE_URL": f"http://127.0.0.1:{port}",
    }
    behind = running.enter_context(site_served(instance, **settings))
    command = ("page-files", "nginx", "--port", str(behind.port))
    printed = flaskr(instance, *command, **settings)
    paths = {work: works.pages(chosen)[work] for work in ("post", "home")}
    root = instance / "pages"
    with visitor(behind.port) as one:
        for path in paths.values():
            _fetched(one, path)
    missing = _never_written(root / path.lstrip("/") / "index.html" for path in paths.values())
    if missing is not None:
        found.left_out[PAGE_FILES] = f"The site did not write {missing.relative_to(instance)}."
        return
    serving = nginx_including(printed.stdout, port, folder / "page-files")
    asked = {work: Asked(path, headers=works.GZIP) for work, path in paths.items()}
    found.contenders.append(Contender(PAGE_FILES, running.enter_context(serving), asked))


def _never_written(files: Iterable[Path]) -> Path | None:
    """Return the first of the files that is not there even after some time."""
    until = time.monotonic() + _PATIENCE
    for file in files:
        while not file.exists():
            if time.monotonic() > until:
                return file
            time.sleep(0.05)
    return None


def _add_tutorial(
    running: ExitStack, found: Field, folder: Path, chosen: Chosen, *, like: Server
) -> None:
    """Let the tutorial's index, with ten posts, stand beside our post and our home page."""
    try:
        make_tutorial(folder, [chosen.body] * TUTORIAL_POSTS)
    except NoTutorial as error:
        found.left_out |= {WAITRESS: str(error), GRANIAN: str(error)}
        return
    index = Asked("/", headers=works.GZIP)
    for name, server in ((WAITRESS, "waitress"), (GRANIAN, "granian")):
        serving = tutorial_served(folder, server, workers=workers_of(like))
        asked = {"post": index, "home": index}
        found.contenders.append(Contender(name, running.enter_context(serving), asked))
