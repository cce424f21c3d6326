"""Where else a customer stands: with the agency, or late because of us, each with the way to that page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk import holds
from core.vocabulary import HoldKind
from dashboard import reads
from dashboard.doors import link

if TYPE_CHECKING:
    from datetime import date

    from core.desk.contacts import Customer
    from dashboard.i18n import Words


def elsewhere(names: Customer, as_of: date, words: Words) -> None:
    """Draw the links that fit the holds of one customer; nothing without such a hold."""
    _ = words
    standing = holds.standing(reads.application().desk, as_of, entity=names[0], customer_id=names[1])
    kinds = set(standing["kind"])
    if not kinds & {HoldKind.AGENCY, HoldKind.WAITING_ON_US}:
        return
    with st.container(horizontal=True, gap="small"):
        if HoldKind.AGENCY in kinds:
            link("agency", _("Agency"), icon=":material/outbox:", view="register")
        if HoldKind.WAITING_ON_US in kinds:
            link("causes", _("Late because of us"), icon=":material/hourglass_top:")
