"""Language tags (BCP 47), and what languages are called by those who speak them."""

import re

from flaskr.lib.languages import own_name

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

# Those that are asked for most. Others are looked up at Babel, which takes its time and memory.
NAMES = {
    "ar": "العربية", "bg": "Български", "bn": "বাংলা", "ca": "Català", "cs": "Čeština",
    "cy": "Cymraeg", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English",
    "eo": "Esperanto", "es": "Español", "et": "Eesti", "eu": "Euskara", "fa": "فارسی",
    "fi": "Suomi", "fr": "Français", "ga": "Gaeilge", "gl": "Galego", "he": "עברית",
    "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "id": "Indonesia", "is": "Íslenska",
    "it": "Italiano", "ja": "日本語", "ko": "한국어", "lt": "Lietuvių", "lv": "Latviešu",
    "nb": "Norsk bokmål", "nl": "Nederlands", "pl": "Polski", "pt": "Português",
    "pt-BR": "Português (Brasil)", "ro": "Română", "ru": "Русский", "sk": "Slovenčina",
    "sl": "Slovenščina", "sr": "Српски", "sv": "Svenska", "sw": "Kiswahili", "ta": "தமிழ்",
    "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "vi": "Tiếng Việt",
    "zh-Hans": "简体中文", "zh-Hant": "繁體中文",
}  # fmt: skip


def normal_tag(tag: str) -> str:
    """Return a tag as it is written by rule (RFC 5646, section 2.1.1); raises ValueError."""
    tag = tag.strip().replace("_", "-")
    if len(tag) > 35 or not _TAG.fullmatch(tag):
        raise ValueError(tag)
    first, *rest = tag.split("-")
    cased = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(cased.get(len(each), str.lower)(each) for each in rest)])


def tag_or_text(text: str) -> str:
    """Return a tag as it is written by rule; what is none stays as it is."""
    try:
        return normal_tag(text)
    except ValueError:
        return text


def name_of(tag: str) -> str:
    """Return what a language is called in itself; the tag for one that nobody here knows."""
    return NAMES.get(tag) or own_name(tag) or tag
