"""Rendering, hashing and image work never hold a writing transaction open."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts import claiming
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts.models import Post, Revision
from flaskr.features.site.identity import change_site
from flaskr.lib import images, markdown, passwords
from tests.client import CheckedClient
from tests.conftest import PASSWORD
from tests.features.media.samples import photo

SLOW: tuple[tuple[ModuleType, str], ...] = (
    (markdown, "render"),
    (passwords, "hash_password"),
    (passwords, "verify"),
    (images, "read"),
    (images, "variant"),
)
NEW_PASSWORD = "another walk by the river"


class Watch:
    """How many writing transactions are open, and what slow work was done in and out of one."""

    def __init__(self) -> None:
        self.open = 0
        self.outside: set[str] = set()
        self.inside: list[str] = []

    def slow(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, noting from where it is called."""

        def watched(*args: Any, **kwargs: Any) -> Any:
            if self.open:
                self.inside.append(f"{name} from {_callers()}")
            else:
                self.outside.add(name)
            return work(*args, **kwargs)

        return watched


@pytest.fixture
def watch(core: Core, monkeypatch: pytest.MonkeyPatch) -> Watch:
    """Watch the application's transactions and the slow functions."""
    found = Watch()
    transaction = core.db.transaction

    @contextmanager
    def counted(**options: Any) -> Iterator[Session]:
        with transaction(**options) as db:
            found.open += 1
            try:
                yield db
            finally:
                found.open -= 1

    monkeypatch.setattr(core.db, "transaction", counted)
    for module, name in SLOW:
        work = found.slow(f"{module.__name__}.{name}", getattr(module, name))
        monkeypatch.setattr(module, name, work)
    return found


def test_no_slow_work_is_done_inside_a_transaction(
    app: Flask, client: CheckedClient, core: Core, watch: Watch
) -> None:
    with core.db.transaction() as db:
        token = claiming.new_claim_token(db)
        change_site(db, by=SYSTEM, registration="open")
    send = _Sender(client)
    send(
        f"/auth/setup/{token}",
        title="Blog", name="Olga", email="olga@example.org", password=PASSWORD, timezone="UTC",
    )  # fmt: skip
    _use_an_account(send, core)
    _write(send, core)
    other = _Sender(CheckedClient(app))
    other("/auth/register", username="nina", password=PASSWORD)
    other("/auth/login", username="nina", password=PASSWORD)
    other("/a-diary/", password="open the diary")
    core.worker().run_due()
    assert watch.inside == []
    assert watch.outside == {f"{module.__name__}.{name}" for module, name in SLOW}


def _use_an_account(send: "_Sender", core: Core) -> None:
    with core.db.reading() as db:
        olga = db.scalars(select(User)).one()
    send("/auth/logout")
    send("/auth/login", username=olga.username, password=PASSWORD)
    send(
        "/studio/profile",
        name="Olga", email="olga@example.org", website="", bio="I *walk*.",
        avatar=(BytesIO(photo(64, 64)), "olga.jpg"),
    )  # fmt: skip
    send("/studio/profile/password", current=PASSWORD, password=NEW_PASSWORD)


def _write(send: "_Sender", core: Core) -> None:
    send("/studio/media/", files=(BytesIO(photo()), "lake.jpg"))
    with core.db.reading() as db:
        media = db.scalars(select(Media)).first()
    assert media is not None
    text = f"A *lake*: ![Lake]({media.url})"
    send("/create", title="Of the tutorial", body=text)
    with core.db.reading() as db:
        post_id = db.scalars(select(Post.id)).one()
    send(f"/{post_id}/update", title="Of the tutorial", body=f"{text} Changed.")
    send(f"/studio/posts/{post_id}/revisions/1/restoration")
    diary = {"visibility": "password", "password": "open the diary", "then": "publish"}
    send("/studio/posts/", title="A diary", body=text, **diary)
    with core.db.reading() as db:
        diary_id = db.scalars(select(Post.id).where(Post.title == "A diary")).one()
        assert len(db.scalars(select(Revision)).all()) == 4
    send(f"/studio/posts/{diary_id}", title="A diary", body=f"{text} More.", **diary)
    send(f"/studio/posts/{diary_id}/publication")


class _Sender:
    """Sends forms that must be accepted."""

    def __init__(self, client: CheckedClient) -> None:
        self._client = client

    def __call__(self, path: str, **fields: Any) -> None:
        answer = self._client.post(path, data=fields, content_type="multipart/form-data")
        assert answer.status_code in {302, 303}, f"{path}: {answer.status_code} {answer.text}"


def _callers() -> str:
    names = [frame.function for frame in inspect.stack()[2:12] if "flaskr" in frame.filename]
    return " < ".join(names)
