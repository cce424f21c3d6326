"""Every analytics query renders for the engines a cluster may run, and binds to the tables of an empty book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from core.book.queries import DIALECTS, Query, catalogue, render, script

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTABLE = [known for known in catalogue().values() if known.folder in {"measures", "features", "queries"}]


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(script("schema"))
        yield connection


def named(known: Query) -> str:
    return known.name


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("known", PORTABLE, ids=named)
def test_renders_for_other_engines(known: Query, dialect: str) -> None:
    rendered = render(known, dialect)
    again = sqlglot.parse_one(rendered, read=dialect)
    assert isinstance(again, exp.Query)
    assert {found.name for found in again.find_all(exp.Placeholder)} == set(known.parameters)


@pytest.mark.parametrize("known", PORTABLE, ids=named)
def test_keeps_to_the_portable_subset(known: Query) -> None:
    parsed = sqlglot.parse_one(known.sql, read="duckdb")
    assert isinstance(parsed, exp.Query)
    unnamed = [
        column.sql()
        for select in parsed.find_all(exp.Select)
        for column in select.selects
        if not column.output_name and not isinstance(column, exp.Star) and not select.find_ancestor(exp.Exists, exp.In)
    ]
    assert not unnamed, "every column has a name"
    loose = [
        number.sql()
        for number in parsed.find_all(exp.Literal)
        if number.is_number and "." in number.this and not isinstance(number.parent, exp.Cast)
    ]
    assert not loose, "decimal literals differ between engines: CAST(0.5 AS DOUBLE)"


@pytest.mark.parametrize("known", [known for known in catalogue().values() if known.folder == "checks"], ids=named)
def test_checks_take_no_parameters_and_find_nothing_in_an_empty_book(
    known: Query,
    empty: duckdb.DuckDBPyConnection,
) -> None:
    assert known.parameters == ()
    assert empty.execute(known.statement).fetchall() == []


@pytest.mark.parametrize("known", [known for known in catalogue().values() if known.folder == "marts"], ids=named)
def test_marts_state_their_grain(known: Query) -> None:
    assert known.description.startswith("One row per ")


def test_the_marts_have_the_declared_columns(empty: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ? ORDER BY ALL"
    declared = empty.execute(asked, ["memory"]).fetchall()
    with duckdb.connect() as built:
        built.execute(script("schema"))
        for mart in (known for known in catalogue().values() if known.folder == "marts"):
            built.execute(mart.statement)
        assert built.execute(asked, ["memory"]).fetchall() == declared
