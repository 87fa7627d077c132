"""Forms for uploading and for what is said of a picture."""

from wtforms import MultipleFileField, RadioField
from wtforms.validators import Length

from flaskr.features.media.editing import MOST_WORDS
from flaskr.features.media.models import FOCAL_POINTS
from flaskr.web.forms import Form, LongTextField, TextField, labelled


class UploadForm(Form):
    """Files to add."""

    files = MultipleFileField("Files")


class MediaForm(Form):
    """What a picture shows, and the line under it."""

    alt = LongTextField("Alt text", [Length(max=MOST_WORDS)])
    caption = TextField("Caption", [Length(max=MOST_WORDS)])
    focal_point = RadioField(
        "Focal point",
        choices=labelled({each: each.replace("-", " ").capitalize() for each in FOCAL_POINTS}),
        default="center",
    )
