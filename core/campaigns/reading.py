"""What screens and commands read of campaigns: the list, one of them, its messages and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, case, cast, func, select

from core.acting import current
from core.campaigns.errors import NoSuchMessageError, SeveralCustomersError
from core.campaigns.kept_contents import ErasedError, content_of
from core.campaigns.part import totals_seen
from core.campaigns.plan import kept_customers
from core.campaigns.search import Filters, listing
from core.campaigns.states import get
from core.desk.campaign_tables import Campaign, CampaignAudience, CampaignEvent, Message, PreviewMessage
from core.desk.tables import Worker
from core.desk.template_tables import PreviewIndex
from core.vocabulary import MAILED, POSTED, ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

    import pandas as pd

    from core.desk.engine import Desk


_MOST_ASKED = 1000  # ids in one statement
_EMPTY_LIST = 2  # letters of an empty list as a document: []


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One message as it is or will be sent: its exact bytes, and what a mail program makes of them."""

    content: bytes
    is_sealed: bool
    sha256: str | None
    subject: str
    sender: str
    to: str
    html: str
    text: str


def read_mail(content: bytes, *, is_sealed: bool, sha256: str | None) -> Mail:
    """Return ``content`` as a mail program shows it."""
    parsed: EmailMessage = message_from_bytes(content, policy=default)

    def form(kind: str) -> str:
        part = parsed.get_body((kind,))
        return "" if part is None else str(part.get_content()).replace("\r\n", "\n")

    return Mail(
        content=content,
        is_sealed=is_sealed,
        sha256=sha256,
        subject=str(parsed["Subject"]),
        sender=str(parsed["From"]),
        to=str(parsed["To"]),
        html=form("html"),
        text=form("plain"),
    )


def campaigns(desk: Desk) -> list[Campaign]:
    """Return every campaign, the newest first."""
    with desk.reading() as session:
        return list(session.scalars(select(Campaign).order_by(Campaign.id.desc())))


def campaign(desk: Desk, name: str) -> Campaign:
    """Return the campaign called ``name``; raise ``UnknownNameError`` when there is none."""
    with desk.reading() as session:
        return get(session, name)


def totals(desk: Desk, name: str) -> dict[str, Any]:
    """Return the reconciliation of the campaign: in, out per reason, portfolio; of the customers that its reader sees."""
    with desk.reading() as session:
        found = get(session, name)
        whole = session.get_one(CampaignAudience, found.id).totals
        limits = current().limits
        return whole if limits.is_all or found.within == limits.key else totals_seen(session, found, whole)


def audience_customers(desk: Desk, name: str) -> pd.DataFrame:
    """Return everybody, in or out with the reason and its evidence, as planned; columns as ``Audience.customers``."""
    with desk.reading() as session:
        return kept_customers(session, get(session, name))


def events(desk: Desk, name: str) -> list[CampaignEvent]:
    """Return every human act on the campaign, the oldest first."""
    with desk.reading() as session:
        campaign_id = get(session, name).id
        return list(
            session.scalars(
                select(CampaignEvent).where(CampaignEvent.campaign_id == campaign_id).order_by(CampaignEvent.id)
            )
        )


def previewed(
    desk: Desk, name: str, *, search: str = "", offset: int = 0, limit: int | None = None
) -> tuple[int, list[PreviewMessage]]:
    """Return how many previewed messages say ``search``, and a page of them by name.

    Whoever asks again and again keeps a ``core.campaigns.search.listing`` instead: it is opened once.
    """
    shown = listing(desk, name).now()
    places = shown.find(Filters(text=search))
    return len(places), shown.page(places, offset=offset, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A preview in figures; all but ``left_out`` speak of the messages that are not left out."""

    messages: int
    left_out: int
    with_remarks: int
    unlawful: int
    cost_minor: int  # euro cents
    channels: dict[str, int]


def counts(desk: Desk, name: str) -> Counts:
    """Return a preview in figures, counted by the database."""
    is_in = ~PreviewMessage.is_excluded
    has_remarks = func.length(cast(PreviewMessage.remarks, Text)) > _EMPTY_LIST
    is_unlawful = func.length(cast(PreviewMessage.breaches, Text)) > _EMPTY_LIST
    asked = (
        select(
            PreviewMessage.channel,
            func.count(case((is_in, 1))),
            func.count(case((PreviewMessage.is_excluded, 1))),
            func.count(case((is_in & has_remarks, 1))),
            func.count(case((is_in & is_unlawful, 1))),
            func.sum(case((is_in, PreviewMessage.cost_minor), else_=0)),
        )
        .where(PreviewMessage.campaign_id == select(Campaign.id).where(Campaign.name == name).scalar_subquery())
        .group_by(PreviewMessage.channel)
    )
    with desk.reading() as session:
        get(session, name)
        rows = [(row[0], *(int(each or 0) for each in row[1:])) for row in session.execute(asked)]
    return Counts(
        messages=sum(row[1] for row in rows),
        left_out=sum(row[2] for row in rows),
        with_remarks=sum(row[3] for row in rows),
        unlawful=sum(row[4] for row in rows),
        cost_minor=sum(row[5] for row in rows),
        channels={row[0]: row[1] for row in rows if row[1]},
    )


def names_of(desk: Desk, message_ids: Sequence[int]) -> dict[int, str]:
    """Return the customer's name of each of these messages."""
    named: dict[int, str] = {}
    with desk.reading() as session:
        for start in range(0, len(message_ids), _MOST_ASKED):
            some = PreviewMessage.id.in_(message_ids[start : start + _MOST_ASKED])
            named |= {
                row.id: row.name for row in session.execute(select(PreviewMessage.id, PreviewMessage.name).where(some))
            }
    return named


@dataclass(frozen=True, kw_only=True)
class Opened:
    """One message of any channel: its row, its exact bytes, and what they say.

    ``mail`` is of a mail only; ``text`` is what an SMS says or a colleague reads out; ``letter`` is a letter's source.
    """

    message: PreviewMessage
    content: bytes
    mail: Mail | None
    text: str
    letter: str
    is_erased: bool = False

    @property
    def sha256(self) -> str | None:
        """Return the hash of the bytes, None before approval."""
        return None if self.message.sha256 is None else self.message.sha256.hex()


def opened(desk: Desk, message_id: int) -> Opened:
    """Return the previewed or approved message with this id; of an erased customer that it is erased, and nothing else."""
    with desk.reading() as session:
        message = session.get_one(PreviewMessage, message_id)
        try:
            content = content_of(session, message)
        except ErasedError:
            return Opened(message=message, content=b"", mail=None, text="", letter="", is_erased=True)
    channel = ChannelName(message.channel)
    sha256 = None if message.sha256 is None else message.sha256.hex()
    mail = read_mail(content, is_sealed=sha256 is not None, sha256=sha256) if channel in MAILED else None
    plain = content.decode("utf-8", "backslashreplace") if mail is None else mail.text
    return Opened(
        message=message,
        content=content,
        mail=mail,
        text="" if channel in POSTED else plain,
        letter=plain if channel in POSTED else "",
    )


def mail(desk: Desk, name: str, *, entity: str | None, customer_id: str) -> Mail:
    """Return one previewed or approved message; raise ``NoSuchMessageError`` when the customer has none.

    ``entity`` may be None where the customer id alone says who is meant; else ``SeveralCustomersError``.
    """
    with desk.reading() as session:
        asked = select(PreviewMessage).where(
            PreviewMessage.campaign_id == get(session, name).id,
            PreviewMessage.customer_id == customer_id,
        )
        if entity is not None:
            asked = asked.where(PreviewMessage.entity == entity)
        found = list(session.scalars(asked.order_by(PreviewMessage.entity)))
        if not found:
            raise NoSuchMessageError(name, customer_id)
        if len(found) > 1:
            raise SeveralCustomersError(customer_id, [each.entity for each in found])
        [message] = found
        content = content_of(session, message)
        sha256 = None if message.sha256 is None else message.sha256.hex()
    return read_mail(content, is_sealed=sha256 is not None, sha256=sha256)


def state_counts(desk: Desk, name: str) -> dict[str, int]:
    """Return how many messages of the contact ledger are in each state; only states that occur."""
    with desk.reading() as session:
        counted = (
            select(Message.state, func.count())
            .where(Message.campaign_id == get(session, name).id)
            .group_by(Message.state)
        )
        found = {row[0]: row[1] for row in session.execute(counted)}
    return {str(state): found[state] for state in MessageState if state in found}


def every_state_counts(desk: Desk) -> dict[int, dict[str, int]]:
    """Return the same of every campaign that was launched, by its id, in one question."""
    counted = select(Message.campaign_id, Message.state, func.count()).group_by(Message.campaign_id, Message.state)
    found: dict[int, dict[str, int]] = {}
    with desk.reading() as session:
        for campaign_id, state, number in session.execute(counted):
            found.setdefault(campaign_id, {})[state] = number
    return found


def preview_sizes(desk: Desk) -> dict[int, int]:
    """Return how many messages the preview of each campaign has, by its id."""
    with desk.reading() as session:
        if current().limits.is_all:
            return {row[0]: row[1] for row in session.execute(select(PreviewIndex.campaign_id, PreviewIndex.messages))}
        counted = select(PreviewMessage.campaign_id, func.count()).group_by(PreviewMessage.campaign_id)
        return {row[0]: row[1] for row in session.execute(counted)}


def ledger(
    desk: Desk, name: str, *, states: tuple[MessageState, ...] = (), start: int = 0, limit: int | None = None
) -> list[Message]:
    """Return the campaign's messages in the contact ledger, all or those in ``states``; ``limit`` of them from place ``start`` on."""
    with desk.reading() as session:
        rows = select(Message).where(Message.campaign_id == get(session, name).id).order_by(Message.id)
        wanted = rows.where(Message.state.in_(states)) if states else rows
        return list(session.scalars(wanted.offset(start).limit(limit)))


def in_ledger(desk: Desk, message_id: int) -> Message:
    """Return one message of the contact ledger."""
    with desk.reading() as session:
        return session.get_one(Message, message_id)


def messages_to(desk: Desk, entity: str, customer_id: str) -> list[tuple[Message, str]]:
    """Return every message of the contact ledger to one customer, the newest first, each with its campaign's name."""
    with desk.reading() as session:
        rows = (
            select(Message, Campaign.name)
            .join(Campaign, Campaign.id == Message.campaign_id)
            .where(Message.entity == entity, Message.customer_id == customer_id)
            .order_by(Message.id.desc())
        )
        return [(message, name) for message, name in session.execute(rows)]


def workers(desk: Desk, limit: int = 10) -> list[Worker]:
    """Return the sending threads that reported last, the newest first."""
    with desk.reading() as session:
        return list(session.scalars(select(Worker).order_by(Worker.beat_at.desc()).limit(limit)))
