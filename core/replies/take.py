"""Taking mail in: each mail once, as a report about a message, as a reply, or as one of our own that came round."""

from __future__ import annotations

from collections import Counter
from email.message import Message as Mail
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import structlog
from sqlalchemy import insert, select
from sqlalchemy.exc import DataError

from core.channels.bounce_address import OUR_ID
from core.channels.returned import is_from_system, reports
from core.desk.campaign_tables import Message
from core.desk.deliveries import DeliveryEvent, note_within
from core.desk.replies import NewReply, keep_within
from core.desk.reply_tables import MailRead
from core.desk.revisions import Topic, changed
from core.desk.statements import parts
from core.replies.arrived import AWAY, COMPLAINT, OWN, REPEATED, REPLY, REPORT, UNKNOWN_REPORT, Arrived, Taken
from core.replies.automatic import is_automatic
from core.replies.belonging import ledger
from core.replies.clean import clean_text
from core.replies.incoming import BROKEN, Incoming, files_of, parse, text_of
from core.replies.suggest import suggestion
from core.vocabulary import ChannelName, DeliveryKind, ReplyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.channels.bounce_address import BounceAddress
    from core.channels.returned import Report
    from core.desk.engine import Desk
    from core.replies.belonging import CustomersAt, Ledger

log = structlog.get_logger()

AT_ONCE: Final = 50
"""Mails in one transaction: what a crash makes read again."""
SOURCE: Final = "mail"
HEAVIEST: Final = 20_000_000  # bytes in memory at once, beside the last mail
LONGEST_ID: Final = 400
LONGEST_BEGINNING: Final = 2_000
MAIL_ERRORS: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, DataError)
"""What a mail in a bad state can bring about; that the desk is gone is none of it."""
KEPT_AS: Final = {REPLY: ReplyKind.PERSON, AWAY: ReplyKind.AWAY}


def take(
    desk: Desk,
    mails: Iterable[Arrived],
    *,
    pattern: BounceAddress | None = None,
    customers_at: CustomersAt = lambda _: {},
) -> Taken:
    """Take ``mails`` in and return what they were; one that was taken before is only counted.

    Reports go to ``core.desk.deliveries`` and act at once; replies to ``core.desk.replies``, and hold what is next for their customer.
    """
    taken = Taken()
    for some in _batches(mails):
        try:
            taken += _taken(desk, some, pattern, customers_at)
        except MAIL_ERRORS as error:
            log.warning("a mail among these cannot be read: each is taken by itself", mails=len(some), why=repr(error))
            for each in some:
                taken += _taken_alone(desk, each, pattern, customers_at)
    return taken


def _batches(mails: Iterable[Arrived]) -> Iterator[list[Arrived]]:
    """Yield the mails a few at a time: not too many for one transaction, nor too heavy for memory."""
    batch: list[Arrived] = []
    weight = 0
    for each in mails:
        batch.append(each)
        weight += len(each.raw)
        if len(batch) == AT_ONCE or weight > HEAVIEST:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _taken_alone(desk: Desk, mail: Arrived, pattern: BounceAddress | None, customers_at: CustomersAt) -> Taken:
    """Take one mail; one in a state nobody foresaw waits for a person with its beginning, and is not tried again."""
    try:
        return _taken(desk, [mail], pattern, customers_at)
    except MAIL_ERRORS:
        log.exception("a mail cannot be read", source=mail.source, uid=mail.uid)
    beginning = clean_text(mail.raw[:LONGEST_BEGINNING].decode("utf-8", "replace"), LONGEST_BEGINNING)
    shown = Incoming(
        key=sha256(mail.raw).hexdigest(),
        mail=Mail(),
        mail_id="",
        from_address="",
        from_name="",
        subject="",
        written_at=None,
        recipients=(),
        answers=(),
    )
    new = NewReply(
        kind=ReplyKind.PERSON,
        from_address="",
        from_name="",
        subject="",
        text=beginning,
        written_at=None,
        remarks=(BROKEN,),
    )
    with desk.session() as session:
        if not list(_fresh(session, [(mail, shown)])):
            return Taken(kinds=Counter({REPEATED: 1}))
        (reply_id,) = keep_within(session, desk, [new])
        row = _read(mail, shown, desk.now(), what=REPLY, events=0, reply_id=reply_id)
        session.execute(insert(MailRead), [row])
    return Taken(kinds=Counter({REPLY: 1}))


def _taken(desk: Desk, mails: list[Arrived], pattern: BounceAddress | None, customers_at: CustomersAt) -> Taken:
    read = [(each, parse(each.raw, is_cut=each.is_cut)) for each in mails]
    kinds: Counter[str] = Counter()
    with desk.session() as session:
        changed(session, Topic.REPLIES)  # first: of two who read the same mailbox, the second finds it read
        fresh = list(_fresh(session, read))
        kinds[REPEATED] = len(read) - len(fresh)
        told = [(arrived, mail, reports(mail.mail)) for arrived, mail in fresh]
        known = ledger(
            session,
            ((mail, said) for _, mail, said in told),
            pattern=pattern,
            customers_at=customers_at,
            now=desk.now(),
        )
        events = _noted(session, desk, told, known)
        whats = [_what(session, mail, said, known, desk.now()) for _, mail, said in told]
        kept = [place for place, what in enumerate(whats) if what in KEPT_AS]
        new = [_new_reply(told[place][1], KEPT_AS[whats[place]], known) for place in kept]
        replies = dict(zip(kept, keep_within(session, desk, new), strict=True))
        kinds.update(whats)
        rows = [
            _read(
                arrived,
                mail,
                desk.now(),
                what=whats[place],
                events=events.get(mail.key, 0),
                reply_id=replies.get(place),
            )
            for place, (arrived, mail, _) in enumerate(told)
        ]
        if rows:
            session.execute(insert(MailRead), rows)
    return Taken(kinds=+kinds)


def _fresh(session: Session, read: list[tuple[Arrived, Incoming]]) -> Iterator[tuple[Arrived, Incoming]]:
    """Yield the mails nobody has read, each once."""
    known: set[str] = set()
    for some in parts([mail.key for _, mail in read]):
        known.update(session.scalars(select(MailRead.key).where(MailRead.key.in_(some))))
    for arrived, mail in read:
        if mail.key not in known:
            known.add(mail.key)
            yield arrived, mail


def _noted(
    session: Session, desk: Desk, told: list[tuple[Arrived, Incoming, list[Report]]], known: Ledger
) -> dict[str, int]:
    """Note what the mails report, all at once; return how many reports each mail had."""
    events: list[DeliveryEvent] = []
    count: dict[str, int] = {}
    for _, mail, said in told:
        at = _at(mail, desk.now())
        for number, report in enumerate(said):
            events.append(_event(report, mail, known, at, number))
        count[mail.key] = len(said)
    note_within(session, desk, events)
    return count


def _event(report: Report, mail: Incoming, known: Ledger, at: datetime, number: int) -> DeliveryEvent:
    """Return the event of a report; one about a message nobody knows is kept, and touches no address."""
    sent = known.of_report(report, mail, at)
    detail = {"mail": mail.mail_id[:LONGEST_ID], "subject": mail.subject}
    if sent is None:
        detail["said_of"] = report.address
    return DeliveryEvent(
        message_id=None if sent is None else sent.id,
        channel=ChannelName.EMAIL if sent is None else sent.channel,
        kind=report.kind,
        at=at,
        source=SOURCE,
        source_id=f"{mail.key}:{number}",
        address="" if sent is None else sent.address,
        code=report.code,
        words=report.words,
        is_lost=report.is_lost,
        detail=detail,
    )


def _what(session: Session, mail: Incoming, said: list[Report], known: Ledger, now: datetime) -> str:
    """Return what a mail is."""
    if said:
        if not any(known.of_report(each, mail, _at(mail, now)) is not None for each in said):
            return UNKNOWN_REPORT
        return COMPLAINT if any(each.kind is DeliveryKind.COMPLAINED for each in said) else REPORT
    if OUR_ID.fullmatch(mail.mail_id) and _is_own(session, mail.mail_id):
        return OWN
    return AWAY if is_automatic(mail.mail) else REPLY


def _new_reply(mail: Incoming, kind: ReplyKind, known: Ledger) -> NewReply:
    belongs, text = known.of_reply(mail), text_of(mail)
    files, left_out = files_of(mail)
    seems = suggestion(text) if kind is ReplyKind.PERSON and not is_from_system(mail.mail) else None
    return NewReply(
        kind=kind,
        from_address=mail.from_address,
        from_name=mail.from_name,
        subject=mail.subject,
        text=text,
        written_at=mail.written_at,
        customer=belongs.customer,
        message_id=None if belongs.message is None else belongs.message.id,
        matched_by=belongs.by,
        possible=belongs.possible,
        remarks=(*mail.remarks, *left_out),
        suggestion=None if seems is None else seems.outcome,
        suggested_by="" if seems is None else seems.words,
        files=tuple(files),
    )


def _is_own(session: Session, mail_id: str) -> bool:
    """Return whether a mail is one of our own messages, copied to the mailbox."""
    return session.scalar(select(Message.id).where(Message.message_id == mail_id)) is not None


def _at(mail: Incoming, now: datetime) -> datetime:
    """Return when it happened, as the mail says; never later than now."""
    return now if mail.written_at is None else min(mail.written_at, now)


def _read(
    arrived: Arrived, mail: Incoming, at: datetime, *, what: str, events: int, reply_id: int | None
) -> dict[str, Any]:
    return {
        "key": mail.key,
        "source": arrived.source[:200],
        "uid_validity": arrived.uid_validity,
        "uid": arrived.uid,
        "mail_id": mail.mail_id,
        "sender": mail.from_address,
        "subject": mail.subject,
        "what": what,
        "events": events,
        "reply_id": reply_id,
        "read_at": at,
    }
