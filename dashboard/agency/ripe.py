"""Who is ripe for the agency: the list, what either way brings, why some may not go yet, and the handover itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.handover.expected import BASES
from core.handover.place import hand_over
from core.handover.proposals import approver, goes_alone, propose
from core.handover.terms import NoAgencyError
from core.money import to_decimal
from core.vocabulary import CustomerType
from dashboard import reads, tables
from dashboard.agency import reads as read
from dashboard.agency.waiting import eyes_told, told_done, waiting
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from core.handover.candidates import Candidate
    from dashboard.i18n import Words
    from dashboard.reads import Edition

KINDS = {
    CustomerType.BUSINESS: later("company"),
    CustomerType.CONSUMER: later("natural person"),
    CustomerType.PUBLIC: later("public body"),
}


@st.fragment
def ripe(of: Edition, as_of: date) -> None:
    """Draw the candidates; several can be chosen, and go together with one reason."""
    _ = words()
    found = read.candidates(of, read.turn(), as_of)
    proposed = waiting(of, as_of, found)
    found = [each for each in found if (each.entity, each.customer_id) not in proposed]
    if not found and proposed:
        return
    if not found:
        nothing(
            _("Nobody is ripe for the agency"),
            _("Customers appear here when a ladder that ends at the agency has run out of steps for an invoice."),
            icon=":material/gavel:",
        )
        return
    may = [each for each in found if each.refused is None]
    _chosen(of, as_of, may, _)
    refused = [each for each in found if each.refused is not None]
    if refused:
        with st.expander(
            _.count("{n} customer may not go yet", "{n} customers may not go yet", len(refused)),
            icon=":material/front_hand:",
        ):
            for each in refused:
                sentence = each.refused.sentence if each.refused is not None else ""
                st.markdown(f"**{plain(each.name)}** · {plain(sentence)}")
                link("customer", _("Open the customer"), icon=":material/person:", id=str(each.customer_key))


def _chosen(of: Edition, as_of: date, may: list[Candidate], words: Words) -> None:
    _ = words
    shown = listed(may, words)
    picked: Any = st.dataframe(
        shown,
        key="agency_rows",
        on_select="rerun",
        selection_mode="multi-row",
        hide_index=True,
        column_order=list(_columns(words)),
        column_config=_columns(words),
        row_height=tables.ROW_PIXELS,
        height=tables.height(len(shown), most=12),
        placeholder="",
    )
    chosen = [may[place] for place in picked.selection.rows if place < len(may)]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        export_menu(lambda: shown, name="agency", words=words, key="agency_out")
        if chosen:
            _hand_over(of, as_of, chosen, words)
        else:
            st.caption(_("Tick customers to hand them over. Nobody goes by itself, and no score decides."))
    for each in chosen[:3]:
        _why(each, words)


def listed(found: list[Candidate], words: Words) -> pd.DataFrame:
    """Return candidates as a reader takes them away; amounts in the currency of each."""
    _ = words

    def units(minor: int | None, currency: str) -> float | None:
        return None if minor is None else float(to_decimal(minor, currency))

    return pd.DataFrame(
        [
            {
                "entity": each.entity,
                "customer_id": each.customer_id,
                "name": each.name,
                "kind": _(KINDS[each.customer_type]),
                "country": each.country,
                "invoices": len(each.parts),
                "oldest_days": max(part.days_past_due for part in each.parts),
                "currency": each.currency,
                "open": units(each.principal_minor, each.currency),
                "costs": units(each.claim.costs_total_minor, each.currency),
                "interest": units(each.claim.interest_minor, each.currency),
                "ourselves": units(each.expected.own_minor, each.currency),
                "agency": units(each.expected.agency_minor, each.currency),
                "break_even": None if each.expected.break_even is None else each.expected.break_even * 100,
                "basis": _(BASES[each.expected.basis]),
            }
            for each in found
        ]
    )


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=200),
        "kind": text(_("Kind"), width=110),
        "invoices": tables.number_column(_("Invoices"), words, width=75),
        "oldest_days": tables.number_column(_("Days late"), words, width=80),
        "open": tables.money_column(_("Open"), "EUR", words, width=110),
        "costs": tables.money_column(_("Costs by law"), "EUR", words, width=110),
        "interest": tables.money_column(_("Interest"), "EUR", words, width=95),
        "ourselves": tables.money_column(
            _("Going on"), "EUR", words, width=110, help=_("What is expected in 90 days when we go on ourselves, our effort taken off.")
        ),
        "agency": tables.money_column(
            _("Agency"), "EUR", words, width=110, help=_("What is expected in 90 days from the agency, its fee taken off.")
        ),
        "break_even": st.column_config.NumberColumn(
            _("Break-even"), format="%.0f %%", width=95, help=_("What the agency must collect of the principal to bring as much as going on ourselves.")
        ),
        "currency": text(_("Currency"), width=75),
    }  # fmt: skip


def _hand_over(of: Edition, as_of: date, chosen: list[Candidate], words: Words) -> None:
    _ = words
    app, who = reads.application(), person()
    total = sum(each.principal_minor for each in chosen if each.currency == chosen[0].currency)
    eyes = approver(app.desk, chosen, by=who, made_by=who)
    is_alone = goes_alone(app.desk, chosen, by=who)
    label = (
        _.count("Hand {n} customer over", "Hand {n} customers over", len(chosen))
        if is_alone
        else _.count("Propose {n} customer", "Propose {n} customers", len(chosen))
    )
    with st.popover(label, icon=":material/gavel:", type="primary", disabled=not may(Action.HANDOVER)):
        st.markdown(
            plain(_("{amount} of principal. Reminders to them stop at once; the file of each is written to {folder}.",
                    amount=_.money(total, chosen[0].currency), folder="agency"))
        )  # fmt: skip
        eyes_told(eyes, is_alone=is_alone, words=words)
        why = st.text_input(
            _("Why?"), key="agency_why", max_chars=300, placeholder=_("Kept with the handover, under your name")
        )
        if st.button(
            _("Hand over") if is_alone else _("Propose"),
            type="primary",
            icon=":material/gavel:",
            key="agency_go",
            disabled=not why.strip() or not may(Action.HANDOVER),
        ):
            try:
                if is_alone:
                    with st.spinner(_("Writing the files")):
                        folder, book = app.settings.home / "agency", reads.book(of)
                        done = hand_over(app.desk, book, chosen, as_of=as_of, folder=folder, by=who, why=why)
                    told_done(done, words)
                else:
                    made = propose(app.desk, chosen, as_of=as_of, by=who, why=why)
                    st.toast(_.count("{n} handover proposed.", "{n} handovers proposed.", len(made)))
            except NoAgencyError as nobody:
                told = _("{entity} has no agency yet: fill in its name and address.", entity=nobody.entity)
                st.error(plain(told), icon=":material/error:")
                link("agency", _("Terms and fees"), icon=":material/arrow_forward:", view="terms")
                return
            except SaldoError as problem:
                refuse(problem)
                return
            st.rerun()


def _why(each: Candidate, words: Words) -> None:
    """Say on what the two sums rest."""
    _ = words
    told = each.expected
    parts = [
        _(
            "{name}: law of {country}, {source}",
            name=each.name,
            country=each.country or "?",
            source=each.claim.source or _("no costs"),
        )
    ]
    if told.own_share is not None:
        parts.append(
            _(
                "going on brings {share} of it in 90 days by {basis}",
                share=_.share(told.own_share),
                basis=_(BASES[told.basis]),
            )
        )
    if told.agency_share is None:
        parts.append(_("what the agency collects is not known: fill it in under Terms and fees"))
    if each.elsewhere:
        parts.append(
            _.count(
                "{n} invoice in another currency stays with us",
                "{n} invoices in another currency stay with us",
                each.elsewhere,
            )
        )
    st.caption(plain("; ".join(parts) + "."))
