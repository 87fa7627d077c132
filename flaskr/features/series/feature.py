"""Series, as a feature."""

from flaskr.core.feature import Feature, NavItem
from flaskr.core.permissions import Permission, Role
from flaskr.features.series import pages, slots, studio, views
from flaskr.features.series.arranging import ACTION

feature = Feature(
    name="series",
    permissions=(Permission(ACTION, any=Role.EDITOR, help="Arrange posts in series."),),
    blueprints=(views.bp, studio.bp),
    nav=(NavItem("Series", "series_studio.list_series", "layers", ACTION, "Write", 30),),
    slots={
        "post.before": (slots.above_post,),
        "post.next": (slots.below_post,),
        "post.side": (slots.beside_editor,),
    },
    pages=(pages.SeriesPage, pages.SeriesListPage, pages.SeriesRef, pages.SeriesBox),
)
