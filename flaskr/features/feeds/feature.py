"""Feeds, as a feature."""

from flaskr.core.feature import Feature, PageKind
from flaskr.features.accounts.events import ProfileChanged
from flaskr.features.comments.events import CommentHidden
from flaskr.features.feeds import handlers, more_views, slots, views
from flaskr.features.feeds.formats import FORMATS, HEADERS
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten
from flaskr.features.site.events import SiteChanged

feature = Feature(
    name="feeds",
    blueprints=(views.bp, more_views.bp),
    slots={"head": (slots.head,), "comments.after": (slots.below_comments,)},
    page_kinds=tuple(PageKind(each.name, each.mime, HEADERS) for each in FORMATS.values()),
    handlers={
        PostWritten: (handlers.post_written,),
        PostPublished: (handlers.shown_changed,),
        PostUnpublished: (handlers.shown_changed,),
        PostRemoved: (handlers.shown_changed,),
        ProfileChanged: (handlers.shown_changed,),
        SiteChanged: (handlers.shown_changed,),
        CommentHidden: (handlers.comment_hidden,),
    },
)
