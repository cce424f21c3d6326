"""Whose mail it is: by the address it returned to, by the message it answers, else by who was written to there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from core.channels.bounce_address import OUR_ID
from core.desk.campaign_tables import Message
from core.desk.statements import parts
from core.desk.stopped import compared
from core.vocabulary import MAILED, ChannelName, MatchedBy, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.channels.bounce_address import BounceAddress
    from core.channels.returned import Report
    from core.desk.reply_holds import Customer
    from core.replies.incoming import Incoming

    CustomersAt = Callable[[list[str]], Mapping[str, list[Customer]]]  # by addresses in small letters

BOUNCE_DAYS: Final = 14
"""How long after a message a report that names nothing but the address is still about it."""
REPLY_DAYS: Final = 120
LEFT: Final = (MessageState.SENT, MessageState.SENDING, MessageState.UNCERTAIN)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message of the contact ledger that has left, or may have."""

    id: int
    message_id: str
    channel: ChannelName
    entity: str
    customer_id: str
    address: str
    at: datetime | None

    @property
    def customer(self) -> Customer:
        """Return to whom it went."""
        return self.entity, self.customer_id


@dataclass(frozen=True, kw_only=True)
class Belongs:
    """Whose a mail is; ``possible`` are the customers it may be of where nobody can tell."""

    customer: Customer | None = None
    message: Sent | None = None
    by: MatchedBy | None = None
    possible: tuple[Customer, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """The messages that some mails may be about: by name (the part of a Message-ID before the @), and by address."""

    pattern: BounceAddress | None
    by_name: dict[str, Sent] = field(default_factory=dict)
    by_address: dict[str, list[Sent]] = field(default_factory=lambda: defaultdict(list))
    customers: Mapping[str, list[Customer]] = field(default_factory=dict)

    def of_report(self, report: Report, mail: Incoming, at: datetime) -> Sent | None:
        """Return the message that a report is about.

        A name that was never given belongs to nobody, even where somebody was written to at that address: it is made up.
        """
        names = [*self._returned(report, mail), *_names([report.message_id or ""])]
        if names:
            return next((self.by_name[name] for name in names if name in self.by_name), None)
        since = at - timedelta(days=BOUNCE_DAYS)
        known = self.by_address.get(compared(report.address), [])
        return next((each for each in known if each.at is not None and since <= each.at <= at), None)

    def of_reply(self, mail: Incoming) -> Belongs:
        """Return whose reply ``mail`` is: by what it answers, by the address it came to, else by who writes."""
        for by, names in ((MatchedBy.ANSWER, _names(mail.answers)), (MatchedBy.BOUNCE_ADDRESS, self._to(mail))):
            sent = next((self.by_name[name] for name in names if name in self.by_name), None)
            if sent is not None:
                return Belongs(customer=sent.customer, message=sent, by=by)
        return self._of_writer(compared(mail.from_address))

    def _of_writer(self, address: str) -> Belongs:
        written = self.by_address.get(address, [])
        customers = list(dict.fromkeys([*(each.customer for each in written), *self.customers.get(address, [])]))
        if len(customers) != 1:
            return Belongs(possible=tuple(customers))
        return Belongs(customer=customers[0], message=next(iter(written), None), by=MatchedBy.ADDRESS)

    def _returned(self, report: Report, mail: Incoming) -> list[str]:
        return [*self._to(mail), *self._names_at([report.returned_to])]

    def _to(self, mail: Incoming) -> list[str]:
        return self._names_at(mail.recipients)

    def _names_at(self, addresses: Iterable[str]) -> list[str]:
        if self.pattern is None:
            return []
        return [name for each in addresses if (name := self.pattern.name_in(each)) is not None]


def ledger(
    session: Session,
    mails: Iterable[tuple[Incoming, list[Report]]],
    *,
    pattern: BounceAddress | None,
    customers_at: CustomersAt,
    now: datetime,
) -> Ledger:
    """Return what is needed to tell whose ``mails`` are, asked for all of them at once."""
    empty = Ledger(pattern=pattern)
    names, addresses = set[str](), set[str]()
    for mail, reports in mails:
        named = {*empty._to(mail), *_names(mail.answers), *_names(each.message_id or "" for each in reports)}  # noqa: SLF001 - its own module
        named.update(empty._names_at(each.returned_to for each in reports))  # noqa: SLF001
        names |= named
        addresses |= {compared(each.address) for each in reports} or {compared(mail.from_address)}
    addresses.discard("")
    by_address: dict[str, list[Sent]] = defaultdict(list)
    for sent in _to_addresses(session, sorted(addresses), now - timedelta(days=REPLY_DAYS)):
        by_address[compared(sent.address)].append(sent)
    return Ledger(
        pattern=pattern,
        by_name=_by_name(session, names),
        by_address=by_address,
        customers=customers_at(sorted(addresses)) if addresses else {},
    )


def _names(ids: Iterable[str]) -> list[str]:
    return [found[1].partition("@")[0] for each in ids for found in OUR_ID.finditer(each)]


def _by_name(session: Session, names: set[str]) -> dict[str, Sent]:
    """Return the messages of these names; the letters nobody can guess are part of the name."""
    numbers = {int(number) for name in names if (number := name.split(".")[1]) and len(number) < 19}  # noqa: PLR2004 - 64 bits
    found: dict[str, Sent] = {}
    for some in parts(sorted(numbers)):
        for sent in _sent(session, Message.id.in_(some)):
            name = sent.message_id.strip("<>").partition("@")[0]
            if name in names:
                found[name] = sent
    return found


def _to_addresses(session: Session, addresses: list[str], since: datetime) -> list[Sent]:
    """Return the mails that left for these addresses, the latest first."""
    found: list[Sent] = []
    for some in parts(addresses):
        left = (
            func.lower(Message.address).in_(some)
            & Message.channel.in_(sorted(MAILED))
            & Message.state.in_(LEFT)
            & (func.coalesce(Message.settled_at, Message.sending_at) >= since)
        )
        found += _sent(session, left)
    return sorted(found, key=lambda each: each.id, reverse=True)


def _sent(session: Session, which: object) -> list[Sent]:
    rows = session.execute(
        select(
            Message.id,
            Message.message_id,
            Message.channel,
            Message.entity,
            Message.customer_id,
            Message.address,
            func.coalesce(Message.settled_at, Message.sending_at).label("at"),
        ).where(which)  # type: ignore[arg-type]
    )
    return [Sent(**{**row._mapping, "channel": ChannelName(row.channel)}) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name
