"""The form for how the site looks."""

from wtforms import BooleanField, FileField, HiddenField, RadioField

from flaskr.features.site.links import lines_of, links_of
from flaskr.features.site.look import FONTS, HOME_LAYOUTS, Look
from flaskr.web.forms import ChoiceField, Form, LongTextField, TextField, labelled


class LookForm(Form):
    """How the site looks; links are written one a line."""

    home_layout = RadioField("Home page", choices=labelled(HOME_LAYOUTS), default="cover")
    home_page = ChoiceField("What stands at the front", choices=[])
    accent = TextField("Accent colour")
    fonts = RadioField("Letters", choices=labelled(FONTS), default="system")
    announcement = LongTextField("Announcement")
    navigation = LongTextField("Navigation")
    footer = LongTextField("Words at the foot")
    footer_links = LongTextField("Links at the foot")
    profiles = LongTextField("Profiles elsewhere")
    css = LongTextField("Style sheet")
    logo = HiddenField()
    logo_dark = HiddenField()
    icon = HiddenField()
    logo_file = FileField("Logo")
    logo_dark_file = FileField("Logo on dark pages")
    icon_file = FileField("Icon")
    no_logo = BooleanField("Show the title instead of the logo")
    no_icon = BooleanField("Remove the icon")

    def look(self) -> Look:
        """Return what was filled in, without its pictures; raises Invalid."""
        return Look(
            home_layout=self.home_layout.data or "",
            home_page=self.home_page.data,
            accent=self.accent.data,
            fonts=self.fonts.data or "",
            announcement=self.announcement.data,
            navigation=links_of(self.navigation.data, "navigation"),
            footer=self.footer.data,
            footer_links=links_of(self.footer_links.data, "footer_links"),
            profiles=tuple(
                line.strip() for line in self.profiles.data.splitlines() if line.strip()
            ),
            css=self.css.data,
        )


def filled(look: Look) -> LookForm:
    """Return the form as it stands for a look."""
    lines = {
        "navigation": lines_of(look.navigation),
        "footer_links": lines_of(look.footer_links),
        "profiles": "\n".join(look.profiles),
        "logo": look.logo.key if look.logo else "",
        "logo_dark": look.logo.dark if look.logo else "",
    }
    return LookForm(data={**vars(look), **lines})
