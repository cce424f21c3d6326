"""What left on this machine, as far as its reader sees whom it went to: the folders of mailbox and outbox know no limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.acting import current
from core.channels.mailbox import Listed
from core.desk.campaign_tables import PreviewMessage
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from core.channels.mailbox import Mailbox
    from core.channels.outbox import Kept
    from core.desk.engine import Desk


def mails_seen(desk: Desk, mailbox: Mailbox, *, search: str = "", start: int = 0, limit: int | None = None) -> Listed:
    """Return the mails that went to customers of whom who reads may know; see ``Mailbox.listed``."""
    if current().limits.is_all:
        return mailbox.listed(search=search, start=start, limit=limit)
    with desk.reading() as session:
        sealed = select(PreviewMessage.message_id).where(PreviewMessage.message_id.is_not(None))
        own = {str(each).strip("<>") for each in session.scalars(sealed)}
    seen = [mail for mail in mailbox.list_mail(search=search) if mail.message_id.strip("<>") in own]
    return Listed(mails=seen[start : None if limit is None else start + limit], total=len(seen))


def read_seen(desk: Desk, mailbox: Mailbox, mail_id: str) -> bytes:
    """Return the bytes of one mail; raise ``UnknownNameError`` for one that is not there for who reads."""
    if not current().limits.is_all:
        known = mails_seen(desk, mailbox).mails
        if mail_id not in {mail.mail_id for mail in known}:
            raise UnknownNameError("mail", mail_id, [mail.mail_id for mail in known[:3]])
    return mailbox.read_mail(mail_id)


def kept_seen(desk: Desk, kept: list[Kept]) -> list[Kept]:
    """Return those of ``kept`` that are for customers of whom who reads may know, in their order."""
    if current().limits.is_all:
        return kept
    with desk.reading() as session:
        sealed = select(PreviewMessage.sha256).where(PreviewMessage.sha256.is_not(None))
        own = {digest.hex() for digest in session.scalars(sealed) if digest is not None}
    return [each for each in kept if each.sha256 in own]
