"""Named SQL: every analytics statement lives in a .sql file under its name, with its parameters and its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import sqlglot
from sqlglot import exp

from core.book.errors import QueryError
from core.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SQL: Final = ROOT / "sql"
FOLDERS: Final = ("marts", "measures", "features", "checks", "queries")
DIALECTS: Final = ("postgres", "spark", "clickhouse", "trino")

_HEADER = re.compile(r"^-- name:[ \t]*(?P<name>\w*)[ \t]*(?:\((?P<parameters>[^)\n]*)\))?[ \t]*$", re.MULTILINE)
_NOT_CODE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)
_PARAMETER = re.compile(r"(?<![:\w]):([A-Za-z_]\w*)")


@dataclass(frozen=True, kw_only=True)
class Query:
    """One named statement; ``sql`` marks its parameters as ``:name``."""

    name: str
    folder: str
    parameters: tuple[str, ...]
    description: str
    sql: str

    @property
    def statement(self) -> str:
        """The statement as DuckDB takes it, with parameters as ``$name``."""
        return self.filled({name: f"${name}" for name in self.parameters})

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the statement with SQL text in place of every parameter."""

        def value(found: re.Match[str]) -> str:
            return values[found[1]]

        pieces, end = [], 0
        for quoted in _NOT_CODE.finditer(self.sql):
            pieces += [_PARAMETER.sub(value, self.sql[end : quoted.start()]), quoted.group()]
            end = quoted.end()
        return "".join([*pieces, _PARAMETER.sub(value, self.sql[end:])])


def parse(text: str, *, folder: str, source: str) -> list[Query]:
    """Return the queries of one file's ``text``; raise ``QueryError`` for anything not declared or not explained."""
    headers = list(_HEADER.finditer(text))
    if not headers or text[: headers[0].start()].strip():
        message = f"{source}: every statement starts with a line `-- name: its_name(its, parameters)`"
        raise QueryError(message)
    ends = [header.start() for header in headers[1:]] + [len(text)]
    return [
        _query(header, text[header.end() : end], folder=folder, source=source)
        for header, end in zip(headers, ends, strict=True)
    ]


def _query(header: re.Match[str], rest: str, *, folder: str, source: str) -> Query:
    name = header["name"]
    if not name:
        message = f"{source}: a query without a name"
        raise QueryError(message)
    declared = tuple(word.strip() for word in (header["parameters"] or "").split(",") if word.strip())
    lines = rest.strip("\n").splitlines()
    comment = []
    while lines and lines[0].startswith("--"):
        comment.append(lines.pop(0).removeprefix("--").strip())
    sql = "\n".join(lines).strip().rstrip(";").strip()
    used = set(_PARAMETER.findall(_NOT_CODE.sub(" ", sql)))
    for found, complaint in (
        (not " ".join(comment).strip(), "has no description: say why, or the grain, in a comment under its name"),
        (not sql, "has no statement"),
        (len(set(declared)) != len(declared), "declares a parameter twice"),
        (used - set(declared), f"uses undeclared parameters {sorted(used - set(declared))}"),
        (set(declared) - used, f"declares parameters it does not use {sorted(set(declared) - used)}"),
    ):
        if found:
            message = f"{source}: query {name} {complaint}"
            raise QueryError(message)
    return Query(name=name, folder=folder, parameters=declared, description="\n".join(comment).strip(), sql=sql)


def load(root: Path) -> dict[str, Query]:
    """Return every query under ``root`` by name, marts and checks in the order of their file names."""
    known: dict[str, Query] = {}
    for folder in FOLDERS:
        for file in sorted((root / folder).glob("*.sql")):
            for query_ in parse(file.read_text(encoding="utf-8"), folder=folder, source=f"{folder}/{file.name}"):
                if query_.name in known:
                    message = f"{folder}/{file.name}: there is already a query called {query_.name}"
                    raise QueryError(message)
                known[query_.name] = query_
    return known


@cache
def catalogue() -> dict[str, Query]:
    """Return the program's own queries by name, read once."""
    return load(SQL)


def query(name: str) -> Query:
    """Return the query called ``name``; raise ``QueryError`` when there is none."""
    try:
        return catalogue()[name]
    except KeyError:
        message = f"there is no query called {name!r} under sql/"
        raise QueryError(message) from None


def in_folder(folder: str) -> list[Query]:
    """Return the queries of ``folder`` in the order of their files."""
    return [known for known in catalogue().values() if known.folder == folder]


@cache
def script(name: str) -> str:
    """Return the statements of sql/book/<name>.sql: DuckDB's own, for intake and publication only."""
    return (SQL / "book" / f"{name}.sql").read_text(encoding="utf-8")


def render(query_: Query, dialect: str) -> str:
    """Return the statement in ``dialect`` (one of ``DIALECTS``), for an engine other than DuckDB."""
    parsed = sqlglot.parse_one(query_.sql, read="duckdb")
    if dialect == "clickhouse":
        _type_placeholders(parsed)
    return parsed.sql(dialect=dialect, pretty=True, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _type_placeholders(parsed: exp.Expr) -> None:
    """Say what each parameter is, as ClickHouse wants: what it is cast to, else text; NULL means no filter."""
    for placeholder in parsed.find_all(exp.Placeholder):
        cast = placeholder.parent
        kind = cast.to.copy() if isinstance(cast, exp.Cast) else exp.DataType.build("text")
        placeholder.set("kind", kind)
