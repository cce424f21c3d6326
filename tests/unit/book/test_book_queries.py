"""The loader of named SQL refuses whatever is not declared, not explained or not unique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.book.errors import QueryError
from core.book.queries import Query, catalogue, load, parse, query

if TYPE_CHECKING:
    from pathlib import Path


def read(text: str) -> list[Query]:
    return parse(text, folder="queries", source="example.sql")


def test_a_query_is_its_name_parameters_reason_and_statement() -> None:
    (found,) = read(
        "-- name: owed(as_of, entity)\n-- One row.\n-- Why not.\nSELECT :as_of AS day, :entity AS entity;\n"
    )
    assert (found.name, found.parameters) == ("owed", ("as_of", "entity"))
    assert found.description == "One row.\nWhy not."
    assert found.sql == "SELECT :as_of AS day, :entity AS entity"
    assert found.statement == "SELECT $as_of AS day, $entity AS entity"


def test_several_queries_may_share_a_file() -> None:
    assert [
        found.name for found in read("-- name: a()\n-- A.\nSELECT 1 AS x\n\n-- name: b()\n-- B.\nSELECT 2 AS x")
    ] == ["a", "b"]


def test_colons_in_casts_strings_and_comments_are_no_parameters() -> None:
    (found,) = read("-- name: a(x)\n-- A.\n-- note :y\nSELECT ':z' AS s, :x::INTEGER AS n, \":q\" AS q -- :w\n")
    assert found.parameters == ("x",)
    assert found.statement.startswith("SELECT ':z' AS s, $x::INTEGER AS n, \":q\" AS q")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("-- name: a()\n-- A.\nSELECT :x AS x", "undeclared parameters ['x']"),
        ("-- name: a(x)\n-- A.\nSELECT 1 AS x", "does not use ['x']"),
        ("-- name: a(x, x)\n-- A.\nSELECT :x AS x", "declares a parameter twice"),
        ("-- name: a()\nSELECT 1 AS x", "no description"),
        ("-- name: a()\n--\nSELECT 1 AS x", "no description"),
        ("-- name: a()\n-- A.\n", "no statement"),
        ("-- name: ()\n-- A.\nSELECT 1 AS x", "without a name"),
        ("SELECT 1 AS x", "starts with a line"),
        ("SELECT 1 AS x;\n-- name: a()\n-- A.\nSELECT 1 AS x", "starts with a line"),
    ],
)
def test_what_is_not_declared_or_explained_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(QueryError) as refused:
        read(text)
    assert complaint in str(refused.value)


def test_two_queries_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("queries", "measures"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.sql").write_text("-- name: a()\n-- A.\nSELECT 1 AS x\n", encoding="utf-8")
    with pytest.raises(QueryError, match="already a query called a"):
        load(tmp_path)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(QueryError, match="no query called 'nonsense'"):
        query("nonsense")


def test_the_programs_own_queries_load() -> None:
    assert {"item", "settlement", "balances_add_up", "book_latest"} <= set(catalogue())
