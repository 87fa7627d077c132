"""What of a comment tells whether it is spam: its words, and what its links and names are like."""

import re
from urllib.parse import urlsplit

from flaskr.lib.text import folded

MOST = 200
_LONGEST = 40
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’][^\W\d_]+)?")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥%]")


def telling_words(body: str, *, name: str = "", email: str = "", website: str = "") -> list[str]:
    """Return words and marks of a comment, each once, sorted, MOST at most.

    A mark has a colon: `link:host` for each linked host, `name:word`, `mail:host`, `site:host`,
    `links:3` for how many links there are. Of Chinese, Japanese and Korean each two letters that
    stand beside each other are a word.
    """
    links = _LINK.findall(body)
    written = _LINK.sub(" ", body)
    prose = folded(written)
    found = {word[:_LONGEST] for word in _WORD.findall(prose) if not _CJK.search(word)}
    for run in _CJK.findall(prose):
        found.update(run[i : i + 2] for i in range(len(run) - 1))
    found.update(f"link:{host}" for host in map(_host, links) if host)
    found.update(f"name:{word[:_LONGEST]}" for word in _WORD.findall(folded(name)))
    found.add(f"links:{min(len(links), 4)}")
    if email:
        found.add(f"mail:{email.rpartition('@')[2].lower()[:_LONGEST]}")
    found.add(f"site:{_host(website) or 'none'}")
    if _MONEY.search(body):
        found.add("money:")
    letters = [letter for letter in written if letter.isalpha()]
    if len(letters) > 20 and sum(map(str.isupper, letters)) > len(letters) / 2:
        found.add("capitals:")
    return sorted(found)[:MOST]


def _host(link: str) -> str:
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")[:_LONGEST]
