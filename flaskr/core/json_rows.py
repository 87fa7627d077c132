"""Rows of a subquery as one JSON value: so a list of posts comes with authors and tags at once."""

from typing import Any

from sqlalchemy import JSON, FromClause, Function, ScalarSelect, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class json_row(GenericFunction[Any]):  # noqa: N801  (named as it is written in SQL)
    """An array of the values: a row."""

    type = JSON(none_as_null=True)
    inherit_cache = True


class json_rows(GenericFunction[Any]):  # noqa: N801
    """An array of all rows, in their order."""

    type = JSON(none_as_null=True)
    inherit_cache = True


def rows_of(query: FromClause) -> ScalarSelect[Any]:
    """Return a subquery whose value lists the rows of `query`, each as a list; None for none."""
    return select(json_rows(json_row(*query.c))).select_from(query).scalar_subquery()


@compiles(json_row, "sqlite")
def _sqlite_row(element: Function[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(func.json_array(*element.clauses), **options)


@compiles(json_row, "postgresql")
def _postgres_row(element: Function[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(func.json_build_array(*element.clauses), **options)


@compiles(json_rows, "sqlite")
def _sqlite_rows(element: Function[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(func.json_group_array(*element.clauses), **options)


@compiles(json_rows, "postgresql")
def _postgres_rows(element: Function[Any], compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(func.json_agg(*element.clauses), **options)
