"""What readers see has changed: which part of it, told to every process that keeps pages.

A *tag* names something that pages show: `site`, `post:7`, `tag:3`. A change names the tags of
what it touched; whoever keeps a page made of one of them drops it once the change is committed.
"""

from flaskr.core.content.changes import (
    EVERYTHING,
    Content,
    ContentChange,
    ContentChanged,
    change,
)

__all__ = ["EVERYTHING", "Content", "ContentChange", "ContentChanged", "change"]
