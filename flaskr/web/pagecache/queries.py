"""Queries of addresses: what campaigns and other sites add to links makes no other page."""

_BEGINNINGS = ("utm_", "mtm_", "pk_", "mc_", "_hs", "vero_", "oly_")
_NAMES = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid",
    "igshid", "igsh", "li_fat_id", "mkt_tok", "s_cid", "srsltid", "ref_src", "wickedid",
})  # fmt: skip


def without_tracking(query: str) -> str:
    """Return the query without what only says where a reader came from."""
    kept = [part for part in query.split("&") if not _tracks(part.partition("=")[0])]
    return "&".join(kept)


def _tracks(name: str) -> bool:
    return name in _NAMES or name.startswith(_BEGINNINGS)
