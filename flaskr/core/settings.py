"""Typed settings: where a value may come from, and what is refused."""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flaskr.core.errors import SettingsError

ENVIRONMENT_PREFIX = "FLASKR_"
_NO_SETTINGS = frozenset({"FLASKR_INSTANCE"})
_FOR_TESTS = "FLASKR_TEST_"
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off", ""})


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the configuration, its type and what it is for.

    `default` may hold `{instance}`, which stands for the instance folder. `least` and `most`
    bound a number; `choices` lists the words that are allowed. `check` looks at a text and
    raises ValueError with what refuses it, a sentence that goes on after the name.
    """

    name: str
    type: type[str] | type[int] | type[bool]
    default: str | int | bool | None
    help: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    secret: bool = False
    check: Callable[[str], None] | None = None


def defaults(settings: Iterable[Setting], *, instance: Path) -> dict[str, Any]:
    """Return every setting's default."""
    return {
        setting.name: (
            setting.default.replace("{instance}", str(instance))
            if isinstance(setting.default, str)
            else setting.default
        )
        for setting in settings
    }


def from_environment(
    settings: Iterable[Setting], environment: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return what `FLASKR_<NAME>` variables say, or files named by `FLASKR_<NAME>_FILE`.

    Raises SettingsError where both are set or the file cannot be read.
    """
    environment = os.environ if environment is None else environment
    found: dict[str, str] = {}
    for setting in settings:
        variable = ENVIRONMENT_PREFIX + setting.name
        file = environment.get(variable + "_FILE")
        if file is not None:
            if variable in environment:
                raise SettingsError(
                    f"Both {variable} and {variable}_FILE are set; remove one of them."
                )
            try:
                found[setting.name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(f"{variable}_FILE cannot be read: {error}") from error
        elif variable in environment:
            found[setting.name] = environment[variable]
    return found


def unknown(settings: Iterable[Setting], environment: Mapping[str, str] | None = None) -> list[str]:
    """Return a sentence for each `FLASKR_*` variable that no setting reads, as after a slip."""
    environment = os.environ if environment is None else environment
    names = [ENVIRONMENT_PREFIX + setting.name for setting in settings]
    read = {*names, *(f"{name}_FILE" for name in names), *_NO_SETTINGS}
    return [
        f"There is no setting {name}; it is ignored.{_suggestion(name, names)}"
        for name in sorted(environment)
        if name.startswith(ENVIRONMENT_PREFIX)
        and name not in read
        and not name.startswith(_FOR_TESTS)
    ]


def _suggestion(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.75)
    return f" Is {near[0]} meant?" if near else ""


def check(
    settings: Iterable[Setting], values: Mapping[str, Any], *, instance: Path
) -> dict[str, Any]:
    """Return the settings' values in their types, the default where one is None or missing.

    Raises SettingsError naming the bad one.
    """
    settings = tuple(settings)
    found = defaults(settings, instance=instance)
    for setting in settings:
        value = values.get(setting.name)
        if value is not None:
            found[setting.name] = _typed(setting, value)
    return found


def _typed(setting: Setting, value: Any) -> Any:
    if setting.type is bool:
        return _boolean(setting, value)
    if setting.type is int:
        return _number(setting, value)
    if not isinstance(value, str | Path):
        raise SettingsError(f"{setting.name} must be text, not {_shown(setting, value)}.")
    if setting.choices and value not in setting.choices:
        raise SettingsError(
            f"{setting.name} must be one of {', '.join(setting.choices)}, "
            f"not {_shown(setting, value)}."
        )
    if setting.check is not None:
        try:
            setting.check(str(value))
        except ValueError as error:
            raise SettingsError(f"{setting.name} {error}") from error
    return str(value)


def _boolean(setting: Setting, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise SettingsError(f"{setting.name} must be true or false, not {_shown(setting, value)}.")


def _number(setting: Setting, value: Any) -> int:
    try:
        if isinstance(value, bool | float):
            raise ValueError
        number = int(value)
    except (TypeError, ValueError):
        raise SettingsError(
            f"{setting.name} must be a whole number, not {_shown(setting, value)}."
        ) from None
    if setting.least is not None and number < setting.least:
        raise SettingsError(f"{setting.name} must be {setting.least} or more, not {number}.")
    if setting.most is not None and number > setting.most:
        raise SettingsError(f"{setting.name} must be {setting.most} or less, not {number}.")
    return number


def _shown(setting: Setting, value: Any) -> str:
    return "what was given" if setting.secret else repr(value)
