"""The creditor's choices about the law: a form of what no table can know, the safer side first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.law.choices import MOST_DAYS, Choices
from core.strategy.law_choices import choices_of, choices_revision, save_choices
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words

# What is asked, and what it means: by the part of the form.
MONEY = {
    "asks_costs": (
        later("Last letters ask the collection costs that the law allows by then"),
        later("Off: a legal notice still names them, because the law wants it, and nobody is asked for them."),
    ),
    "asks_interest": (later("Last letters ask interest on late payment"), ""),
    "keeps_vat": (
        later("We cannot reclaim VAT"),
        later("Only then does VAT come on top of Dutch collection costs."),
    ),
    "has_damages_clause": (
        later("Belgium: our terms have a valid damages clause for consumers"),
        later("It asks the legal most: 20 to 2,000 euro by the size of the claim."),
    ),
    "invoices_name_costs": (later("France: rate and 40 euro stand on our invoices"), ""),
    "tells_consumers": (later("Germany: our invoices tell consumers when they are late"), ""),
}
OPEN_POINTS = {
    "uses_unchecked": (
        later("Claim what is marked as general knowledge"),
        later("As the 40 euro of Belgium. Have it checked first."),
    ),
    "has_instalments": (
        later("Netherlands: our invoices to consumers are instalments"),
        later("As rent, a subscription or lessons. Their costs may not be counted one by one."),
    ),
    "cumulates": (
        later("Netherlands: unpaid instalments count together for costs"),
        later("The reading of Stb. 2024, 44 in docs/law.md. Off: instalments carry no costs."),
    ),
    "source_reminders_are_notices": (
        later("The last reminder of our accounting system was the legal notice, by post"),
        later("Off: a consumer gets the notice from Saldo before any last letter."),
    ),
    "has_regular_deliveries": (
        later("Belgium: we deliver regularly"),
        later("Three reminders a year are free then; Saldo keeps all of them free."),
    ),
    "counts_interest_from_reminder": (
        later("Belgium: we are a small firm, and interest counts from the day after the free reminder"),
        later("Off: it counts from the end of the reminder's 14 days."),
    ),
    "counts_saturdays": (later("Belgium: a Saturday is a working day"), ""),
    "counts_leap_days": (later("Interest of a leap year is by 366 days"), ""),
}


def choices(words: Words) -> None:
    """Draw the form and save what is changed."""
    _ = words
    desk = reads.application().desk
    known, revision = choices_of(desk), choices_revision(desk)
    st.caption(_("Until somebody chooses, the safer side holds: nothing is asked, and customers get the longer time."))
    with st.form("law_choices", enter_to_submit=False):
        st.header(_("Time"), anchor=False)
        values = _time(known, words)
        st.header(_("What we ask"), anchor=False)
        values |= _switches(MONEY, known, words)
        st.header(_("Open points"), anchor=False)
        st.caption(_("The law is not settled here, or depends on you. Ask your lawyer."))
        values |= _switches(OPEN_POINTS, known, words)
        if st.form_submit_button(_("Save"), type="primary", icon=":material/save:", disabled=not may(Action.SETTING)):
            try:
                save_choices(desk, Choices(**values), by=person(), based_on=revision)
            except SaldoError as problem:
                refuse(problem)
            else:
                st.toast(_("Saved. New previews follow it."), icon=":material/check:")


def _time(known: Choices, words: Words) -> dict[str, Any]:
    _ = words
    first, second, _rest = st.columns([1, 1, 2])
    return {
        "postal_days": first.number_input(
            _("Days a Dutch letter travels"),
            min_value=0,
            max_value=MOST_DAYS,
            value=known.postal_days,
            help=_(
                "Days of delivery. The Supreme Court takes 2; the post became slower in 2026. Less than the law's is not used."
            ),
        ),
        "margin_days": second.number_input(
            _("Days we wait after a legal term"),
            min_value=0,
            max_value=MOST_DAYS,
            value=known.margin_days,
            help=_("Before costs are asked or the next step goes."),
        ),
    }


def _switches(asked: dict[str, tuple[str, str]], known: Choices, words: Words) -> dict[str, Any]:
    return {
        name: st.toggle(words(label), value=getattr(known, name), help=words(meaning) or None, key=f"law_{name}")
        for name, (label, meaning) in asked.items()
    }
