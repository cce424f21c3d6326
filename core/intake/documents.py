"""The columns of a staged document: what each is made of, and how the due parts of one are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.intake.expressions import minor

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column of ``stage.invoice``, wanted when the file gives one of ``needs`` (none: always)."""

    name: str
    expression: str
    of_parts: str = "min({0})"
    needs: tuple[str, ...] = ()


_SUM: Final = "CAST(sum({0}) AS BIGINT)"
_ENDLESS: Final = "coalesce(blocked_until, CASE WHEN block_reason IS NOT NULL THEN DATE '9999-12-31' END)"

_COLUMNS: Final = (
    _Column(name="source_row", expression="source_row"),
    _Column(name="entity", expression="entity", of_parts="{0}"),
    _Column(name="customer_id", expression="customer_id", of_parts="{0}"),
    _Column(name="document_type", expression="document_type", of_parts="{0}"),
    _Column(name="number", expression="number", of_parts="{0}"),
    _Column(name="fiscal_year", expression="coalesce(fiscal_year, year(issued_on))", of_parts="{0}"),
    _Column(name="issued_on", expression="issued_on"),
    _Column(name="due_on", expression="due_on"),
    _Column(name="amount_minor", expression=minor("amount", "currency"), of_parts=_SUM),
    _Column(name="open_minor", expression=minor("open_amount", "currency"), of_parts=_SUM),
    _Column(name="currency", expression="currency"),
    _Column(name="is_disputed", expression="is_disputed", of_parts="bool_or({0})", needs=("is_disputed",)),
    _Column(
        name="disputed_minor",
        expression=minor("disputed_amount", "currency"),
        of_parts=_SUM,
        needs=("disputed_amount",),
    ),
    _Column(name="structured_reference", expression="structured_reference", needs=("structured_reference",)),
    _Column(name="description", expression="description", needs=("description",)),
    _Column(
        name="in_transit_minor",
        expression=minor("in_transit_amount", "currency"),
        of_parts=_SUM,
        needs=("in_transit_amount",),
    ),
    _Column(
        name="source_step", expression="greatest(reminder_level, 0)", of_parts="max({0})", needs=("reminder_level",)
    ),
    _Column(name="source_reminded_on", expression="reminded_on", of_parts="max({0})", needs=("reminded_on",)),
    _Column(name="promised_on", expression="promised_on", needs=("promised_on",)),
    _Column(
        name="blocked_until",
        expression=_ENDLESS,
        of_parts="max({0})",
        needs=("blocked_until", "block_reason", "is_blocked"),
    ),
    _Column(name="block_reason", expression="block_reason", needs=("block_reason", "is_blocked")),
    _Column(name="is_at_agency", expression="is_at_agency", of_parts="bool_or({0})", needs=("is_at_agency",)),
    _Column(name="settled_on", expression="settled_on", of_parts="max({0})", needs=("settled_on",)),
    _Column(
        name="settled_minor", expression=minor("settled_amount", "currency"), of_parts=_SUM, needs=("settled_amount",)
    ),
)


def document_columns(has: Callable[[str], bool]) -> str:
    """Return the columns of ``stage.invoice`` that a file with these fields fills."""
    return ", ".join(f"{each.expression} AS {each.name}" for each in _wanted(has))


def columns_of_parts(has: Callable[[str], bool]) -> str:
    """Return the same columns for documents put together from rows that are their due parts."""
    return ", ".join(f"{each.of_parts.format(each.expression)} AS {each.name}" for each in _wanted(has))


def columns_as_known(has: Callable[[str], bool]) -> str:
    """Return the same columns, and what is open, as the book knows them of a document whose row was refused."""
    named = {"source_row": "refused.source_row", "entity": "refused.entity", "customer_id": "refused.customer_id"}
    silent = {"settled_on", "settled_minor", "open_minor"}
    columns = [
        f"{named.get(each.name, f'known.{each.name}')} AS {each.name}"
        for each in _wanted(has)
        if each.name not in silent
    ]
    return ", ".join([*columns, "still_open.balance_minor AS open_minor"])


def _wanted(has: Callable[[str], bool]) -> list[_Column]:
    return [each for each in _COLUMNS if not each.needs or any(map(has, each.needs))]
