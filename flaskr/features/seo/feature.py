"""Being found, as a feature."""

from flaskr.core.feature import Feature
from flaskr.features.seo import views

feature = Feature(name="seo", blueprints=(views.bp,))
