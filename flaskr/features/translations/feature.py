"""Translations, as a feature."""

from flaskr.core.feature import Feature
from flaskr.features.translations import pages, slots, studio, views

feature = Feature(
    name="translations",
    blueprints=(views.bp, studio.bp),
    slots={
        "head": (slots.head,),
        "post.attributes": (slots.on_post,),
        "post.before": (slots.above_post,),
        "page.before": (slots.above_post,),
        "post.side": (slots.beside_editor,),
    },
    pages=(pages.LanguagePage, pages.LanguageRef, pages.TranslationLink),
)
