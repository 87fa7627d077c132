"""Forms for logging in, registering, setting up, profiles and people."""

from wtforms import FileField
from wtforms.validators import InputRequired, Length

from flaskr.lib import zones
from flaskr.web.forms import (
    ChoiceField,
    Form,
    LongTextField,
    MailField,
    SecretField,
    TextField,
    labelled,
    words,
)
from flaskr.web.speaking import offered

_AGAIN = {"autocomplete": "new-password"}


class LogInForm(Form):
    """Who, and the proof."""

    username = TextField(
        "Username or e-mail",
        [InputRequired("Enter your username or e-mail.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    password = SecretField(
        "Password",
        [InputRequired("Enter your password.")],
        render_kw={"autocomplete": "current-password"},
    )


class RegisterForm(Form):
    """A new account; the tutorial's two fields, and an e-mail for whoever wants to give one."""

    username = TextField(
        "Username",
        [InputRequired("Username is required.")],
        render_kw={"autocomplete": "username", "autocapitalize": "none"},
    )
    email = MailField(
        "E-mail (optional)",
        [Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    password = SecretField("Password", [InputRequired("Password is required.")], render_kw=_AGAIN)


class SetUpForm(Form):
    """What makes the blog yours."""

    title = TextField("Title of the blog", [InputRequired(), Length(max=200)])
    name = TextField(
        "Your name",
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "name"},
    )
    email = MailField(
        "E-mail",
        [InputRequired(), Length(max=254)],
        render_kw={"autocomplete": "email"},
    )
    password = SecretField("Password", [InputRequired()], render_kw=_AGAIN)
    timezone = ChoiceField("Time zone", choices=lambda: words(*zones.names()), default="UTC")


class ProfileForm(Form):
    """What others see of you."""

    name = TextField("Name", [InputRequired(), Length(max=200)])
    email = MailField("E-mail", [Length(max=254)])
    website = TextField("Website", [Length(max=500)])
    bio = LongTextField("Bio", [Length(max=5000)])
    language = ChoiceField(
        "Language of Studio",
        choices=lambda: labelled({"": "The site’s language", **offered()}),
        default="",
    )
    avatar = FileField("Avatar", render_kw={"accept": "image/*"})


class PasswordForm(Form):
    """A new password, for whoever knows the old one."""

    current = SecretField(
        "Current password",
        [InputRequired("Enter your current password.")],
        render_kw={"autocomplete": "current-password"},
    )
    password = SecretField(
        "New password", [InputRequired("Enter a new password.")], render_kw=_AGAIN
    )


class InviteForm(Form):
    """Who is invited, and as what."""

    email = MailField("E-mail (optional)", [Length(max=254)])
    role = ChoiceField("Role", choices=words("reader", "author", "editor"), default="author")
