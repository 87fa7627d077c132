"""The installation's own secret key, so that production never runs on the one of development."""

import os
import tempfile
from pathlib import Path

from flask import Flask

from flaskr.core.errors import SettingsError
from flaskr.core.runtime import Core
from flaskr.lib.tokens import new_token

DEVELOPMENT = "dev"
FILE = "secret_key"


def use_own_key(app: Flask, core: Core) -> None:
    """Sign with the key in `<instance>/secret_key`, unless the configuration names one.

    Makes the file on the first start; raises SettingsError where that cannot be done.
    """
    if app.config["SECRET_KEY"] != DEVELOPMENT:
        return
    key = own_key(core.instance)
    core.settings["SECRET_KEY"] = app.config["SECRET_KEY"] = key


def own_key(instance: Path) -> str:
    """Return the key in the instance folder, made now if there is none; raises SettingsError."""
    path = instance / FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"The secret key cannot be kept in {path}: {error}. Make the folder writable, or "
            "set SECRET_KEY."
        ) from error
    if len(key) < 16:
        raise SettingsError(f"{path} holds no usable key; remove the file for a new one.")
    return key


def _make(path: Path) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_token() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link comes into being whole, and only once: of several processes that start
        # together one makes the key, and the others find it.
        os.link(name, path)
    except FileExistsError:
        pass
    finally:
        Path(name).unlink(missing_ok=True)
