"""Forms for writing."""

from datetime import datetime

from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, Optional

from flaskr.web.forms import (
    ChoiceField,
    Form,
    LongTextField,
    ManyField,
    SecretField,
    TextField,
    labelled,
)


class TutorialForm(Form):
    """The tutorial's form: a title and a body."""

    title = TextField("Title", [InputRequired("Title is required.")])
    body = LongTextField("Body")


class PostForm(Form):
    """Everything about a post that is written on one page."""

    title = TextField(
        "Title",
        [InputRequired("Title is required."), Length(max=500)],
    )
    body = LongTextField("Text")
    slug = TextField("Address", [Length(max=200)])
    excerpt = LongTextField("Excerpt", [Length(max=2000)])
    tags = TextField("Tags", [Length(max=2000)])
    cover_id = IntegerField("Cover", [Optional()])
    authors = ManyField("Authors")
    visibility = ChoiceField(
        "Who may read it",
        labelled(
            {
                "public": "Everybody",
                "password": "Whoever has the password",
                "private": "Only editors and its authors",
            }
        ),
        default="public",
    )
    password = SecretField("Password for readers", render_kw={"autocomplete": "new-password"})
    featured = BooleanField("Show before other posts")
    comments = ChoiceField(
        "Comments",
        labelled(
            {
                "": "As the site’s settings say",
                "open": "Open",
                "moderated": "Moderated: shown after approval",
                "closed": "Closed",
            }
        ),
        default="",
    )
    publish_at = DateTimeLocalField(
        "Publish at", [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    based_on = HiddenField()
    was = HiddenField()

    def time(self) -> datetime | None:
        """Return the time entered, without a zone: it is meant in the site's."""
        found: datetime | None = self.publish_at.data
        return found
