"""The errors that verbs raise and the one handler turns into a page."""


class FlaskrError(Exception):
    """Base of all errors whose message is a sentence that its reader can act on."""

    status = 500
    title = "Something went wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(FlaskrError):
    """The thing does not exist, or the actor may not know that it does."""

    status = 404
    title = "Not found"

    def __init__(self, message: str = "There is nothing at this address.") -> None:
        super().__init__(message)


class Gone(NotFound):
    """The thing was deleted for good, and everybody may know that it was there."""

    status = 410
    title = "Deleted"

    def __init__(self, message: str = "What stood at this address was deleted.") -> None:
        super().__init__(message)


class Denied(FlaskrError):
    """The actor may not do this."""

    status = 403
    title = "Not allowed"

    def __init__(self, message: str = "You are not allowed to do this.") -> None:
        super().__init__(message)


class Invalid(FlaskrError):
    """A value cannot be used; `field` names the form's field it came from."""

    status = 422
    title = "Please correct this"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Conflict(FlaskrError):
    """The thing was changed by somebody else in the meantime."""

    status = 409
    title = "Changed in the meantime"


class TooMany(FlaskrError):
    """The actor asks more often than a limit allows; `retry_after` is in seconds."""

    status = 429
    title = "Too many attempts"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
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
