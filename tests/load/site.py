"""Our own site: a blog in a folder of its own, served as shipped."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from flaskr import create_app
from flaskr.core import clock
from flaskr.core.permissions import SYSTEM, Role
from flaskr.core.runtime import Core
from flaskr.features import FEATURES
from flaskr.features.accounts.logging_in import start_session
from flaskr.features.accounts.models import User
from flaskr.features.accounts.people import make_user
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.posts.models import Post
from flaskr.settings import SETTINGS
from tests.load.servers import Server, served
from tests.serving import environment, flaskr, free_port

UNCACHED = {"FLASKR_PAGE_CACHE": "0"}
_BATCH = 200
_VOCABULARY = (
    "lake walk stone bread letter winter garden morning bridge window paper river quiet lamp "
    "kettle ladder orchard market harbour meadow candle thread engine basket pocket valley"
)


def make_site(instance: Path, *, posts: int, **settings: str) -> None:
    """Fill an empty instance folder with the sample blog and so many posts besides."""
    instance.mkdir(parents=True, exist_ok=True)
    options = ["--posts", str(posts)] if posts and _generates(instance) else []
    made = flaskr(instance, "demo", *options, **settings)
    if made.returncode != 0:
        raise RuntimeError(f"flaskr demo failed: {made.stderr}")
    if posts and not options:
        write_posts(instance, posts, **settings)


def write_posts(instance: Path, count: int, **settings: str) -> None:
    """Write and publish so many posts of those who write there."""
    with opened(instance, **settings) as core:
        _write_posts(core, count)


@contextmanager
def site_served(instance: Path, *options: str, **settings: str) -> Iterator[Server]:
    """Run `flaskr serve` on the instance inside the block."""
    port = free_port()
    command = [sys.executable, "-m", "flaskr", "serve", "--port", str(port), *options]
    variables = environment(instance, **settings)
    with served(command, port=port, folder=instance, environment=variables) as server:
        yield server


@contextmanager
def opened(instance: Path, **settings: str) -> Iterator[Core]:
    """Give the core of an application on the instance, in this process."""
    wanted = {**settings, "FLASKR_INSTANCE": str(instance), "FLASKR_LOG_LEVEL": "warning"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        core: Core = create_app().extensions["flaskr"]
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
    try:
        yield core
    finally:
        core.close()


def log_in(core: Core) -> str:
    """Make an owner, and return the cookie of a session of theirs."""
    with core.db.transaction() as db:
        owner = db.scalar(select(User).where(User.username_key == "bench"))
        owner = owner or make_user(db, username="bench", role=Role.OWNER)
        return f"flaskr_session={start_session(db, owner)}"


def count_posts(core: Core) -> int:
    """Return how many posts there are, drafts and all."""
    with core.db.reading() as db:
        return db.scalar(select(func.count()).select_from(Post)) or 0


def knows_setting(name: str) -> bool:
    """Say whether this version of Flaskr has the setting."""
    more = [setting for feature in FEATURES for setting in feature.settings]
    return any(setting.name == name for setting in (*SETTINGS, *more))


def _generates(instance: Path) -> bool:
    return "--posts" in flaskr(instance, "demo", "--help").stdout


def _write_posts(core: Core, count: int) -> None:
    chance = random.Random(count)  # the same posts every time
    vocabulary = _VOCABULARY.split()
    with core.db.reading() as db:
        authors = list(db.scalars(select(User.id).order_by(User.id)))
    for begin in range(0, count, _BATCH):
        with core.db.transaction() as db:
            for number in range(begin, min(begin + _BATCH, count)):
                words = " ".join(chance.choices(vocabulary, k=3)).capitalize()
                post = writing.write(
                    db,
                    by=SYSTEM,
                    title=f"{words} {number}",
                    body="\n\n".join(_paragraphs(chance, vocabulary)),
                    author_ids=[chance.choice(authors)],
                )
                tagging.set_tags(post, chance.sample(vocabulary, 2), by=SYSTEM)
                at = clock.now() - timedelta(days=400, minutes=number)
                publishing.publish(post, by=SYSTEM, at=at)


def _paragraphs(chance: random.Random, vocabulary: list[str]) -> Iterator[str]:
    for _ in range(chance.randint(3, 12)):
        yield " ".join(chance.choices(vocabulary, k=chance.randint(40, 90))).capitalize() + "."
