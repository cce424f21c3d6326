"""The portfolio's facts on screen: how far ledger and bank are known per company, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.doors import link
from dashboard.plain import plain
from dashboard.tables import day_column, number_column, table

if TYPE_CHECKING:
    from dashboard.health.reads import FactsHealth
    from dashboard.i18n import Words

MOST_COUNTRIES = 6


def facts(health: FactsHealth, words: Words) -> None:
    """Draw the companies with their dates, then what is missing with the way to it."""
    _ = words
    frame = pd.DataFrame(
        [
            {
                "entity": each.entity,
                "ledger_on": each.ledger_on,
                "ledger_days": each.ledger_days,
                "bank_on": each.bank_on,
                "bank_days": each.bank_days,
                "state": _("too old") if health.is_old(each) else _("fresh"),
            }
            for each in health.companies
        ]
    )
    columns = {
        "entity": st.column_config.TextColumn(_("Company")),
        "ledger_on": day_column(_("Ledger as of"), words),
        "ledger_days": number_column(_("Ledger, banking days old"), words),
        "bank_on": day_column(_("Bank booked through"), words),
        "bank_days": number_column(_("Bank, banking days old"), words),
        "state": st.column_config.TextColumn(_("State")),
    }
    table(frame, columns, alt=_("How far ledger and bank are known per company"))
    if health.most_days is None:
        st.caption(_("No campaign is refused for old facts: the check is switched off under Settings, Data."))
    else:
        st.caption(
            _.count(
                "A campaign is not launched when ledger or bank is more than {n} banking day old.",
                "A campaign is not launched when ledger or bank is more than {n} banking days old.",
                health.most_days,
            )
        )
    link("identity", _("What is wrong with customer data"), icon=":material/badge:")
    _missing(health, words)


def _missing(health: FactsHealth, words: Words) -> None:
    _ = words
    if health.quarantined:
        st.warning(
            _.count(
                "{n} row of the last file was left out.", "{n} rows of the last file were left out.", health.quarantined
            ),
            icon=":material/rule:",
        )
        link("settings", _("Look at the import"), icon=":material/upload_file:", tab="data")
    if health.made_up_senders:
        names = plain(", ".join(health.made_up_senders))
        st.warning(_("Messages of {names} carry a made-up sender.", names=names), icon=":material/edit:")
        link("settings", _("Fill in who writes"), icon=":material/badge:", tab="sender")
    if health.without_law:
        most = sorted(health.without_law.items(), key=lambda each: -each[1])
        told = ", ".join(f"{words.country(code)} {words.number(n)}" for code, n in most[:MOST_COUNTRIES])
        more = "" if len(most) <= MOST_COUNTRIES else " …"
        total = sum(health.without_law.values())
        st.info(
            _.count(
                "{n} customer is in a country whose law Saldo has no table of: no costs and no interest are asked there ({told}).",
                "{n} customers are in countries whose law Saldo has no table of: no costs and no interest are asked there ({told}).",
                total,
                told=plain(told) + more,
            ),
            icon=":material/public:",
        )
    if not (health.quarantined or health.made_up_senders or health.without_law):
        st.success(_("Nothing is missing."), icon=":material/check_circle:")
