"""Appearance, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.features.appearance import preview_views, slots, studio, views

feature = Feature(
    name="appearance",
    blueprints=(views.bp, studio.bp, preview_views.bp),
    nav=(
        NavItem(
            "Appearance", "appearance_studio.edit_look", "palette", "site.configure", "Site", 70
        ),
    ),
    slots={"head": (slots.head,)},
)
