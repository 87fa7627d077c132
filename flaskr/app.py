"""The application factory: settings, core, web, features, in this order."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from flaskr.core import settings as core_settings
from flaskr.core.errors import FlaskrError
from flaskr.core.feature import Feature
from flaskr.core.runtime import Core, make_core
from flaskr.core.settings import Setting
from flaskr.features import FEATURES
from flaskr.features.ops.secret_key import use_own_key
from flaskr.settings import SETTINGS
from flaskr.web import (
    access,
    assets,
    bodies,
    commandline,
    current,
    environment,
    errors,
    gate,
    notes,
    pagecache,
    pagefiles,
    requestlog,
    security,
    slots,
    speaking,
    themes,
)
from flaskr.web.application import Application
from flaskr.web.pagecache import collecting

_WEB = Path(__file__).parent / "web"


def create_app(
    test_config: Mapping[str, Any] | None = None, *, features: tuple[Feature, ...] = FEATURES
) -> Flask:
    """Build an application; raises SettingsError where a setting cannot be used.

    Without `test_config` the instance's config.py and then FLASKR_* variables are read, and
    what is not development signs with a key of its own; with it, that mapping alone is used.
    """
    try:
        app = _make_app(test_config, features)
        if test_config is None and not _is_development(app):
            use_own_key(app, app.extensions["flaskr"])
    except FlaskrError as error:
        commandline.end_with_sentence(error)
        raise
    return app


def _is_development(app: Flask) -> bool:
    # Flask's command line says so; of its commands only `run` signs anything.
    return app.debug or os.environ.get("FLASK_RUN_FROM_CLI") == "true"


def _make_app(test_config: Mapping[str, Any] | None, features: tuple[Feature, ...]) -> Flask:
    app = Application(
        "flaskr",
        instance_path=_instance_path(),
        instance_relative_config=True,
        static_folder=None,
        template_folder="web/templates",
    )
    app.jinja_environment = environment.PageEnvironment
    values = _configure(app, test_config, features)
    core = make_core(
        instance=Path(app.instance_path), settings=values, features=features, debug=app.debug
    )
    app.extensions["flaskr"] = core
    if test_config is None:
        for unknown in core_settings.unknown(_settings(features)):
            core.log.warning("settings.unknown", problem=unknown)
    _add_web(app, core)
    _add_features(app, core, features)
    access.check_views(app)
    return app


def _settings(features: tuple[Feature, ...]) -> list[Setting]:
    return [*SETTINGS, *(setting for feature in features for setting in feature.settings)]


def _instance_path() -> str | None:
    named = os.environ.get("FLASKR_INSTANCE")
    return str(Path(named).absolute()) if named else None


def _configure(
    app: Flask, test_config: Mapping[str, Any] | None, features: tuple[Feature, ...]
) -> dict[str, Any]:
    settings = _settings(features)
    instance = Path(app.instance_path)
    app.config.from_mapping(core_settings.defaults(settings, instance=instance))
    if test_config is None:
        app.config.from_pyfile("config.py", silent=True)
        app.config.from_mapping(core_settings.from_environment(settings))
    else:
        app.config.from_mapping(test_config)
    values = core_settings.check(settings, app.config, instance=instance)
    app.config.from_mapping(values)
    app.config["MAX_CONTENT_LENGTH"] = values["UPLOAD_LIMIT"] * 2**20
    app.config["MAX_FORM_MEMORY_SIZE"] = 8 * 2**20
    instance.mkdir(parents=True, exist_ok=True)
    values["DEBUG_ERRORS"] = app.debug or bool(app.config.get("PROPAGATE_EXCEPTIONS"))
    if values["LOG_FORMAT"] == "auto" and sys.stderr.isatty():
        values["LOG_FORMAT"] = "text"
    return values


def _add_web(app: Flask, core: Core) -> None:
    folder = themes.folder_of(core.settings["THEME"], core.instance)
    current.init_app(app)
    collecting.init_app(app)
    notes.init_app(app)
    requestlog.init_app(app)
    gate.init_app(app)
    security.init_app(app)
    errors.init_app(app)
    slots.init_app(app, core)
    themes.init_app(app, folder)
    speaking.init_app(app, core)
    assets.init_app(app, _static_folders(folder))
    guarded = bodies.Bodies(app.wsgi_app)
    app.wsgi_app = guarded  # type: ignore[method-assign,assignment]
    pagecache.init_app(app, core)
    pagefiles.init_app(app, core)
    if core.settings["PROXIES"]:
        count = core.settings["PROXIES"]
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]


def _static_folders(theme: Path) -> dict[str, list[Path]]:
    return {"": [_WEB / "static"], "theme/": [themes.DEFAULT / "static", theme / "static"]}


def _add_features(app: Flask, core: Core, features: tuple[Feature, ...]) -> None:
    app.cli = commandline.CommandLine(app.name)
    for feature in features:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        for command in feature.commands:
            app.cli.add_command(command)
    core.db.session_info["reserved_slugs"] = frozenset(
        rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if "<" not in rule.rule[:2]
    )
