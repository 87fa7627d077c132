"""What the site tells other features."""

from dataclasses import dataclass

from flaskr.core.events import Event


@dataclass(frozen=True)
class SiteChanged(Event):
    """One of the site's values is another than before."""
