"""The errors that verbs raise and the one handler turns into a page."""

from typing import Any


class FlaskrError(Exception):
    """Base of all errors whose message is a sentence that its reader can act on.

    `said` is the sentence with places for `values` (`%(name)s`), so that it can be translated.
    """

    status = 500
    title = "Something went wrong"

    def __init__(self, said: str, **values: Any) -> None:
        self.said, self.values = said, values
        self.message = said % values if values else said
        super().__init__(self.message)


class NotFound(FlaskrError):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404
    title = "Not found"

    def __init__(self, said: str = "There is nothing at this address.", **values: Any) -> None:
        super().__init__(said, **values)


class Gone(NotFound):
    """The thing was deleted for good, and everybody may know that it was there."""

    status = 410
    title = "Deleted"

    def __init__(
        self, said: str = "What stood at this address was deleted.", **values: Any
    ) -> None:
        super().__init__(said, **values)


class Denied(FlaskrError):
    """The actor may not do this."""

    status = 403
    title = "Not allowed"

    def __init__(self, said: str = "You are not allowed to do this.", **values: Any) -> None:
        super().__init__(said, **values)


class Invalid(FlaskrError):
    """A value cannot be used; `field` names the form's field it came from."""

    status = 422
    title = "Please correct this"

    def __init__(self, field: str, said: str, /, **values: Any) -> None:
        super().__init__(said, **values)
        self.field = field


class Conflict(FlaskrError):
    """The thing was changed by somebody else in the meantime."""

    status = 409
    title = "Changed in the meantime"


class TooMany(FlaskrError):
    """The actor asks more often than a limit allows; `retry_after` is in seconds."""

    status = 429
    title = "Too many attempts"

    def __init__(self, said: str, *, retry_after: int, **values: Any) -> None:
        super().__init__(said, **values)
        self.retry_after = retry_after


class Unavailable(FlaskrError):
    """What is needed to do this cannot be used at the moment; trying again later may help."""

    status = 503
    title = "Not possible at the moment"


class SettingsError(FlaskrError):
    """A setting has a value that cannot be used; the start is refused."""

    title = "The configuration cannot be used"


class SchemaError(FlaskrError):
    """The database's tables are not those this version needs."""

    status = 503
    title = "The database needs an upgrade"
