"""Links at a provider as the desk keeps them: found by token, by id or by customer, settled once, and withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.pay_tables import PayLink
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.payments.provider import PayState

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.payments.provider import Seen

PAYABLE = (PayState.OPEN, PayState.WITHDRAWN, PayState.REVOKED, PayState.EXPIRED)
"""States from which a link can still turn out to be paid: a page may be paid at in the moment it is closed."""
TAKEN_BACK = (PayState.WITHDRAWN, PayState.REVOKED)


@dataclass(frozen=True, kw_only=True)
class News:
    """What a look at the provider brought: money that came in now, money that went back now, on ``link`` as it stands."""

    link: PayLink
    paid_minor: int = 0
    returned_minor: int = 0

    @property
    def is_news(self) -> bool:
        """Whether anything changed that somebody has to know."""
        return bool(self.paid_minor or self.returned_minor)


def mark(token: str) -> str:
    """Return what the desk keeps of a token: enough to find it again, too little to use it."""
    return sha256(token.encode()).hexdigest()


def got_minor(link: PayLink) -> int:
    """Return what came in by a link and did not go back."""
    if link.state != PayState.PAID:
        return 0
    paid = link.amount_minor if link.paid_minor is None else link.paid_minor
    return paid - (link.returned_minor or 0)


def of_mark(desk: Desk, token_sha256: str, *states: PayState) -> list[PayLink]:
    """Return the links that a provider made for one token, the newest first; of ``states`` where some are named."""
    asked = select(PayLink).where(PayLink.token_sha256 == token_sha256)
    if states:
        asked = asked.where(PayLink.state.in_(states))
    with desk.reading() as session:
        found = list(session.scalars(asked.order_by(PayLink.turn.desc())))
        session.expunge_all()
        return found


def of_customer(desk: Desk, entity: str, customer_id: str) -> list[PayLink]:
    """Return every link of a customer, the newest first."""
    with desk.reading() as session:
        found = list(
            session.scalars(
                select(PayLink)
                .where(PayLink.entity == entity, PayLink.customer_id == customer_id)
                .order_by(PayLink.id.desc())
            )
        )
        session.expunge_all()
        return found


def by_provider_id(desk: Desk, provider: str, provider_id: str) -> PayLink | None:
    """Return the link that the provider called ``provider_id``, None for one that is none of ours."""
    return _one(desk, and_(PayLink.provider == provider, PayLink.provider_id == provider_id))


def by_key(desk: Desk, provider: str, key: str) -> PayLink | None:
    """Return the link made for the order ``key``, as a webhook's address names it."""
    short, _, turn = key.partition("-")
    if len(short) != 32 or not turn.isdecimal() or len(turn) > 6:  # noqa: PLR2004 - as `order_key` writes it
        return None
    named = and_(PayLink.provider == provider, PayLink.token_sha256.startswith(short, autoescape=True))
    return _one(desk, and_(named, PayLink.turn == int(turn)))


def order_key(token_sha256: str, turn: int) -> str:
    """Return the key of an order: of the first letters of the mark and the turn."""
    return f"{token_sha256[:32]}-{turn}"


def settle(desk: Desk, known: PayLink, seen: Seen) -> News:
    """Write down how a link stands; of several who find the same out, one gets the news.

    What was paid stays paid and what went back stays back, in whatever order looks end: each look is the provider's whole truth,
    and an older one says less.
    """
    is_paid = seen.state is PayState.PAID
    paid = (known.amount_minor if seen.paid_minor is None else seen.paid_minor) if is_paid else 0
    before_paid = (known.paid_minor or known.amount_minor) if known.state == PayState.PAID else 0
    before_back = known.returned_minor or 0
    now_paid, now_back = max(paid, before_paid), max(seen.returned_minor, before_back)
    at = desk.now()
    state = PayState.PAID if now_paid else _unpaid(PayState(known.state), seen.state)
    same = and_(
        PayLink.id == known.id,
        PayLink.state == known.state,
        func.coalesce(PayLink.paid_minor, -1) == (-1 if known.paid_minor is None else known.paid_minor),
        func.coalesce(PayLink.returned_minor, 0) == before_back,
    )
    values = {
        "state": state,
        "checked_at": known.checked_at
        if state in TAKEN_BACK
        else at,  # until the provider closed it, it is to be asked
        "paid_at": known.paid_at or (at if now_paid else None),
        "paid_minor": now_paid or None,
        "returned_minor": now_back or None,
    }
    with desk.session() as session:
        is_ours = rows_changed(session, update(PayLink).where(same).values(**values)) == 1
        if is_ours and (now_paid, now_back) != (before_paid, before_back):
            changed(session, Topic.REQUESTS)
    link = _one(desk, PayLink.id == known.id) or known
    if not is_ours:
        return News(link=link)
    return News(link=link, paid_minor=now_paid - before_paid, returned_minor=now_back - before_back)


@permitted(Action.HANDLE)
def withdraw(desk: Desk, link_ids: list[int], *, why: str, state: PayState = PayState.WITHDRAWN) -> int:
    """Take open links back; the provider is asked to close them by ``closing``. Return how many were open until now."""
    if not link_ids:
        return 0
    with desk.session() as session:
        taken = rows_changed(
            session,
            update(PayLink)
            .where(PayLink.id.in_(link_ids), PayLink.state == PayState.OPEN)
            .values(state=state, withdrawn_at=desk.now(), withdrawn_why=why, checked_at=None),
        )
        if taken:
            changed(session, Topic.REQUESTS)
        return taken


def open_links(desk: Desk) -> list[PayLink]:
    """Return the links that can be paid at now, of all customers."""
    with desk.reading() as session:
        found = list(session.scalars(select(PayLink).where(PayLink.state == PayState.OPEN).order_by(PayLink.id)))
        session.expunge_all()
        return found


def closing(desk: Desk) -> list[PayLink]:
    """Return the links that were taken back and that the provider was not asked to close yet."""
    with desk.reading() as session:
        found = list(
            session.scalars(
                select(PayLink)
                .where(
                    PayLink.state.in_(TAKEN_BACK),
                    PayLink.checked_at.is_(None),
                )
                .order_by(PayLink.id)
                .limit(200)
            )
        )
        session.expunge_all()
        return found


def closed(desk: Desk, link: PayLink) -> None:
    """Write down that the provider closed a link."""
    with desk.session() as session:
        session.execute(update(PayLink).where(PayLink.id == link.id).values(checked_at=desk.now()))


def _unpaid(known: PayState, seen: PayState) -> PayState:
    """Return the state of a link that brought nothing: what we took back stays so, whatever the provider calls it."""
    return known if known in TAKEN_BACK else seen


def _one(desk: Desk, where: object) -> PayLink | None:
    with desk.reading() as session:
        found = session.scalars(select(PayLink).where(where).order_by(PayLink.id.desc()).limit(1)).first()  # type: ignore[arg-type]
        if found is not None:
            session.expunge(found)
        return found
