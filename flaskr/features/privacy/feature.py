"""Privacy, as a feature."""

from flaskr.core.feature import Feature
from flaskr.features.privacy import pages, views

feature = Feature(
    name="privacy",
    blueprints=(views.bp,),
    pages=(pages.PrivacyPage, pages.Kept, pages.KeptCookie),
)
