"""How customers are asked to pay: reference, payment code, copies of invoices, and the page behind a pay link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.language import later
from core.messages.references import ReferenceKind, made, written
from core.payments.links import public_address, save_public_address
from core.payments.terms import PaymentTerms, payment_terms, save_payment_terms
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition

EVERY: Final = ""
EXAMPLE: Final = "2026000042"
KINDS: Final = {
    ReferenceKind.OWN: later("Own number: of the invoice, or of the customer for several"),
    ReferenceKind.RF: later("International reference (RF)"),
    ReferenceKind.BELGIAN: later("Belgian structured communication"),
    ReferenceKind.DUTCH: later("Dutch payment reference (betalingskenmerk)"),
}


def payment(of: Edition, words: Words) -> None:
    """Draw the terms of one company, or of all that have none of their own, and the pay page that they share."""
    _ = words
    entities = reads.choices(of).entities
    entity = st.selectbox(
        _("For"),
        [EVERY, *entities],
        format_func=lambda name: name or _("All own companies"),
        key="payment_entity",
        width=320,
    )
    _terms(entity, words)
    _page(words)


def _terms(entity: str, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    known = payment_terms(desk, entity)
    with st.form(f"payment_{entity}", enter_to_submit=False):
        kind = st.radio(
            _("Reference beside a payment"),
            list(ReferenceKind),
            index=list(ReferenceKind).index(known.reference),
            format_func=lambda kind: _(KINDS[kind]),
            captions=[written(made(kind, EXAMPLE) or EXAMPLE) for kind in ReferenceKind],
        )
        has_code = st.checkbox(
            _("Payment code (QR) in mails and letters"),
            known.has_code,
            help=_("For amounts in euro. Every code is read back and compared with the text before a campaign may go."),
        )
        folder = st.text_input(
            _("Folder with copies of invoices"),
            known.copies_folder,
            help=_("On this server. The copy of invoice 2026/12 is the file 2026_12.pdf; it goes along with the mail."),
        )
        address = st.text_input(
            _("Address of a copy"),
            known.copies_address,
            placeholder="https://example.org/invoices/{number}.pdf",
            help=_("With {number} where the invoice number stands; also {customer_id}, {entity} and {year}."),
        )
        if st.form_submit_button(_("Save"), type="primary", icon=":material/save:", disabled=not may(Action.SETTING)):
            chosen = PaymentTerms(
                reference=kind or known.reference,
                has_code=has_code,
                copies_folder=folder.strip(),
                copies_address=address.strip(),
            )
            try:
                save_payment_terms(desk, entity, chosen, by=person())
            except SaldoError as error:
                refuse(error)
            else:
                st.toast(_("Saved. New previews carry it."), icon=":material/check:")


def _page(words: Words) -> None:
    """Draw the public address, and what a click on a pay link does."""
    _ = words
    app = reads.application()
    with st.container(border=True):
        st.header(_("Pay link"), anchor=False)
        with st.form("public_address", enter_to_submit=False, border=False):
            address = st.text_input(
                _("Public address of this installation"),
                public_address(app.desk),
                placeholder="https://saldo.example.org",
                help=_("Where customers reach the pay page. Without it messages carry no pay link."),
            )
            if st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.SETTING)):
                try:
                    save_public_address(app.desk, address, by=person())
                except SaldoError as error:
                    refuse(error)
                else:
                    st.toast(_("Saved. New previews carry it."), icon=":material/check:")
        provider = app.pay_provider()
        if provider is None:
            st.caption(
                _(
                    "No payment provider is set: the pay page shows how to make a transfer. Start Saldo with SALDO_PAY_KEY set "
                    "to your key at Mollie, and it offers a button too."
                )
            )
        else:
            st.caption(
                _(
                    "Payments go through {provider}. It is asked only when a customer clicks, never for a preview.",
                    provider=provider.name,
                )
            )
