"""Forms for series."""

from wtforms import IntegerField
from wtforms.validators import InputRequired, Length, Optional

from flaskr.web.forms import Form, LongTextField, TextField


class SeriesForm(Form):
    """A series' name and what it is about."""

    name = TextField("Name", [InputRequired("Give the series a name."), Length(max=200)])
    description = LongTextField("Description", [Length(max=2000)])


class PartForm(Form):
    """A post to add."""

    post = IntegerField("Post", [Optional()])
