"""What a theme sees of a site that is closed for maintenance."""

from dataclasses import dataclass, field

from flaskr.features.posts.pages import Page


@dataclass(frozen=True, kw_only=True)
class MaintenancePage(Page):
    """What readers see of every page while the site is closed to them."""

    message: str = field(metadata={"help": "What the owner says of it; may be empty."})
