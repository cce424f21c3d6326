"""Which mails have been read, by where they lay and by what names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from core.desk.frames import frame
from core.desk.reply_tables import MailRead
from core.desk.statements import parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from core.desk.engine import Desk

COLUMNS = {
    "source": "str",
    "sender": "str",
    "subject": "str",
    "what": "str",
    "reply_id": "Int64",
    "read_at": "datetime64[us, UTC]",
}


def last_uid(desk: Desk, source: str, uid_validity: int) -> int:
    """Return the highest number read in a mailbox while its numbers meant what they mean now; 0 for none."""
    with desk.reading() as session:
        highest = select(func.max(MailRead.uid)).where(
            MailRead.source == source[:200], MailRead.uid_validity == uid_validity
        )
        return session.scalar(highest) or 0


def known_keys(desk: Desk, keys: list[str]) -> set[str]:
    """Return those of ``keys`` whose mail was read."""
    known: set[str] = set()
    with desk.reading() as session:
        for some in parts(keys):
            known.update(session.scalars(select(MailRead.key).where(MailRead.key.in_(some))))
    return known


def moved(desk: Desk, source: str, uid_validity: int, uids: Mapping[str, int]) -> None:
    """Write down where mails lie now that were read before, by key: their mailbox numbers its mails anew."""
    with desk.session() as session:
        for key, uid in uids.items():
            place = {"source": source[:200], "uid_validity": uid_validity, "uid": uid}
            session.execute(update(MailRead).where(MailRead.key == key).values(**place))


def latest(desk: Desk, *, what: str | None = None, most: int = 100) -> pd.DataFrame:
    """Return the mails read last (with ``what`` only those), with COLUMNS."""
    statement = select(*(getattr(MailRead, name) for name in COLUMNS)).order_by(MailRead.id.desc()).limit(most)
    if what is not None:
        statement = statement.where(MailRead.what == what)
    with desk.reading() as session:
        return frame(session, statement, COLUMNS)
