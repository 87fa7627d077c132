"""The form that begins an import."""

from wtforms import BooleanField, FileField

from flaskr.lib import zones
from flaskr.web.forms import ChoiceField, Form, labelled, words


class ImportForm(Form):
    """An upload and how to read it."""

    format = ChoiceField(
        "Where it comes from",
        labelled(
            {
                "wordpress": "WordPress (an .xml export)",
                "markdown": "Markdown files (a .zip of the folder; Jekyll, Hugo, Hexo)",
            }
        ),
    )
    file = FileField("File")
    timezone = ChoiceField("Time zone", choices=[])
    fetch = BooleanField("Fetch pictures and files from the old blog", default=True)
    site_title = BooleanField("Take over the blog’s title and tagline")
    dry_run = BooleanField("Dry run: only report what would come over")

    def offer_zones(self, chosen: str) -> None:
        """Fill the list of time zones; `chosen` is the site's."""
        known = zones.names()
        self.timezone.choices = words(*([] if chosen in known else [chosen]), *known)
        if not self.timezone.data:
            self.timezone.data = chosen
