"""Band 4: the product, each feature in a folder, in the order in which they may build on others."""

from flaskr.core.feature import Feature
from flaskr.features.accounts.feature import feature as accounts
from flaskr.features.appearance.feature import feature as appearance
from flaskr.features.comments.feature import feature as comments
from flaskr.features.demo.feature import feature as demo
from flaskr.features.feeds.feature import feature as feeds
from flaskr.features.media.feature import feature as media
from flaskr.features.ops.feature import feature as ops
from flaskr.features.pings.feature import feature as pings
from flaskr.features.posts.feature import feature as posts
from flaskr.features.privacy.feature import feature as privacy
from flaskr.features.reactions.feature import feature as reactions
from flaskr.features.redirects.feature import feature as redirects
from flaskr.features.related.feature import feature as related
from flaskr.features.search.feature import feature as search
from flaskr.features.seo.feature import feature as seo
from flaskr.features.series.feature import feature as series
from flaskr.features.site.feature import feature as site
from flaskr.features.transfer.feature import feature as transfer
from flaskr.features.translations.feature import feature as translations

FEATURES: tuple[Feature, ...] = (
    site,
    accounts,
    media,
    posts,
    translations,
    series,
    reactions,
    related,
    comments,
    search,
    redirects,
    pings,
    feeds,
    seo,
    privacy,
    transfer,
    appearance,
    demo,
    ops,
)
