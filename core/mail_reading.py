"""Reading what came back by mail: the mailbox that SALDO_IMAP_URL names, or a folder; whose it is, by desk and book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from core.acting import permitted
from core.actions import Action
from core.desk import customers
from core.desk.customers import OverrideField
from core.desk.stopped import compared
from core.mail import bounce_address, kept_secret, tokens_of
from core.replies.arrived import AWAY, COMPLAINT, OWN, REPEATED, REPLY, REPORT, UNKNOWN_REPORT, Taken
from core.replies.folder import mails_in
from core.replies.imap import new_mails
from core.replies.place import ImapPlace, parse_place
from core.replies.take import take
from core.sentence import Sentence, counted, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from core.desk.reply_holds import Customer
    from core.replies.arrived import Arrived
    from core.settings import Settings
    from core.wiring import Application

JOB: Final = "mail"
SECONDS: Final = 60
KINDS: Final[dict[str, Callable[[int], Sentence]]] = {
    REPLY: lambda n: counted("{n} reply", "{n} replies", n),
    AWAY: lambda n: counted("{n} automatic answer", "{n} automatic answers", n),
    REPORT: lambda n: counted("{n} delivery report", "{n} delivery reports", n),
    UNKNOWN_REPORT: lambda n: counted("{n} report of an unknown message", "{n} reports of unknown messages", n),
    COMPLAINT: lambda n: counted("{n} complaint", "{n} complaints", n),
    OWN: lambda n: counted("{n} mail of our own", "{n} mails of our own", n),
}


def inbox_of(settings: Settings) -> ImapPlace | None:
    """Return the mailbox that SALDO_IMAP_URL names, None while none is set; raise ``ImapUrlError``, ``SecretError``."""
    if not settings.imap_url:
        return None
    return parse_place(settings.imap_url, password=kept_secret(settings.imap_password), tokens=tokens_of(settings))


@permitted(Action.HANDLE)
def read_mailbox(app: Application) -> Taken:
    """Take in what is new in the mailbox; nothing while none is set. Raises ``ChannelDownError`` when it cannot be read."""
    place = inbox_of(app.settings)
    return Taken() if place is None else _take(app, new_mails(app.desk, place))


@permitted(Action.HANDLE)
def read_folder(app: Application, folder: Path) -> Taken:
    """Take in the mails in ``folder`` that were never read; raise ``NoFolderError``."""
    return _take(app, mails_in(folder))


def job(app: Application) -> str:
    """Return, for the schedule, what a reading of the mailbox brought."""
    return said(read_mailbox(app)) if app.settings.imap_url else Sentence("no mailbox is set")


def said(taken: Taken) -> Sentence:
    """Return what was taken in, in words."""
    parts = [KINDS[kind](number) for kind, number in sorted(taken.kinds.items()) if kind != REPEATED]
    return together(parts, ", ") if parts else Sentence("no new mail")


def _take(app: Application, mails: Iterable[Arrived]) -> Taken:
    def customers_at(addresses: list[str]) -> Mapping[str, list[Customer]]:
        """Return the customers at each address, as the ledger says and as people here know better."""
        found: dict[str, list[Customer]] = {}
        if app.store.current() is not None:
            asked = pd.DataFrame({"address": pd.Series(addresses, dtype="str")})
            for row in app.book().frame("customers_at_addresses", relations={"asked": asked}).itertuples():
                found.setdefault(str(row.address), []).append((str(row.entity), str(row.customer_id)))
        known = customers.overrides(app.desk)
        for row in known[known["field"] == OverrideField.EMAIL].itertuples():
            address, customer = compared(str(row.value)), (str(row.entity), str(row.customer_id))
            if address in addresses and customer not in found.setdefault(address, []):
                found[address].append(customer)
        return found

    return take(app.desk, mails, pattern=bounce_address(app.desk), customers_at=customers_at)
