"""What a theme sees of series."""

from dataclasses import dataclass, field

from flaskr.features.posts.pages import Page, PostLink, PostSummary


def _told(help: str) -> dict[str, str]:
    return {"help": help}


@dataclass(frozen=True)
class SeriesRef:
    """A series."""

    name: str = field(metadata=_told("Its name."))
    url: str = field(metadata=_told("Its page."))
    description: str = field(metadata=_told("What it is about; may be empty."))


@dataclass(frozen=True)
class SeriesBox:
    """The series a post is a part of, beside the post."""

    name: str = field(metadata=_told("Its name."))
    url: str = field(metadata=_told("Its page."))
    number: int = field(metadata=_told("Which part the post is, from 1."))
    parts: tuple[PostLink, ...] = field(metadata=_told("All parts, in order."))
    previous: PostLink | None = field(metadata=_told("The part before it, or None."))
    next: PostLink | None = field(metadata=_told("The part after it, or None."))


@dataclass(frozen=True, kw_only=True)
class SeriesPage(Page):
    """The parts of a series, in order."""

    series: SeriesRef = field(metadata=_told("The series."))
    posts: tuple[PostSummary, ...] = field(metadata=_told("Its parts."))


@dataclass(frozen=True)
class SeriesCount:
    """A series and how many parts it has."""

    series: SeriesRef = field(metadata=_told("The series."))
    count: int = field(metadata=_told("How many parts it has."))


@dataclass(frozen=True, kw_only=True)
class SeriesListPage(Page):
    """All series."""

    series: tuple[SeriesCount, ...] = field(metadata=_told("The series by name."))
