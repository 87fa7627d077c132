"""Two who saved the same post: what each of them changed is put together, and what both changed is
shown with its two sides.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flaskr.core.errors import Invalid, NotFound
from flaskr.features.posts import writing
from flaskr.features.posts.forms import PostForm
from flaskr.features.posts.models import Post
from flaskr.features.posts.rendering import current_revision
from flaskr.lib.merging import Merged, merge

WHOLE = ("title", "slug", "excerpt", "tags", "cover_id", "visibility", "comments", "publish_at")
"""Fields of which one side's value counts, and nothing is in between."""

ALLOWED_ONLY = ("authors", "featured")
"""The same, but only who may change them finds them in the form."""

READABLE = ("title", "slug", "excerpt", "tags")
"""Those whose value a reader understands as it is stored."""


def remembered(form: PostForm, post: Post) -> str:
    """Return what the form says as the text of its field `was`: where later changes begin."""
    revision = current_revision(post)
    told = {name: _plain(form, name) for name in (*WHOLE, *ALLOWED_ONLY)}
    return json.dumps({**told, "revision": revision.number if revision else 0})


def put_together(form: PostForm, now: PostForm, post: Post, *, sent: Sequence[str]) -> Merged:
    """Make the form what both sides want, where `now` is the form of what is stored.

    `sent` names the fields of ALLOWED_ONLY that were in the form. A field that both changed
    keeps the form's value and gets an error that says the other one; the text of a conflict
    has both sides. Raises NotFound if the form does not say what it began with.
    """
    was = _read(form.was.data)
    base = writing.revision_of(post, was["revision"])
    for name in (*WHOLE, *sent):
        mine, theirs = _plain(form, name), _plain(now, name)
        if mine == was[name]:
            form[name].data = now[name].data
        elif theirs not in (mine, was[name]):
            form.put(_both_changed(name, theirs))
    merged = merge(base.body, form.body.data, now.body.data)
    form.body.data = merged.text
    return merged


def knows_its_beginning(form: PostForm) -> bool:
    """Whether later changes can be put together with those in the form."""
    try:
        return bool(_read(form.was.data))
    except NotFound:
        return False


def _both_changed(name: str, theirs: Any) -> Invalid:
    if not theirs or name not in READABLE:
        return Invalid(
            name, "Somebody else changed this too while you were writing. Save again to keep yours."
        )
    return Invalid(
        name,
        "Somebody else made this “%(theirs)s” while you were writing. Save again to keep yours.",
        theirs=theirs,
    )


def _plain(form: PostForm, name: str) -> Any:
    value = form[name].data
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if name == "tags":
        return ", ".join(filter(None, (tag.strip() for tag in value.split(","))))
    return sorted(value or []) if name == "authors" else value


def _read(text: str | None) -> Mapping[str, Any]:
    try:
        was = json.loads(text or "")
        return {name: was[name] for name in (*WHOLE, *ALLOWED_ONLY)} | {
            "revision": int(was["revision"])
        }
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NotFound from error
