"""A writer at work: how long each page of Studio and each save of a post takes."""

import re
import time
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag

from tests.load.choosing import Chosen
from tests.load.figures import percentile
from tests.load.visiting import Answer, Visitor

LIST = "/studio/posts/"
SAVE = "save"


def studio_times(one: Visitor, chosen: Chosen, *, cookie: str, times: int) -> dict[str, float]:
    """Return the seconds that 95 of 100 visits stay under, by page, and of saving a post.

    The pages are those that Studio's navigation leads to, and what a writer comes to from the
    list of posts.
    """
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    editor = f"{LIST}{chosen.post_id}"
    paths = [*_navigation(one.get(LIST, headers)), f"{LIST}new", editor]
    paths += [f"{LIST}?q={chosen.word}", f"{LIST}?state=draft", f"{LIST}?state=published"]
    found: dict[str, list[float]] = {path: [] for path in [*paths, SAVE]}
    for number in range(times):
        for path in paths:
            found[path].append(_good(one.get(path, headers), path, 200).seconds)
        found[SAVE].append(_save(one, editor, headers, f"Saved {number} {time.time_ns()}."))
    named = {path.replace(editor, f"{LIST}<id>"): seconds for path, seconds in found.items()}
    return {path: percentile(seconds, 95) for path, seconds in named.items()}


def _navigation(answer: Answer) -> list[str]:
    links = re.findall(r'href="(/studio/[a-z-]+/)"', answer.body.decode())
    return list(dict.fromkeys(links))


def _save(one: Visitor, editor: str, headers: dict[str, str], words: str) -> float:
    """Save the editor's form with other words in the text, as a browser sends it."""
    fields = _fields(_good(one.get(editor, headers), editor, 200), editor)
    changed = [(name, words if name == "body" else value) for name, value in fields]
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return _good(one.ask("POST", editor, form, urlencode(changed)), SAVE, 302, 303).seconds


def _fields(answer: Answer, action: str) -> list[tuple[str, str]]:
    form = BeautifulSoup(answer.body, "html.parser").find("form", action=action)
    if not isinstance(form, Tag):
        raise RuntimeError(f"{action} has no form")
    found = []
    for field in form.find_all(["input", "textarea", "select"]):
        name = str(field.get("name"))
        if field.name == "select":
            found += [
                (name, str(each["value"])) for each in field.find_all("option", selected=True)
            ]
        elif field.name == "textarea":
            found.append((name, field.get_text().removeprefix("\n")))
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            found.append((name, str(field.get("value", ""))))
    return found


def _good(answer: Answer, what: str, *statuses: int) -> Answer:
    if answer.status not in statuses:
        raise RuntimeError(f"{what} answered {answer.status}")
    return answer
