"""Forms: what a request sends, checked, with errors beside their fields."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import wtforms
from flask import request
from werkzeug.datastructures import CombinedMultiDict
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from flaskr.core.errors import FlaskrError, Invalid
from flaskr.web.speaking import spoken


class Form(wtforms.Form):
    """Base of all forms."""

    class Meta:
        """No token in the page: cross-site requests are refused by web/security.py."""

        csrf = False

    def put(self, error: FlaskrError, field_name: str | None = None) -> None:
        """Show a verb's complaint beside the field it is about, or one that is named, else above
        the form.
        """
        about = error.field if isinstance(error, Invalid) else ""
        field = self._fields.get(about if field_name is None else field_name)
        message = spoken().gettext(error.said, **error.values)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def stripped(value: str | None) -> str:
    """A filter for text fields: without white space at both ends, and never None."""
    return _text(value).strip()


class TextField(wtforms.StringField):
    """A line of text without white space at both ends; never None."""

    data: str

    def __init__(self, label: str, validators: list[Any] | None = None, **options: Any) -> None:
        super().__init__(label, validators, filters=[stripped], **options)


class MailField(TextField):
    """An e-mail address."""

    widget = wtforms.widgets.EmailInput()


class LongTextField(wtforms.TextAreaField):
    """Some lines of text, as they were written; never None. Line ends are LF."""

    data: str

    def __init__(self, label: str, validators: list[Any] | None = None, **options: Any) -> None:
        super().__init__(label, validators, filters=[_lines], **options)


class SecretField(wtforms.PasswordField):
    """A password as it was typed; never None."""

    data: str

    def __init__(self, label: str, validators: list[Any] | None = None, **options: Any) -> None:
        super().__init__(label, validators, filters=[_text], **options)


class Select(wtforms.widgets.Select):
    """A select whose choices are said in the language of who looks at it."""

    @classmethod
    def render_option(cls, choice: Any, **options: Any) -> Any:  # type: ignore[override]
        """Return an option."""
        said = spoken().gettext(str(choice.label or choice.value))
        return super().render_option(choice._replace(label=said), **options)


class ChoiceField(wtforms.SelectField):
    """One of some words."""

    widget = Select()
    data: str

    def __init__(self, label: str, choices: Any, **options: Any) -> None:
        super().__init__(label, choices=choices, **options)


class ManyField(wtforms.SelectMultipleField):
    """Some of many numbered things; `choices` is set for each request."""

    data: list[int]

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, coerce=int, validate_choice=False, **options)

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Say what can be chosen: the value and the text of each."""
        self.choices = [SelectChoice(value, text) for value, text in choices]


def labelled(choices: Mapping[str, str]) -> list[Any]:
    """Return the choices of a select field: what is sent, and what is shown for it."""
    return [SelectChoice(value, text) for value, text in choices.items()]


def words(*choices: str) -> list[Any]:
    """Return the choices of a select field whose values are shown as they are."""
    return [SelectChoice(word) for word in choices]


def _lines(value: str | None) -> str:
    return _text(value).replace("\r\n", "\n").replace("\r", "\n")


def _text(value: str | None) -> str:
    # No database text can hold a NUL, and nobody means to send one.
    return (value or "").replace("\0", "")


FormClass = TypeVar("FormClass", bound=Form)


def form_of(form: type[FormClass], **options: Any) -> FormClass:
    """Return the form filled with what this request sent, or with `obj` and `data` on a GET."""
    if request.method in {"POST", "PUT", "PATCH"}:
        return form(CombinedMultiDict([request.form, request.files]), **options)
    return form(**options)
