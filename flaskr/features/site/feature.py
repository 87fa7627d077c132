"""The site, as a feature."""

from flaskr.core.content import ContentChanged
from flaskr.core.feature import Feature, NavItem
from flaskr.core.permissions import Permission, Role
from flaskr.features.site import events, pages, studio, views

feature = Feature(
    name="site",
    permissions=(
        Permission("site.configure", any=Role.OWNER, help="Change settings and redirects."),
    ),
    blueprints=(views.bp, studio.bp),
    nav=(
        NavItem("Settings", "site_studio.edit_settings", "settings", "site.configure", "Site", 90),
    ),
    events=(events.SiteChanged, ContentChanged),
    pages=(pages.SiteInfo, pages.NavLink, pages.FeedLink, pages.LogoPicture),
)
