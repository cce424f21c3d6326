"""Parsing a raw table: one statement gives every row its values, its kind and the reason it cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from core.intake import expressions, sql
from core.intake.fields import FIELDS, Field, FieldType
from core.intake.grammars import GRAMMARS
from core.intake.grammars.base import Reason

if TYPE_CHECKING:
    import duckdb

    from core.intake.expressions import Style, Ways
    from core.intake.grammars.base import Grammar
    from core.intake.mapping import Bound, Group, Mapping
    from core.intake.readers.table import RawTable

TOTAL_WORDS: Final = (
    r"(?i)^\W*(grand |sub-?|general |overall )?(total|totaal|totalen|eindtotaal|subtotaal|summe|zwischensumme|gesamt|gesamtsumme|endsumme|"
    r"somme|sous-total|total général|totaux|saldo totaal)\b"
)
_SQL_TYPES: Final = {
    FieldType.AMOUNT: "DECIMAL(18, 4)",
    FieldType.DATE: "DATE",
    FieldType.TIMESTAMP: "TIMESTAMP",
    FieldType.TIME: "TIME",
    FieldType.WHOLE: "INTEGER",
    FieldType.NUMBER: "DOUBLE",
    FieldType.PERCENT: "DOUBLE",
    FieldType.FLAG: "BOOLEAN",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A raw table with the mapping laid onto it: all that is needed to write the parsing statement."""

    raw: RawTable
    mapping: Mapping
    bound: Bound
    style: Style
    columns: tuple[str, ...]

    @cached_property
    def group(self) -> Group | None:
        """The group rows to look for: none when the customer stands on the items' own rows."""
        group = self.mapping.group
        is_needed = group is not None and (group.place == "above" or group.field not in self.bound.positions)
        return group if is_needed else None

    @cached_property
    def texts(self) -> dict[str, str]:
        """The expression of the text of every field the file or the mapping gives."""
        texts = {}
        for field in FIELDS[self.mapping.kind]:
            places = [self.bound.positions[field.name]] if field.name in self.bound.positions else []
            places += self.bound.fallbacks.get(field.name, [])
            cells = [self._cell(field.name, place) for place in places]
            if self.group is not None and self.group.field == field.name:
                cells.append("group_name")
            if field.name in self.mapping.constants:
                cells.append(sql.literal(self.mapping.constants[field.name]))
            if cells:
                texts[field.name] = cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"
        return texts

    def _cell(self, name: str, place: int) -> str:
        # Most cells need no trimming, and trimming copies every text.
        is_loose = f"c{place} = '' OR prefix(c{place}, ' ') OR suffix(c{place}, ' ')"
        cell = f"CASE WHEN {is_loose} THEN nullif(trim(c{place}), '') ELSE c{place} END"
        return f"regexp_replace({cell}, '\\.0$', '')" if name in self.mapping.whole_numbers else cell

    @cached_property
    def relation(self) -> str:
        """What the rows are read from: the raw table, with the name of the group on every row when there are groups."""
        if self.group is None:
            return self.raw.relation
        blank = [f"coalesce(trim(c{self.bound.positions[name]}), '') = ''" for name in self._of_a_heading]
        return sql.statement(
            "grouped",
            numbered=self.raw.relation if self.raw.has_rows else self._numbered(),
            cells=_first_cells(self.raw.width),
            is_heading=" AND ".join(blank) or "TRUE",
            pattern=sql.literal(self.group.pattern),
            choose="last_value" if self.group.place == "above" else "first_value",
            frame="UNBOUNDED PRECEDING AND CURRENT ROW"
            if self.group.place == "above"
            else "CURRENT ROW AND UNBOUNDED FOLLOWING",
        )

    @cached_property
    def _of_a_heading(self) -> list[str]:
        names = [
            *self.mapping.total_when_blank,
            *(["amount", "open_amount"] if self.group and self.group.place == "above" else []),
        ]
        return [name for name in names if name in self.bound.positions]

    def _numbered(self) -> str:
        return sql.statement("numbered", first=self.raw.first_row, relation=self.raw.relation)

    @property
    def has_rows(self) -> bool:
        """Whether the relation itself has the row in the file."""
        return self.raw.has_rows or self.group is not None

    @cached_property
    def fields(self) -> list[Field]:
        """The fields of this kind of file that the file or the mapping gives."""
        return [field for field in FIELDS[self.mapping.kind] if field.name in self.texts]

    def has(self, name: str) -> bool:
        """Return whether the file or the mapping gives the field."""
        return name in self.texts

    def text(self, name: str) -> str:
        """Return the column with the text of a field, NULL when nothing gives it."""
        return f"t_{name}" if self.has(name) else "NULL"

    def value(self, name: str) -> str:
        """Return the column with the value of a field as read, a typed NULL when nothing gives it."""
        field = {each.name: each for each in FIELDS[self.mapping.kind]}[name]
        return f"v_{name}" if self.has(name) else f"CAST(NULL AS {_SQL_TYPES.get(field.type, 'VARCHAR')})"


def parse(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> list[str]:
    """Create ``parsed_rows`` from the sheet; return the optional fields, in the order of the bits of ``left_out``."""
    grammar = GRAMMARS[sheet.mapping.kind]
    final = {field.name: f"v_{field.name}" for field in sheet.fields} | grammar.derived(sheet)
    ways = {field.name: expressions.ways(field, f"t_{field.name}", sheet.style) for field in sheet.fields}
    words = [f"{expression} AS {name}" for name, expression in grammar.words(sheet).items()]
    optional = [field.name for field in sheet.fields if not field.is_essential and field.type is not FieldType.TEXT]
    sql.run(
        connection,
        "parse_rows",
        relation=sheet.relation,
        rows="source_row, " if sheet.has_rows else "",
        texts=", ".join(
            [f"{text} AS t_{name}" for name, text in sheet.texts.items()]
            + [f"c{place}" for place in _first_places(sheet.raw.width)]
        ),
        plain=", ".join(f"{way.plain} AS p_{name}" for name, way in ways.items()),
        values=", ".join([_value(name, way) for name, way in ways.items()] + words),
        derived=", ".join(f"{expression} AS {name}" for name, expression in final.items()),
        row_kind=_row_kind(sheet, grammar),
        kept=", ".join((["source_row"] if sheet.has_rows else []) + list(final)),
        reason=_reason(sheet, grammar.reasons(sheet)),
        left_out=_left_out(optional),
    )
    _complete(connection, sheet, set(final))
    return optional


def _value(name: str, ways: Ways) -> str:
    """Return the value of a field: a CASE, because DuckDB would otherwise work out the tolerant way for every row."""
    if ways.tolerant is None:
        return f"p_{name} AS v_{name}"
    return f"CASE WHEN p_{name} IS NULL AND t_{name} IS NOT NULL THEN {ways.tolerant} ELSE p_{name} END AS v_{name}"


def _first_cells(width: int) -> str:
    return "trim(concat_ws(' ', " + ", ".join(f"trim(c{place})" for place in _first_places(width)) + "))"


def _first_places(width: int) -> range:
    return range(min(width, 3))


def _row_kind(sheet: Sheet, grammar: Grammar) -> str:
    own = [f"t_{field.name}" for field in sheet.fields if field.name not in sheet.mapping.constants]
    filled = [f"t_{name}" for name in grammar.amounts if sheet.has(name)]
    dates = [f"v_{field.name} IS NULL" for field in sheet.fields if field.type is FieldType.DATE and field.is_required]
    cases = [f"WHEN coalesce({', '.join(own)}) IS NULL THEN 'blank'"]
    some_amount = f"coalesce({', '.join(filled) or 'NULL'}) IS NOT NULL"
    if filled and sheet.mapping.total_when_blank:
        blank = " AND ".join(f"{sheet.text(name)} IS NULL" for name in sheet.mapping.total_when_blank)
        cases.append(f"WHEN {blank} THEN CASE WHEN {some_amount} THEN 'total' ELSE 'heading' END")
    elif filled and dates:
        # Nested, so that the words are looked for in rows without any date only.
        words, name, cells = sql.literal(TOTAL_WORDS), sheet.text(grammar.named_by), _first_cells(sheet.raw.width)
        spoken = f"({name} IS NULL OR regexp_matches({name}, {words})) AND regexp_matches({cells}, {words})"
        cases.append(f"WHEN CASE WHEN {' AND '.join(dates)} THEN {some_amount} AND {spoken} END THEN 'total'")
    cases += [
        f"WHEN regexp_matches(t_{name}, {sql.literal('(?i)' + pattern)}) THEN 'skipped'"
        for name, pattern in sheet.mapping.skip_rows.items()
        if sheet.has(name)
    ]
    if sheet.mapping.words and sheet.has("document_type"):
        left = [sql.literal(theirs.lower()) for theirs, ours in sheet.mapping.words.items() if ours == "skip"]
        if left:
            cases.append(f"WHEN lower(t_document_type) IN ({', '.join(left)}) THEN 'skipped'")
    return f"CASE {' '.join(cases)} ELSE 'item' END"


def _reason(sheet: Sheet, special: list[Reason]) -> str:
    """Return the first reason that applies. Most rows have none: one cheap test spares them the list."""
    reasons: list[Reason] = []
    for field in FIELDS[sheet.mapping.kind]:
        if not field.is_essential:
            continue
        is_read = sheet.has(field.name) and field.type is not FieldType.TEXT
        if is_read:
            told = f"'The {field.label} \"' || left(t_{field.name}, 40) || '\" is not {_expected(field, sheet.style)}.'"
            unread = f"t_{field.name} IS NOT NULL AND v_{field.name} IS NULL"
            # A field that nothing else can give is missing when it is unread: the next doubt covers it.
            is_covered = field.is_required and not _is_derived(sheet, field)
            reasons.append(Reason(condition=unread, told=told, doubt="FALSE" if is_covered else None))
        if field.is_required:
            reasons.append(Reason(condition=f"{field.name} IS NULL", told=f"'There is no {field.label}.'"))
        if is_read and field.type is FieldType.DATE:
            outside = f"{field.name} NOT BETWEEN DATE '1990-01-01' AND DATE '2099-12-31'"
            told = f"'The {field.label} ' || {field.name} || ' lies outside 1990 to 2099.'"
            reasons.append(Reason(condition=outside, told=told))
    reasons += special
    doubts = dict.fromkeys(f"({each.doubt or each.condition})" for each in reasons if each.doubt != "FALSE")
    listed = " ".join(f"WHEN {each.condition} THEN {each.told}" for each in reasons)
    return f"CASE WHEN {' OR '.join(doubts)} THEN CASE {listed} END END"


def _is_derived(sheet: Sheet, field: Field) -> bool:
    mapping = sheet.mapping
    return {
        "issued_on": mapping.issued_before_days is not None,
        "due_on": mapping.due_after_days is not None,
        "amount": sheet.has("open_amount"),
        "received_on": sheet.has("received_at"),
    }.get(field.name, False)


def _expected(field: Field, style: Style) -> str:
    match field.type:
        case FieldType.AMOUNT:
            return f"an amount, such as {'1234,56' if style.has_decimal_comma else '1234.56'}"
        case FieldType.DATE:
            order = {"dmy": "day-month-year", "mdy": "month/day/year"}.get(style.date_order, "year-month-day")
            return f"a date that exists, written as {order}"
        case FieldType.WHOLE:
            return "a whole number"
        case _:
            return "a number"


def _left_out(optional: list[str]) -> str:
    bits = [
        f"CASE WHEN t_{name} IS NOT NULL AND v_{name} IS NULL THEN {1 << place}::BIGINT ELSE 0 END"
        for place, name in enumerate(optional)
    ]
    return " + ".join(bits) if bits else "0::BIGINT"


def _complete(connection: duckdb.DuckDBPyConnection, sheet: Sheet, given: set[str]) -> None:
    """Create the view ``every_field``: the parsed rows with every field of the kind."""
    missing = [
        f"CAST(NULL AS {_SQL_TYPES.get(field.type, 'VARCHAR')}) AS {field.name}"
        for field in FIELDS[sheet.mapping.kind]
        if field.name not in given
    ]
    place = f"source_row - {sheet.raw.first_row}" if sheet.has_rows and not sheet.raw.is_turned else "rowid"
    sql.run(connection, "every_field", place=place, columns=", ".join(["*", *missing]))
    if sheet.has_rows:
        number_rows(connection, "* FROM every_field")
    else:
        number_rows(connection, f"CAST(row_id + {sheet.raw.first_row} AS INTEGER) AS source_row, * FROM every_field")


def number_rows(connection: duckdb.DuckDBPyConnection, numbered: str) -> None:
    """Create the view ``file_rows`` with the row in the file, and ``good_rows``: those that can be taken."""
    sql.run(connection, "file_rows", numbered=numbered)
    sql.run(connection, "good_rows")
