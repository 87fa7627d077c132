"""Search, as a feature."""

from flaskr.core.feature import Check, Feature
from flaskr.features.posts.events import PostPublished, PostRemoved, PostUnpublished, PostWritten
from flaskr.features.search import checks, cli, handlers, pages, views

feature = Feature(
    name="search",
    blueprints=(views.bp,),
    handlers={
        PostWritten: (handlers.post_changed,),
        PostPublished: (handlers.post_changed,),
        PostUnpublished: (handlers.post_changed,),
        PostRemoved: (handlers.post_removed,),
    },
    pages=(
        pages.SearchPage,
        pages.SearchResult,
        pages.SearchFilter,
        pages.SearchChoice,
        pages.ChosenFilter,
    ),
    commands=(cli.search_group,),
    checks=(Check("search", checks.index_is_complete),),
)
