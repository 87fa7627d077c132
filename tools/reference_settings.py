"""The reference page of the settings, made of the settings themselves."""

from collections.abc import Iterable

from flaskr.core.settings import Setting
from flaskr.features import FEATURES
from flaskr.settings import SETTINGS

INTRODUCTION = """\
# Settings

<!-- Written by `make docs` from flaskr/settings.py and the features; change it there. -->

A setting is looked for in this order, and the last one found counts:

1. its default;
2. `config.py` in the instance folder, where it is a Python variable: `PROXIES = 1`;
3. the environment variable `FLASKR_` and its name: `FLASKR_PROXIES=1`;
   or, for what should not stand in an environment, a file that `FLASKR_` + name + `_FILE` names:
   `FLASKR_SECRET_KEY_FILE=/run/secrets/flaskr`.

`{instance}` stands for the instance folder, which `FLASKR_INSTANCE` chooses. A value that cannot
be used stops the start with a message that names it. What belongs to the site and not to the
machine, such as its title, is set in Studio.

## Of the installation
"""


def page() -> str:
    """Return the whole page as MyST Markdown."""
    parts = [INTRODUCTION, *_entries(SETTINGS)]
    for feature in FEATURES:
        if feature.settings:
            parts += [f"## Of the feature `{feature.name}`\n", *_entries(feature.settings)]
    return "\n".join(parts)


def _entries(settings: Iterable[Setting]) -> Iterable[str]:
    for setting in settings:
        yield f"### `{setting.name}`\n\n{setting.help}\n\n{_facts(setting)}\n"


def _facts(setting: Setting) -> str:
    kind = {str: "text", int: "whole number", bool: "true or false"}[setting.type]
    facts = [f"- Type: {kind}{_bounds(setting)}", f"- Default: {_default(setting)}"]
    if setting.choices:
        words = ", ".join(f"`{word}`" if word else "empty" for word in setting.choices)
        facts.append(f"- One of: {words}")
    if setting.secret:
        facts.append("- Secret: never shown or logged")
    return "\n".join(facts)


def _bounds(setting: Setting) -> str:
    if setting.least is not None and setting.most is not None:
        return f", from {setting.least} to {setting.most}"
    if setting.least is not None:
        return f", {setting.least} or more"
    if setting.most is not None:
        return f", {setting.most} or less"
    return ""


def _default(setting: Setting) -> str:
    if setting.default is None or setting.default == "":
        return "empty"
    return f"`{setting.default}`"
