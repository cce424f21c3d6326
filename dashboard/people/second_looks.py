"""One approval that one person gave alone: what, why two should have looked, by when, and the field that says what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.access import second_looks
from core.access.four_eyes import Because, Kind
from core.actions import Action
from dashboard import reads
from dashboard.doors import link
from dashboard.people.said import attempt
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from core.access.second_looks import Look
    from dashboard.i18n import Words

KINDS: Final = {
    Kind.CAMPAIGN: later("Campaign"),
    Kind.TEMPLATE: later("Template"),
    Kind.STANDING: later("Standing approval"),
    Kind.HANDOVER: later("Handover to the agency"),
}
BECAUSE: Final = {
    Because.AMOUNT: later("large amount"),
    Because.MESSAGES: later("many messages"),
    Because.LEGAL: later("legal step"),
}


def second_look(look: Look, words: Words) -> None:
    """Draw an approval that waits, with the form of who looks again."""
    _ = words
    with st.container(border=True, key=f"look_{look.id}", gap="small"):
        is_late = look.due_on < reads.today()
        badge = f":{'red' if is_late else 'gray'}-badge[{_('by {day}', day=_.short_day(look.due_on))}]"
        reasons = ", ".join(_(BECAUSE[Because(each)]) for each in look.because)
        st.markdown(f"{badge} **{plain(look.what)}** · {_(KINDS[Kind(look.kind)])} · {reasons}")
        st.caption(
            plain(_("Approved by {who} on {moment}, alone.", who=look.approved_by, moment=_.moment(look.approved_at)))
        )
        if look.kind == Kind.CAMPAIGN:
            link("campaign", _("Open the campaign"), icon=":material/outgoing_mail:", name=look.what)
        if look.kind == Kind.HANDOVER:
            link("agency", _("Open the register"), icon=":material/gavel:", view="register")
        if may(Action.APPROVE):
            desk = reads.application().desk
            is_too_soon = look.is_too_soon(person(), desk.now())
            with st.container(horizontal=True, vertical_alignment="bottom"):
                said = st.text_input(
                    _("What did you see?"), key=f"look_said_{look.id}", max_chars=500, width=420, disabled=is_too_soon
                )
                if st.button(
                    _("I looked again"),
                    icon=":material/visibility:",
                    key=f"look_go_{look.id}",
                    disabled=is_too_soon,
                    help=_("You approved this today: look again tomorrow, or let a colleague look now.")
                    if is_too_soon
                    else None,
                ):
                    attempt(
                        lambda: second_looks.look(desk, look.id, by=person(), said=said or ""),
                        _("Kept with the approval."),
                    )
