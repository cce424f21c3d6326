"""Own mapping: which column means what, for a file no preset knows; saved by name for the next one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.desk import mappings
from core.intake.field_types import SIDE_KINDS
from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping, bind
from dashboard import reads
from dashboard.importing.side import side_constants
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.intake.fields import Field
    from dashboard.i18n import Words

KINDS = {
    ImportKind.LEDGER: later("Invoices and credit notes"),
    ImportKind.PAYMENTS: later("Payments"),
    ImportKind.CUSTOMERS: later("Customers"),
    ImportKind.DISPUTES: later("Disputes"),
    ImportKind.RATES: later("Exchange rates"),
    ImportKind.CREDIT: later("Scores of a credit bureau"),
    ImportKind.INSURANCE: later("Limits of a credit insurer"),
}
MARKS = {",": later("comma: 1.234,56"), ".": later("point: 1,234.56")}
ORDERS = {
    "dmy": later("day first: 31-10-2026"),
    "mdy": later("month first: 10-31-2026"),
    "ymd": later("year first: 2026-10-31"),
}
# Asked for beside the required ones; everything else stands behind a click.
USUAL = {
    ImportKind.LEDGER: ("customer_name", "email", "open_amount", "settled_on", "entity", "document_type", "language"),
    ImportKind.PAYMENTS: ("number", "applied_amount", "method", "reference", "entity"),
    ImportKind.CUSTOMERS: ("customer_name", "email", "language", "country", "customer_type", "entity"),
    ImportKind.CREDIT: ("registration_number", "vat_number", "country", "score", "rating", "scored_on", "credit_limit"),
    ImportKind.INSURANCE: ("registration_number", "country", "policy", "buyer_limit", "cover_percent", "notify_days"),
}


def own_mapping(start: Mapping, columns: Sequence[str], words: Words) -> tuple[Mapping, tuple[str, ...]]:
    """Draw the editor, filled from ``start``, and return the mapping with the labels of required fields nothing gives."""
    _ = words
    kind = st.selectbox(
        _("The rows are"),
        list(KINDS),
        index=list(KINDS).index(start.kind) if start.kind in KINDS else 0,
        format_func=lambda name: _(KINDS[name]),
        key="map_kind",
        width=320,
    )
    if kind is not start.kind:
        start = Mapping(kind=kind)
    bound = bind(start, columns).positions
    chosen: dict[str, tuple[str, ...]] = {}
    usual = USUAL.get(kind, ())
    first = [field for field in FIELDS[kind] if field.is_required or field.name in usual]
    rest = [field for field in FIELDS[kind] if field not in first]
    with st.grid(3, min_column_width=220, gap="small"):
        for field in first:
            _column(field, bound, columns, chosen, words)
    with st.expander(_("More columns"), icon=":material/view_column:"), st.grid(3, min_column_width=220, gap="small"):
        for field in rest:
            _column(field, bound, columns, chosen, words)
    mapping = _manner(replace(start, columns=chosen), chosen, words)
    _keep(mapping, words)
    return mapping, bind(mapping, columns).missing


def _column(
    field: Field, bound: dict[str, int], columns: Sequence[str], chosen: dict[str, tuple[str, ...]], words: Words
) -> None:
    label = words(field.label)
    picked = st.selectbox(
        label[:1].upper() + label[1:] + (" *" if field.is_required else ""),
        list(columns),
        index=bound.get(field.name),
        key=f"map_{field.name}",
        placeholder=words("not in the file"),
    )
    if picked:
        chosen[field.name] = (picked,)


def _manner(mapping: Mapping, chosen: dict[str, tuple[str, ...]], words: Words) -> Mapping:
    """Ask how the file writes things, and what it cannot say itself."""
    _ = words
    with st.grid(3, min_column_width=220, gap="small"):
        mark = st.selectbox(
            _("Decimal mark"), list(MARKS), index=_place(mapping.decimal_mark, list(MARKS)),
            format_func=lambda name: _(MARKS[name]), key="map_mark", placeholder=_("as found in the file"),
        )  # fmt: skip
        order = st.selectbox(
            _("Order of dates"), list(ORDERS), index=_place(mapping.date_order, list(ORDERS)),
            format_func=lambda name: _(ORDERS[name]), key="map_order", placeholder=_("as found in the file"),
        )  # fmt: skip
        currency = mapping.constants.get("currency")
        if "currency" not in chosen:
            currency = st.text_input(
                _("Currency of every row"), currency or "EUR", max_chars=3, key="map_one_currency"
            ).upper()
        due, issued = mapping.due_after_days, mapping.issued_before_days
        if mapping.kind is ImportKind.LEDGER and "due_on" not in chosen:
            due = st.number_input(_("Due, days after the invoice"), 0, 365, due or 30, key="map_due")
        if mapping.kind is ImportKind.LEDGER and "issued_on" not in chosen:
            issued = st.number_input(_("Invoiced, days before due"), 0, 365, issued or 15, key="map_issued")
    told = {"currency": None if "currency" in chosen else currency}
    if mapping.kind in SIDE_KINDS:
        return replace(
            mapping,
            decimal_mark=mark,
            date_order=order,
            constants={**mapping.constants, **side_constants(mapping, chosen, words)},
        ).with_constants(**told)
    flips = st.checkbox(_("Invoices are negative in this file"), mapping.flip_signs, key="map_flip")
    credits_positive = st.checkbox(
        _("Credit notes are positive in this file"), mapping.credit_notes_are_positive, key="map_credit"
    )
    return replace(
        mapping,
        decimal_mark=mark,
        date_order=order,
        due_after_days=None if "due_on" in chosen else due,
        issued_before_days=None if "issued_on" in chosen else issued,
        flip_signs=flips,
        credit_notes_are_positive=credits_positive,
    ).with_constants(**told)


def _keep(mapping: Mapping, words: Words) -> None:
    _ = words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Save this mapping as"), key="map_name", max_chars=60, placeholder=_("Name of the export"), width=320
        )
        if st.button(
            _("Save mapping"),
            icon=":material/bookmark_add:",
            key="map_save",
            disabled=not (name or "").strip() or not may(Action.IMPORT),
        ):
            mappings.save(reads.application().desk, name.strip(), mapping.as_dict(), by=person())
            st.toast(_("Saved: choose it next time by its name."), icon=":material/check:")


def _place(value: str | None, options: list[str]) -> int | None:
    return options.index(value) if value in options else None
