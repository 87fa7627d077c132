"""What a theme sees of languages and translations."""

from dataclasses import dataclass, field

from flaskr.features.posts.pages import ListPage


def _told(help: str) -> dict[str, str]:
    return {"help": help}


@dataclass(frozen=True)
class LanguageRef:
    """A language."""

    tag: str = field(metadata=_told("Its tag (BCP 47), for `lang` and `hreflang`."))
    name: str = field(metadata=_told("What it is called in itself."))
    direction: str = field(metadata=_told("How it is written: `ltr` or `rtl`."))
    url: str = field(metadata=_told("The page of its posts."))


@dataclass(frozen=True)
class TranslationLink:
    """A post in one of the languages it is there in."""

    language: LanguageRef = field(metadata=_told("The language."))
    title: str = field(metadata=_told("Its title in that language."))
    url: str = field(metadata=_told("Its address."))
    is_current: bool = field(metadata=_told("Whether it is the post of this page."))


@dataclass(frozen=True, kw_only=True)
class LanguagePage(ListPage):
    """The posts of a language."""

    language: LanguageRef = field(metadata=_told("The language."))
