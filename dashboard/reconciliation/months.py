"""Months closed: what was reported beside what is known now, and the postings in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.closing.months import close_month, reopen_month
from core.errors import SaldoError
from core.metrics.buckets import BUCKETS
from core.metrics.close import Part
from core.metrics.registry import METRICS
from dashboard import reads, tables
from dashboard.empty import nothing
from dashboard.explain.body import FAILS, HOLDS, exact
from dashboard.explain.rows import KINDS
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.reconciliation import reads as read
from dashboard.reconciliation.texts import CHANGES, PARTS, SUMS
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from datetime import date

    from core.closing.months import Look
    from core.desk.closes import Closed
    from core.metrics.close import ChangePage, Compared
    from dashboard.i18n import Words
    from dashboard.reads import Edition

EVERY = ""
SHOWN = 25
MOST_EXPORTED = 1_000_000


@st.fragment
def months(of: Edition, ends_on: date, currency: str) -> None:
    """Draw the close of ``ends_on``: the form that closes it, or what was reported beside what is known now."""
    _ = words()
    turn = read.revision()
    held = [each for each in read.closed(reads.desk_key(), turn) if each.report.ends_on == ends_on and each.is_closed]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        entity = st.selectbox(
            _("Own company"),
            [EVERY, *read.entities(of)],
            format_func=lambda name: name or _("All together"),
            key="close_entity",
            width=200,
        )
        closed = next((each for each in held if each.report.entity == entity), None)
        _act(of, ends_on, entity, closed, _)
    if closed is None:
        st.caption(
            _(
                "Closing keeps every figure and the aging as they are known now, with who, when and why. Later postings "
                "then show up here, beside what was reported."
            )
        )
    else:
        _compared(of, read.look(of, entity, ends_on, turn), currency, _)
    _history(turn, _)


def _act(of: Edition, ends_on: date, entity: str, closed: Closed | None, words: Words) -> None:
    """Draw the button that closes the month, or opens it again; both ask why."""
    _ = words
    label = _("Close {month}", month=words.month(ends_on)) if closed is None else _("Reopen")
    icon = ":material/lock:" if closed is None else ":material/lock_open:"
    with st.popover(label, icon=icon, disabled=not may(Action.CLOSE)):
        why = st.text_input(_("Why"), key="close_why", placeholder=_("Reported to the board"), max_chars=300)
        if st.button(label, key="close_now", type="primary", icon=icon, disabled=not may(Action.CLOSE)):
            try:
                if closed is None:
                    desk = reads.application().desk
                    close_month(desk, reads.book(of), ends_on, by=person(), why=why, entity=entity)
                else:
                    reopen_month(reads.application().desk, ends_on, by=person(), why=why, entity=entity)
            except SaldoError as error:
                refuse(error)
            else:
                st.rerun()


def _compared(of: Edition, look: Look, currency: str, words: Words) -> None:
    _ = words
    closed = look.closed
    told = _(
        "Closed by {who}, {moment}: {why}", who=closed.closed_by, moment=words.moment(closed.closed_at), why=closed.why
    )
    st.caption(plain(told))
    if not look.is_same_book:
        st.warning(
            _("The book was set back since this month was closed: what changed cannot be named posting by posting."),
            icon=":material/history_toggle_off:",
        )
    found = next((each for each in look.by_currency if each.currency == currency), None)
    if found is None:
        nothing(_("Nothing in {currency}", currency=currency), _("This month holds nothing in this currency."))
        return
    if not found.is_changed:
        st.success(_("Known now as it was reported."), icon=":material/task_alt:")
    with st.container(border=True, gap="small", key="as_reported"):
        st.header(_("As reported and as known now"), anchor=False)
        rows = _standings(found, words)
        everything = st.toggle(_("Also what is unchanged"), value=not found.is_changed, key="close_all")
        shown = rows if everything else rows[rows["is_changed"]]
        text = st.column_config.TextColumn
        columns = {
            "what": text(_("Figure"), width=300),
            "reported": text(_("As reported"), width=150),
            "now": text(_("As known now"), width=150),
            "difference": text(_("Difference"), width=150),
        }
        tables.table(shown, columns, alt=_("As reported and as known now"), most=12)
        export_menu(lambda: rows.drop(columns="is_changed"), name="close", words=words, key="close")
    if found.is_changed and look.is_same_book:
        _postings(of, look, found, words)


def _standings(found: Compared, words: Words) -> pd.DataFrame:
    """Return one row a figure, a bucket and a sum."""
    _ = words
    buckets = {bucket.key: bucket.label for bucket in BUCKETS} | {"unallocated": "Unallocated"}
    named = [
        *((_(METRICS[each.name].label if each.name in METRICS else each.name), each) for each in found.figures),
        *((f"{_('Aging')}: {_(buckets.get(each.name, each.name))}", each) for each in found.aging),
        *(
            (_(SUMS.get(each.name, each.name)), each)
            for each in found.parts
            if each.name in {"opening_minor", "sales_minor"}
        ),
    ]
    return pd.DataFrame(
        [
            {
                "what": label,
                "reported": exact(each.reported, each.unit, found.currency, words),
                "now": exact(each.now, each.unit, found.currency, words),
                "difference": exact(each.difference, each.unit, found.currency, words) if each.is_changed else "",
                "is_changed": each.is_changed,
            }
            for label, each in named
        ],
        columns=["what", "reported", "now", "difference", "is_changed"],
    )


def _postings(of: Edition, look: Look, found: Compared, words: Words) -> None:
    """Draw the postings that changed each part, with the proof that they add up to its difference."""
    _ = words
    differences = {each.name: int(each.difference or 0) for each in found.parts}
    amounts = {
        Part.CLOSING: differences.get("gross_minor", 0) + differences.get("unallocated_minor", 0),
        Part.SALES: differences.get("sales_minor", 0),
        Part.OPENING: None,
    }
    report = look.closed.report
    asked = read.Asked(
        ends_on=report.ends_on, import_id=report.import_id, entity=report.entity, currency=found.currency
    )
    with st.container(border=True, gap="small", key="postings"):
        st.header(_("Postings that changed it"), anchor=False)
        part = st.segmented_control(
            _("Part"),
            list(PARTS),
            default=Part.CLOSING,
            required=True,
            format_func=lambda each: _(PARTS[each]),
            key="close_part",
            label_visibility="collapsed",
        )

        def page(size: int) -> ChangePage:
            return read.changes(of, asked, part, size=size, start=0)

        told = page(SHOWN)
        total = words.money(told.sum_minor, found.currency)
        line = words.count(
            "{n} posting, together {amount}", "{n} postings, together {amount}", told.total_rows, amount=total
        )
        expected = amounts[part]
        mark = "" if expected is None else HOLDS if expected == told.sum_minor else FAILS
        proof = (
            ""
            if expected is None
            else _("the difference of this part is {amount}", amount=words.money(expected, found.currency))
        )
        st.markdown(f"{mark} {plain(line)}{'; ' if proof else ''}{plain(proof)}")
        if told.total_rows:
            tables.table(_readable(told.rows, words), _columns(found.currency, words), alt=_("Postings"), most=10)
            export_menu(
                lambda: _readable(page(MOST_EXPORTED).rows, words), name="postings", words=words, key="postings"
            )


def _columns(currency: str, words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=180),
        "document": text(_("Document"), width=85),
        "number": text(_("Number"), width=115),
        "issued_on": tables.day_column(_("Issued"), words, width=95),
        "what": text(_("What changed"), width=165),
        "before": tables.money_column(_("As reported"), currency, words, width=105),
        "after": tables.money_column(_("As known now"), currency, words, width=110),
        "change": tables.money_column(_("Difference"), currency, words, width=105),
        "changed_by_file": text(_("Came with"), width=180),
        "known_on": tables.day_column(_("Imported"), words, width=95),
        "source": text(_("File and line"), width=190),
    }


def _readable(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    _ = words
    kept = rows.assign(
        document=[_(KINDS[kind]) for kind in rows["document_type"]],
        what=[_(CHANGES[change]) for change in rows["change"]],
        before=tables.in_units(rows["before_minor"], rows["currency"]),
        after=tables.in_units(rows["after_minor"], rows["currency"]),
        known_on=pd.to_datetime(rows["changed_at"]).dt.date,
        source=[
            _("{file}, line {line}", file=file, line=int(line)) if isinstance(file, str) else ""
            for file, line in zip(rows["file_name"], rows["source_row"].fillna(0), strict=True)
        ],
    )
    return kept.assign(change=tables.in_units(rows["change_minor"], rows["currency"]))


def _history(turn: int, words: Words) -> None:
    _ = words
    told = read.closed(reads.desk_key(), turn)
    if not told:
        return
    with st.expander(_("Months closed and reopened"), icon=":material/history:"):
        for each in told:
            about = f"{words.month(each.report.ends_on)} · {each.report.entity or _('All together')}"
            line = f"{about} · {each.closed_by} · {words.moment(each.closed_at)} · {each.why}"
            if each.reopened_at is not None:
                again = _("reopened by {who}, {moment}", who=each.reopened_by, moment=words.moment(each.reopened_at))
                line += f" · {again} · {each.reopened_why}"
            st.caption(plain(line))
