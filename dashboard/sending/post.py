"""Letters: the folder or the printing house they go to, what waits, and the receipt files that come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.channels.print_delivery import BROUGHT, unbrought
from core.channels.print_run import print_runs
from core.channels.sftp import connected
from core.errors import SaldoError
from core.gateways.printing import PrintingHouse, post, printing_house, save_printing_house
from core.strategy.mix_words import CHANNELS as NAMES
from core.vocabulary import POSTED
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from dashboard.i18n import Words


def letters(words: Words) -> None:
    """Draw where letters go, the print runs, and the receipts."""
    _ = words
    with st.container(border=True):
        st.header(_("Printing house"), anchor=False)
        _house(words)
    with st.container(border=True):
        st.header(_("Print runs"), anchor=False)
        _runs(words)
    with st.container(border=True):
        st.header(_("Receipt files"), anchor=False)
        _receipts(words)


def _house(words: Words) -> None:
    _ = words
    desk = reads.application().desk
    known = printing_house(desk)
    st.caption(
        _("Print runs wait in a folder on this machine for whoever prints them.")
        if known is None
        else _(
            "Every finished print run goes to the printing house; one that could not be brought waits and goes with the next."
        )
    )
    with st.form("printing_house", border=False, enter_to_submit=False):
        address = st.text_input(
            _("SFTP folder"),
            known.address if known else "",
            placeholder="sftp://user@sftp.example.org:22/in",
            help=_("Empty: print runs stay in the folder."),
        )
        host_key = st.text_input(
            _("Host key"),
            known.host_key if known else "",
            placeholder="ssh-ed25519 AAAA...",
            help=_("Ask the printing house for it. A server that shows another key gets nothing."),
        )
        secret = st.text_input(
            _("Secret, by name"),
            known.secret if known else "",
            placeholder="file:/run/secrets/printer_key",
            help=_("An environment variable or a file with a private key or a password; never the secret itself."),
        )
        receipts = st.text_input(_("Folder of receipt files there"), known.receipts if known else "receipts")
        if st.form_submit_button(_("Save"), icon=":material/save:", disabled=not may(Action.CHANNEL)):
            house = PrintingHouse(address=address, host_key=host_key, secret=secret, receipts=receipts)
            try:
                save_printing_house(desk, house if address.strip() else None, by=person())
            except SaldoError as refused:
                refuse(refused)
            else:
                st.rerun()
    if known is not None and st.button(
        _("Try the connection"), icon=":material/lan:", key="printing_house_try", disabled=not may(Action.CHANNEL)
    ):
        _try(known, words)


def _try(house: PrintingHouse, words: Words) -> None:
    try:
        with st.spinner(words("Connecting")), connected(house.place, seconds=10) as there:
            found = len(there.names(house.receipts)) if house.receipts else 0
    except SaldoError as refused:
        refuse(refused)
    else:
        st.success(
            words("The folder can be reached; {n} receipt files wait there.", n=found), icon=":material/check_circle:"
        )


def _runs(words: Words) -> None:
    _ = words
    app = reads.application()
    house = printing_house(app.desk)
    rows = []
    for channel in sorted(POSTED):
        folder = app.settings.outbox_folder / channel
        waiting = set() if house is None else {run.name for run in unbrought(folder, house.since)}
        rows += [
            {
                _("Run"): run.name,
                _("Kind"): _(NAMES[channel]),
                _("Letters"): len(list((run / "sources").iterdir())),
                _("State"): _("waits")
                if run.name in waiting
                else _("brought")
                if (run / BROUGHT).exists()
                else _("in the folder"),
            }
            for run in print_runs(folder)[:10]
        ]
    if not rows:
        st.caption(_("No letter was printed yet."))
        return
    st.dataframe(rows, hide_index=True, width="stretch", alt=_("Print runs"))


def _receipts(words: Words) -> None:
    _ = words
    app = reads.application()
    st.caption(
        _(
            "A CSV with the columns reference and printed, posted, delivered or returned, with a track code where there is one. Put it into the folder {folder}; it is read by itself. A letter that came back stops that postal address.",
            folder=plain(str(app.settings.receipts_folder)),
        )
    )
    if st.button(_("Look now"), icon=":material/refresh:", key="post_now", disabled=not may(Action.LAUNCH)):
        with st.spinner(_("Looking for receipts")):
            said = post(app.desk, app.settings.outbox_folder, app.settings.receipts_folder, clock=app.clock)
        if not said:
            st.caption(_("Nothing new."))
        for each in said:
            st.markdown(f"- {plain(each)}")
