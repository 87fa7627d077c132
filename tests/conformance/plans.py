"""How a database would run a statement, and what in that grows with the blog."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

LARGE = ("posts", "revisions", "post_tags", "post_authors", "comments", "redirects")
"""The tables that have a row or more for each post."""

FEW = 200
"""So many rows may be sorted for a list: those of a post, or of the posts of a page."""

_SCAN = re.compile(rf"SCAN ({'|'.join(LARGE)})\b(.*)")


def faults(db: Session, statement: str, parameters: Any) -> list[str]:
    """Return what the database would read or sort more of than a page needs."""
    if db.get_bind().dialect.name == "sqlite":
        return list(_faults_on_sqlite(db, statement, parameters))
    return list(_faults_on_postgres(db, statement, parameters))


def steps(db: Session, statement: str, parameters: Any) -> list[str]:
    """Return the steps in which SQLite would run a statement."""
    explained = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [step for *_, step in explained]


def _faults_on_sqlite(db: Session, statement: str, parameters: Any) -> Iterator[str]:
    is_cut = "LIMIT" in statement
    for step in steps(db, statement, parameters):
        scan = _SCAN.match(step)
        # To walk along an index and stop at the page's end is what a list should do.
        if scan and not (is_cut and "INDEX" in scan[2]):
            yield step
        if is_cut and "TEMP B-TREE" in step:
            yield step


def _faults_on_postgres(db: Session, statement: str, parameters: Any) -> Iterator[str]:
    explained = db.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    found = explained.scalar_one()
    plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    for node in _nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
            yield f"Seq Scan on {node['Relation Name']}"
        below = max((each["Plan Rows"] for each in node.get("Plans", ())), default=0)
        if node["Node Type"] == "Sort" and below > FEW:
            yield f"Sort of {below} rows by {node['Sort Key']}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _nodes(inner)
