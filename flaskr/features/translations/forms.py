"""Forms for translations."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, Optional

from flaskr.web.forms import Form, TextField

_NEEDED = InputRequired("Choose a language.")


class LanguageForm(Form):
    """The language of a post; empty for the site's."""

    language = TextField("Language of this post", [Length(max=35)])


class DraftForm(Form):
    """A language to translate a post into."""

    into = TextField("Translate into", [_NEEDED, Length(max=35)])


class LinkForm(Form):
    """A post that is a translation already."""

    post = IntegerField("Post", [Optional()])
    in_language = TextField("Its language", [_NEEDED, Length(max=35)])
