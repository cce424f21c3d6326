"""What the dialog shows: the number in words, its inputs, the rows that add up to each, and the SQL as it ran."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.buckets import BUCKETS
from core.metrics.explain.explanation import Counts
from core.metrics.metric import Unit
from core.money import precision
from dashboard import tables
from dashboard.explain import reads as explained
from dashboard.explain.rows import exported, row_columns, shown_rows
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.session import words

if TYPE_CHECKING:
    from datetime import date

    from core.metrics.explain import Explanation, Input, RowPage
    from dashboard.explain.reads import Subject
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

PAGE_ROWS = 25
MOST_EXPORTED = 1_000_000
HOLDS = ":green[:material/check_circle:]"
FAILS = ":red[:material/error:]"


def body(of: Edition, asked: Asked, subject: Subject, as_of: date, opening: int) -> None:
    """Draw the explanation of one number, the ``opening``-th of the session; a choice in it reruns only the dialog."""
    _ = words()
    told = explained.explanation(of, asked, subject, as_of)
    st.markdown(plain(_(told.definition)))
    if told.figure.why:
        st.markdown(f"**{plain(_(told.figure.why))}**")
    _formula(told, _)
    _inputs(told, _)
    with_rows = [each for each in told.inputs if each.rows is not None]
    if with_rows:
        _rows(of, asked, subject, as_of, with_rows, opening=opening)
    with st.expander(_("SQL as it ran"), icon=":material/database:"):
        for ran in told.queries:
            st.caption(f"`{ran.name}`")
            st.code(ran.text, language="sql", height=240)


def _formula(told: Explanation, words: Words) -> None:
    _ = words
    again = told.recomputed()
    mark = HOLDS if again == told.value else FAILS
    st.markdown(f"**{plain(_('Formula'))}**: {plain(_(told.formula))}")
    value = exact(told.value, told.unit, told.currency, words)
    line = _("From the inputs below this gives {value}.", value=value)
    st.markdown(f"{mark} {plain(line)}")


def exact(value: float | None, unit: Unit, currency: str, words: Words) -> str:
    """Return a value with all that matters of it: an amount to the cent, anything else to two decimals."""
    if value is None:
        return words("n/a")
    match unit:
        case Unit.AMOUNT:
            return words.money(int(value), currency)
        case Unit.DAYS:
            return words("{n} days", n=words.number(value, 2))
        case Unit.PERCENT:
            return words.share(value / 100, 2)
        case Unit.SHARE:
            return words.share(value, 2)
        case _:
            return words.number(value, 2)


def _inputs(told: Explanation, words: Words) -> None:
    _ = words
    rows = [
        {"input": input_label(each, words), "value": input_value(each, told.currency, words), "is": _(each.why)}
        for each in told.inputs
    ]
    text = st.column_config.TextColumn
    columns = {"input": text(_("Input"), width=330), "value": text(_("Value"), width=170)}
    if any(row["is"] for row in rows):
        columns["is"] = text("", width=270)
    tables.table(pd.DataFrame(rows, columns=["input", "value", "is"]), columns, alt=_("Inputs"), most=8)


def input_label(given: Input, words: Words) -> str:
    """Return what an input is, with its bucket and its days."""
    _ = words
    label = _(given.label)
    if given.bucket is not None:
        label += f", {_({bucket.key: bucket.label for bucket in BUCKETS}[given.bucket])}"
    if given.after_on is not None and given.until_on is not None:
        days = _("after {first} up to {last}", first=_.day(given.after_on), last=_.day(given.until_on))
        label += f" ({days})"
    elif given.until_on is not None:
        label += f" ({_.day(given.until_on)})"
    return label[:1].upper() + label[1:]


def input_value(given: Input, currency: str, words: Words) -> str:
    """Return an input's value as people write it."""
    if given.value is None:
        return words("n/a")
    if isinstance(given.value, bool):
        return words("yes") if given.value else words("no")
    match given.counts:
        case Counts.AMOUNT:
            return words.money(int(given.value), currency)
        case Counts.AMOUNT_DAYS:
            units = words.number(given.value / 10 ** precision(currency), 0)
            return words("{n} {currency} x days", n=units, currency=currency)
        case Counts.SHARE:
            return words.share(float(given.value))
        case _:
            return words.number(given.value, 0)


def _rows(of: Edition, asked: Asked, subject: Subject, as_of: date, inputs: list[Input], *, opening: int) -> None:
    _ = words()
    by_name = {each.name: each for each in inputs}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = st.selectbox(
            _("Rows of"),
            list(by_name),
            format_func=lambda each: input_label(by_name[each], _),
            key=f"explained_input_{opening}",
            width="stretch",
        )

        def page(size: int, start: int) -> RowPage:
            return explained.rows(of, asked, subject, as_of, name, size=size, start=start)

        export_menu(lambda: exported(page(MOST_EXPORTED, 0).rows, by_name[name]), name="rows", words=_, key="explained")
    chosen = by_name[name]
    first = page(PAGE_ROWS, 0)
    _proof(chosen, first.sum_minor, first.total_rows, asked.currency, _)
    pages = -(-first.total_rows // PAGE_ROWS)
    page_key = f"explained_page_{opening}"
    place = min(st.session_state.get(page_key, 1), max(pages, 1))
    shown = first if place == 1 else page(PAGE_ROWS, (place - 1) * PAGE_ROWS)
    tables.table(shown_rows(shown.rows, chosen, _), row_columns(chosen, asked.currency, _), alt=_("Rows"), most=8)
    if pages > 1:
        st.pagination(pages, key=page_key)


def _proof(given: Input, total: int, count: int, currency: str, words: Words) -> None:
    """Say what the rows add up to, and whether that is the number."""
    holds = total == (given.value or 0)
    summed = input_value(replace(given, value=total), currency, words)
    line = words.count("{n} row adds up to {amount}", "{n} rows add up to {amount}", count, amount=summed)
    told = words("equal to the number") if holds else words("which is not the number")
    st.markdown(f"{HOLDS if holds else FAILS} {plain(line)}: {plain(told)}.")
