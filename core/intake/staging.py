"""Filling the staging tables from the rows that can be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.intake import sql
from core.intake.documents import columns_as_known, columns_of_parts, document_columns
from core.intake.expressions import factor, minor
from core.intake.fields import FIELDS, FieldType, ImportKind
from core.intake.grammars import GRAMMARS

if TYPE_CHECKING:
    import duckdb

    from core.intake.parse import Sheet

_NOT_OF_A_CUSTOMER: Final = frozenset(
    {"entity", "customer_id", "email", "phone", "mobile", "post", "person", "role", "is_allowed", "preferred"}
)
_NTH: Final = (
    "CASE WHEN payment_id IS NULL THEN row_number() OVER "
    "(PARTITION BY entity, customer_id, received_on, amount, currency, reference, number, part_no ORDER BY source_row) END"
)

_ONCE: Final = (
    "credit_number IS NULL AND (payment_id IS NULL OR row_number() OVER "
    "(PARTITION BY entity, payment_id, reason IS NULL, row_kind ORDER BY source_row) = 1)"
)


def stage(connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, is_list: bool = False) -> None:
    """Fill schema ``stage`` with what the file says; tables of other kinds are left out.

    When the file ``is_list``, the invoices that refused rows name are staged as the book knows them.
    """
    kind = sheet.mapping.kind
    fields = FIELDS[kind]
    share_out(connection, kind)
    places = {field.name: minor(field.name, "currency") for field in fields if field.type is FieldType.AMOUNT}
    places["factor"] = factor("currency")
    places["first_texts"] = _of_customer(sheet, "arg_min")
    places["last_texts"] = _of_customer(sheet, "arg_max")
    places["nth"] = _NTH if kind is ImportKind.PAYMENTS and _some_have_no_number(connection) else "1"
    has_kept = is_list and kind is ImportKind.LEDGER and bool(sql.run(connection, "any_refused").fetchone())
    for table in GRAMMARS[kind].tables:
        if table == "stage_invoice":
            _stage_documents(connection, sheet, has_kept=has_kept)
        elif _is_wanted(table, sheet):
            sql.run(connection, table, **places)
    if sheet.mapping.sum_rows:
        sql.run(connection, "summed_instalments", **places)
    if kind is ImportKind.LEDGER and not sheet.has("amount"):
        sql.run(connection, "known_amounts")
    if has_kept:
        sql.run(connection, "keep_known_invoices", columns=columns_as_known(sheet.has))
        sql.run(connection, "room_for_instalments")
        sql.run(connection, "keep_known_instalments")


def share_out(connection: duckdb.DuckDBPyConnection, kind: ImportKind) -> None:
    """Fill ``stage.file_share``: rows and amounts per entity and currency, refused ones apart, to tie the book to the file."""
    names = {field.name for field in FIELDS[kind]}
    sql.run(
        connection,
        "stage_file_share",
        entity="entity" if "entity" in names else "NULL",
        currency="currency" if "currency" in names else "NULL",
        amount=minor("amount", "currency") if "amount" in names and "currency" in names else "NULL",
        open_amount=minor("open_amount", "currency") if kind is ImportKind.LEDGER else "NULL",
        counts_amount=_ONCE if kind is ImportKind.PAYMENTS else "TRUE",
    )


def _stage_documents(connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, has_kept: bool) -> None:
    is_settled = sheet.has("amount") and not sheet.has("part_no") and not has_kept
    sql.run(connection, "stage_invoice", columns=document_columns(sheet.has), kind="VIEW" if is_settled else "TABLE")
    if sheet.has("part_no"):
        sql.run(connection, "stage_invoice_parts", columns=columns_of_parts(sheet.has))


def _some_have_no_number(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(sql.run(connection, "unnumbered_payments").fetchone())


def _is_wanted(table: str, sheet: Sheet) -> bool:
    match table:
        case "stage_instalment":
            return sheet.has("part_no") or sheet.has("instalments")
        case "stage_open_payment":
            return sheet.has("document_type")
        case "stage_ledger_contact" | "stage_contact":
            return any(sheet.has(name) for name in ("email", "phone", "mobile", "post"))
        case "stage_credit_application":
            return sheet.has("credit_number")
        case _:
            return True


def _of_customer(sheet: Sheet, choose: str) -> str:
    """Return the columns of a customer that the file gives, each the first or last answer among its rows."""
    if sheet.mapping.kind not in {ImportKind.LEDGER, ImportKind.CUSTOMERS}:
        return ""
    of_customers = {field.name for field in FIELDS[ImportKind.CUSTOMERS]} - _NOT_OF_A_CUSTOMER
    columns = []
    for field in sheet.fields:
        if field.name not in of_customers:
            continue
        target = {"customer_name": "name", "credit_limit": "credit_limit_minor"}.get(field.name, field.name)
        source = minor("credit_limit", "credit_limit_currency") if field.name == "credit_limit" else field.name
        columns.append(f"{choose}({source}, source_row) AS {target}")
    if sheet.has("credit_limit") and not sheet.has("credit_limit_currency"):
        columns.append("CASE WHEN count(credit_limit) > 0 THEN 'EUR' END AS credit_limit_currency")
    return ", ".join(columns) if columns else "NULL::VARCHAR AS name"
