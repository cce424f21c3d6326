"""How old ledger and bank may be before nothing is launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns.staleness import MOST_BANKING_DAYS, SETTING, most_banking_days, save_most_banking_days
from core.desk import settings
from core.desk.settings import SettingMovedError
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words

MOST = 60


def freshness_limit(words: Words) -> None:
    """Draw the limit in banking days, and save what is changed."""
    _ = words
    desk = reads.application().desk
    known, seen = most_banking_days(desk), settings.get(desk, SETTING)
    st.markdown(
        _(
            "A campaign is not launched when the ledger, or the bank where statements come in, is older than this: customers"
            " would be asked for what they have paid."
        )
    )
    is_checked = st.toggle(_("Refuse to launch with old facts"), value=known is not None, key="freshness_checked")
    days = st.number_input(
        _("Banking days"),
        min_value=0,
        max_value=MOST,
        value=MOST_BANKING_DAYS if known is None else known,
        key="freshness_days",
        disabled=not is_checked,
        width=160,
    )
    wanted = int(days) if is_checked else None
    if st.button(
        _("Save"), key="freshness_save", icon=":material/save:", disabled=wanted == known or not may(Action.SETTING)
    ):
        try:
            save_most_banking_days(desk, wanted, by=person(), based_on=0 if seen is None else seen.revision)
        except SettingMovedError as problem:
            refuse(problem)
            return
        st.rerun()
