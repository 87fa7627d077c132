"""Being found, as a feature."""

from flaskr.core.feature import Feature, PageKind
from flaskr.features.seo import slots, views

feature = Feature(
    name="seo",
    blueprints=(views.bp,),
    slots={"head": (slots.head,)},
    page_kinds=(PageKind("xml", "application/xml"), PageKind("txt", "text/plain")),
)
