"""The paths at which Jekyll, Hexo and Hugo would have shown a text, for redirects."""

import re
from datetime import datetime, tzinfo
from pathlib import PurePosixPath

from flaskr.lib.markdown_records import Generator

_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_WORD = re.compile(r":([a-z_]+)")


def old_path(
    generator: Generator,
    template: str,
    *,
    relative: PurePosixPath,
    slug: str,
    published_at: datetime | None,
    categories: tuple[str, ...],
    zone: tzinfo,
) -> str | None:
    """Fill in a permalink template, "" standing for the generator's own; None if it cannot be."""
    if generator == "hugo":
        return _hugo_path(relative, slug)
    if generator == "plain" or published_at is None:
        return None
    if generator == "jekyll":
        template = _JEKYLL_STYLES.get(template or "date", template)
    template = template or ":year/:month/:day/:title/"
    local = published_at.astimezone(zone)
    parts = [re.sub(r"\s+", "-", name.lower()) for name in categories]
    values = {
        "year": f"{local:%Y}",
        "short_year": f"{local:%y}",
        "month": f"{local:%m}",
        "i_month": str(local.month),
        "day": f"{local:%d}",
        "i_day": str(local.day),
        "y_day": f"{local:%j}",
        "hour": f"{local:%H}",
        "minute": f"{local:%M}",
        "second": f"{local:%S}",
        "title": slug,
        "slug": slug,
        "name": slug,
        "post_title": slug,
        "categories": "/".join(parts),
        "category": "/".join(parts),
        "output_ext": ".html",
    }
    words = set(_WORD.findall(template))
    if words - values.keys():
        return None
    filled = _WORD.sub(lambda match: values[match[1]], template)
    return re.sub(r"/{2,}", "/", f"/{filled}")


def _hugo_path(relative: PurePosixPath, slug: str) -> str:
    """Hugo's default: the folders below `content`, then the slug."""
    folders = list(relative.parent.parts)
    if relative.stem == "index":
        folders = folders[:-1]
    return "/" + "/".join([*(folder.lower() for folder in folders), slug]) + "/"
