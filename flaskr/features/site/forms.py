"""The form for the site's settings."""

from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, Length

from flaskr.features.site.identity import REGISTRATIONS
from flaskr.lib import zones
from flaskr.web.forms import ChoiceField, Form, LongTextField, TextField, labelled, words


class SiteForm(Form):
    """The site's values."""

    title = TextField("Title", [InputRequired(), Length(max=200)])
    tagline = TextField("Tagline", [Length(max=500)])
    language = TextField("Language", [InputRequired(), Length(max=35)])
    timezone = ChoiceField("Time zone", choices=lambda: words(*zones.names()))
    posts_per_page = IntegerField("Posts on a page", [InputRequired()])
    registration = ChoiceField("Who may register", choices=words(*REGISTRATIONS))
    registration_role = ChoiceField(
        "Role of those who register", choices=words("reader", "author", "editor")
    )
    comments = ChoiceField(
        "Comments",
        choices=labelled(
            {
                "open": "Open: shown at once",
                "moderated": "Moderated: shown after approval",
                "closed": "Closed",
            }
        ),
    )
    comments_hold_first = BooleanField("Approve the first comment of each person")
    comments_days = IntegerField("Close comments after", [InputRequired()])
    comments_mail = BooleanField("Mail authors what readers write")
    comments_blocklist = LongTextField("Blocklist")
    feeds_whole = BooleanField("Put whole posts into feeds")
    refuse_ai_crawlers = BooleanField("Ask AI crawlers to stay away")
    security_contact = TextField("Contact for security", [Length(max=500)])
    tell_search_engines = BooleanField("Tell search engines of new and changed posts")
    websub_hub = TextField("WebSub hub", [Length(max=500)])
    maintenance = BooleanField("Close the site to readers")
    maintenance_message = TextField("What readers are told", [Length(max=500)])
