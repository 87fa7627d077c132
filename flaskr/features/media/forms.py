"""Forms for uploading and for what is said of a picture."""

from wtforms import MultipleFileField
from wtforms.validators import Length

from flaskr.features.media.editing import MOST_WORDS
from flaskr.web.forms import Form, LongTextField, TextField


class UploadForm(Form):
    """Files to add."""

    files = MultipleFileField("Files")


class MediaForm(Form):
    """What a picture shows, and the line under it."""

    alt = LongTextField("Alt text", [Length(max=MOST_WORDS)])
    caption = TextField("Caption", [Length(max=MOST_WORDS)])
