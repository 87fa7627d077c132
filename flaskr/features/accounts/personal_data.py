"""What accounts keep about people, in words for them."""

from flaskr.core.feature import Cookie, PersonalData
from flaskr.features.accounts.views import COOKIE

PERSONAL_DATA = (
    PersonalData(
        about="If you have an account",
        what=(
            "Your user name, and what you put into your profile: name, e-mail address, biography, "
            "website and picture. Of your password only a hash, from which nobody can read it."
        ),
        why="To let you in, and to show who wrote what; the e-mail address is never shown.",
        until="Until you change it, or the account is removed.",
        columns=(
            "users.username",
            "users.username_key",
            "users.name",
            "users.email",
            "users.email_key",
            "users.password_hash",
            "users.bio",
            "users.bio_html",
            "users.website",
            "users.avatar_key",
        ),
    ),
    PersonalData(
        about="While you are logged in",
        what="When you logged in, and which browser you use.",
        why="So that you can see where you are logged in, and log out there.",
        until="Until you log out, or 30 days after you were here last.",
        columns=("sessions.user_id", "sessions.user_agent"),
    ),
    PersonalData(
        about="If you are invited",
        what="The e-mail address the invitation was made for, if one was given.",
        why="To know whom a link is meant for.",
        until="Until the invitation is withdrawn.",
        columns=("invitations.email", "invitations.created_by_id"),
    ),
)
COOKIES = (
    Cookie(COOKIE, "Set when you log in, so that you stay so.", "Until you log out, or 30 days."),
)
