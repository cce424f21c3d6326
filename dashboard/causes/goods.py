"""Deliveries: who has orders under way, what is advised and why, a person's decision, and the file to the ERP."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.clock import local_day
from core.company import deliveries as advised
from core.company import erp
from core.company.advice import ADVICE, GROUNDS, Advice, AdviceRules, rules_of, save_rules
from core.company.erp_layouts import PRESETS, ErpFormat
from core.errors import SaldoError
from dashboard import reads, tables
from dashboard.causes import reads as read
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from datetime import date

    from core.company.deliveries import Delivery
    from dashboard.i18n import Words
    from dashboard.reads import Edition

COLOURS = {Advice.BLOCK: "red", Advice.TALK: "orange", Advice.RELEASE: "green"}


@st.fragment
def goods(of: Edition, as_of: date) -> None:
    """Draw the advice, one row a customer; a click opens the decision."""
    _ = words()
    found = read.deliveries(of, read.turn(), as_of)
    if not found:
        nothing(
            _("No orders under way"),
            _(
                "Bring the order list of your ERP in under Settings, Data: open, refused and blocked orders by customer."
            ),
            icon=":material/local_shipping:",
        )
        return
    counts = {each: sum(row.advice is each for row in found) for each in Advice}
    left, right = st.columns([2.2, 1], vertical_alignment="bottom", gap="small")
    with left:
        picked = st.pills(
            _("Advice"),
            [each for each in (Advice.BLOCK, Advice.TALK, Advice.RELEASE) if counts[each]],
            selection_mode="multi",
            format_func=lambda each: f"{_(ADVICE[each])} · {_.number(counts[each])}",
            key="goods_advice",
            label_visibility="collapsed",
        )
    with right:
        is_open = st.toggle(_("Only what needs a decision"), key="goods_open")
    rows = [row for row in found if (not picked or row.advice in picked) and (not is_open or row.is_to_decide)]
    shown = listed(rows, _)
    place = tables.table(shown, _columns(_), alt=_("Advice on deliveries"), key="goods", most=12)
    with st.container(horizontal=True, gap="small"):
        export_menu(lambda: shown, name="deliveries", words=_, key="goods_out")
        _to_the_erp(of, as_of, _)
        _rules(_)
    if place is None:
        st.caption(_("Click a customer to decide. The advice blocks nobody: a person does."))
    else:
        _one(rows[place], _)


def listed(rows: list[Delivery], words: Words) -> pd.DataFrame:
    """Return the advice as a reader takes it away; amounts in euros."""
    _ = words
    return pd.DataFrame(
        [
            {
                "entity": row.entity,
                "customer_id": row.customer_id,
                "name": row.name,
                "advice": _(ADVICE[row.advice]),
                "explanation": _(GROUNDS[row.ground]),
                "ordered": row.known.order_eur,
                "orders": row.orders,
                "past_due": row.known.late_eur,
                "oldest_days": row.known.late_days,
                "exposure": row.known.exposure_eur,
                "limit": row.known.limit_eur,
                "promised_on": row.known.promised_on,
                "delivery_on": row.next_delivery_on,
                "now": _("blocked") if row.is_blocked else _("released"),
                "decided": "" if row.decision is None else f"{row.decision.by}, {_.day(local_day(row.decision.at))}",
            }
            for row in rows
        ]
    )


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=190),
        "advice": text(_("Advice"), width=95),
        "explanation": text(_("Why"), width=210),
        "ordered": tables.money_column(_("Orders"), "EUR", words, width=105),
        "past_due": tables.money_column(
            _("Late"), "EUR", words, width=105, help=_("Without what is late because of us.")
        ),
        "oldest_days": tables.number_column(_("Days late"), words, width=85),
        "exposure": tables.money_column(_("Open and ordered"), "EUR", words, width=120),
        "limit": tables.money_column(_("Limit"), "EUR", words, width=105),
        "delivery_on": tables.day_column(_("Next delivery"), words, width=110),
        "now": text(_("Now"), width=85),
        "decided": text(_("Decided"), width=150),
    }


def _one(row: Delivery, words: Words) -> None:
    _ = words
    with st.container(border=True, gap="small"):
        st.markdown(
            f":{COLOURS[row.advice]}-badge[{_(ADVICE[row.advice])}] **{plain(row.name)}** · {plain(_(GROUNDS[row.ground]))}"
        )
        told = [_("Orders {amount}", amount=_.money(round(row.known.order_eur * 100), "EUR"))]
        if row.known.late_eur:
            told.append(_("late {amount}", amount=_.money(round(row.known.late_eur * 100), "EUR")))
        if row.known.ours_eur:
            told.append(_("late because of us {amount}", amount=_.money(round(row.known.ours_eur * 100), "EUR")))
        if row.known.promised_on is not None:
            told.append(_("promised by {day}", day=_.day(row.known.promised_on)))
        st.caption(plain(" · ".join(told)))
        if row.decision is not None:
            st.caption(plain(f"{row.decision.by}, {_.moment(row.decision.at)}: {row.decision.why}"))
        with st.form(f"goods_{row.customer_key}", border=False):
            why = st.text_input(_("Why?"), max_chars=300, key=f"goods_why_{row.customer_key}")
            with st.container(horizontal=True):
                block = st.form_submit_button(_("Block"), icon=":material/block:", disabled=not may(Action.DECIDE))
                release = st.form_submit_button(
                    _("Release"), icon=":material/local_shipping:", disabled=not may(Action.DECIDE)
                )
        if block or release:
            try:
                advised.decide(reads.application().desk, row, is_blocked=block, by=person(), why=why)
            except SaldoError as problem:
                refuse(problem)
            else:
                st.rerun(scope="fragment")
        link("customer", _("Open the customer"), icon=":material/person:", id=str(row.customer_key))


def _to_the_erp(of: Edition, as_of: date, words: Words) -> None:
    """Offer the file that goes back to the ERP: level, block and promise of every customer."""
    _ = words
    app = reads.application()
    with st.popover(_("File for the ERP"), icon=":material/sync_alt:", disabled=not may(Action.COMPANY)):
        st.caption(
            _(
                "Per customer: reminder level, block and promise. Written only when something changed; beside it what did."
            )
        )
        preset = st.selectbox(
            _("Layout"), list(PRESETS), format_func=lambda name: PRESETS[name].label, key="erp_preset"
        )
        format_ = ErpFormat(st.selectbox(_("Format"), [*map(str, ErpFormat)], format_func=str.upper, key="erp_format"))
        folder = st.text_input(_("Folder"), str(app.settings.home / "erp"), key="erp_folder")
        if st.button(
            _("Write the file"),
            type="primary",
            icon=":material/save:",
            key="erp_write",
            disabled=not may(Action.COMPANY),
        ):
            try:
                told = erp.lines(app.desk, reads.book(of), as_of)
                written = erp.write(
                    app.desk, told, Path(folder), as_of=as_of, by=person(), preset=preset, format_=format_
                )
            except SaldoError as problem:
                refuse(problem)
                return
            if written.is_new:
                said = _(
                    "{lines} customers, {changes} changes: {name}",
                    lines=_.number(written.lines),
                    changes=_.number(written.changes),
                    name=written.path.name,
                )
                st.success(plain(said), icon=":material/task_alt:")
            else:
                st.info(_("Nothing changed since the last file."), icon=":material/task_alt:")


def _rules(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    known = rules_of(desk)
    with st.popover(_("Rules"), icon=":material/tune:"):
        days = st.number_input(_("Late for at least, days"), 0, 3650, known.late_days, key="goods_days")
        euros = st.number_input(_("with at least, euros"), 0, 10_000_000, known.late_eur, step=100, key="goods_euros")
        st.caption(
            _(
                "Promises and plans that stand count in favour; a positive label softens a block to a talk. No score is used."
            )
        )
        if st.button(_("Save"), key="goods_save", type="primary", disabled=not may(Action.POLICY)):
            save_rules(desk, AdviceRules(late_days=int(days), late_eur=int(euros)), by=person())
            st.rerun(scope="fragment")
