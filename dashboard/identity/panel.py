"""Who a customer also is: the customers that people here said are one with it, for whoever is about to contact it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.contacts import last_contacts
from dashboard import reads
from dashboard.doors import link
from dashboard.identity import reads as read
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def same_line(of: Edition, who: Who, words: Words) -> None:
    """Draw the other customers of its circle with what they owe and when they were last contacted; nothing without one."""
    _ = words
    circle = read.circles(reads.desk_key(), read.turn()).get(who.names)
    if circle is None:
        return
    known = read.quality(of).customers
    others = known[
        [each in circle and each != who.names for each in zip(known["entity"], known["customer_id"], strict=True)]
    ]
    for row in others.to_dict("records"):
        customer = (row["entity"], row["customer_id"])
        contacted = last_contacts(reads.application().desk, customer=customer)
        told = _("open {amount}", amount=_.money(int(row["open_cents"]), "EUR"))
        if len(contacted):
            told += ", " + _("last contact {day}", day=_.day(contacted["last_contact_on"].iloc[0]))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/link: {plain(_('The same customer, people here say:'))}")
            link(
                "customer",
                plain(f"{row['name']} ({row['customer_id']}, {row['entity']})"),
                id=str(int(row["customer_key"])),
            )
            st.caption(plain(told))
