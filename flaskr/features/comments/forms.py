"""The form to comment with."""

from wtforms import BooleanField, HiddenField, StringField

from flaskr.web.forms import Form, LongTextField, TextField


class CommentForm(Form):
    """What a reader sends; `subject` is shown to nobody."""

    body = LongTextField("Comment")
    name = TextField("Name")
    email = TextField("E-mail")
    website = TextField("Website")
    subject = StringField("Subject")
    follow = BooleanField("Mail me")
    token = HiddenField()
    answer = HiddenField()

    @property
    def answers_id(self) -> int | None:
        """The number of the comment that is answered, if one is."""
        text = self.answer.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None
