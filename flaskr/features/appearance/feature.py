"""Appearance, as a feature."""

from flaskr.core.feature import Feature, NavItem, PersonalData
from flaskr.features.appearance import handlers, preview_views, slots, studio, views

feature = Feature(
    name="appearance",
    blueprints=(views.bp, studio.bp, preview_views.bp),
    nav=(
        NavItem(
            "Appearance", "appearance_studio.edit_look", "palette", "site.configure", "Site", 70
        ),
    ),
    personal_data=(
        PersonalData(
            about="If you change how the site looks",
            what="That it was you, and when.",
            why="To show who changed what, and to bring an earlier look back.",
            until="The last thirty changes are kept.",
            columns=("looks.created_by_id",),
        ),
    ),
    handlers=handlers.HANDLERS,
    slots={"head": (slots.head,), "media.uses": (slots.media_uses,)},
)
