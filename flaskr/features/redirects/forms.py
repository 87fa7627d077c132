"""Forms for redirects."""

from wtforms import FileField
from wtforms.validators import InputRequired, Length

from flaskr.web.forms import Form, LongTextField, TextField


class RedirectForm(Form):
    """A redirect; without a new address the old one is gone."""

    path = TextField("Old address", [InputRequired(), Length(max=500)])
    target = TextField("New address", [Length(max=1000)])


class TrialForm(Form):
    """An address to be tried."""

    path = TextField("Address", [InputRequired(), Length(max=1000)])


class ListForm(Form):
    """A list of redirects: a file, or typed."""

    file = FileField("File")
    text = LongTextField("Or write them here")
