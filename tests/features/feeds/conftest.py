"""Posts for feeds."""

from collections.abc import Callable
from typing import Any

import pytest

from flaskr.core import clock
from flaskr.core.permissions import SYSTEM
from flaskr.core.runtime import Core
from flaskr.features.accounts.models import User
from flaskr.features.media.models import Media
from flaskr.features.posts import publishing, tagging, writing
from flaskr.features.site.identity import change_site

BODY = (
    'A [walk](/lake/) & "more" <b>bold</b> ]]> and\n\n'
    "![a lake](/media/ab/lake.png)\n\n- [ ] task & 1 < 2\n\n`code <tag>`"
)


@pytest.fixture
def publish(core: Core, ana: User) -> Callable[..., int]:
    """Give a function that makes a public post and returns its id."""

    def make(title: str, body: str = BODY, **options: Any) -> int:
        with core.db.transaction() as db:
            kind = options.get("kind", "post")
            ids = [user.id for user in options.get("authors", (ana,))]
            post = writing.write(db, by=SYSTEM, title=title, body=body, kind=kind, author_ids=ids)
            tagging.set_tags(post, options.get("tags", ()), by=SYSTEM)
            if options.get("cover"):
                media = Media(
                    key="ab/cover.png", name="cover.png", mime="image/png", width=10, height=10,
                    size=1234, widths=[], alt="", caption="", created_at=clock.now(),
                )  # fmt: skip
                db.add(media)
                db.flush()
                writing.describe(post, by=SYSTEM, cover=media)
            publishing.publish(post, by=SYSTEM, at=options.get("at"))
            return post.id

    return make


@pytest.fixture
def site(core: Core) -> None:
    """Set the site's values."""
    with core.db.transaction() as db:
        change_site(
            db, by=SYSTEM, title="Walks & <Talks>", tagline="By the “lake”", language="en-GB"
        )
