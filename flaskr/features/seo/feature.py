"""Being found, as a feature."""

from flaskr.core.feature import Feature, PageKind
from flaskr.features.seo import views

feature = Feature(
    name="seo",
    blueprints=(views.bp,),
    page_kinds=(PageKind("xml", "application/xml"), PageKind("txt", "text/plain")),
)
