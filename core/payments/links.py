"""Pay links as they stand in messages: Saldo's own signed address, made without asking anybody."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.acting import SYSTEM, acting, permitted
from core.actions import Action
from core.desk import settings
from core.desk.pay_tables import PayKey
from core.errors import SaldoError
from core.payments.token import Asked, items_mark, sign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.engine import Desk
    from core.messages.context import Item, MessageContext

SETTING: Final = "public_address"
PATH: Final = "/pay/"
_SECRET_BYTES: Final = 32


class PublicAddressError(SaldoError):
    """An address at which customers cannot reach this installation."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "{text!r} is no public address: write it as in https://saldo.example.org, or leave it empty.", text=text
        )


@dataclass(frozen=True, kw_only=True)
class PayLinks:
    """What pay links are made with: the public address, and the secret that signs them."""

    address: str
    secret: bytes

    def url(self, context: MessageContext, *, entity: str, language: str) -> str:
        """Return the address of the page where what ``context`` asks can be paid; '' when it asks no single amount."""
        if context.asked is None or context.asked[0] <= 0:
            return ""
        minor, currency = context.asked
        asked = Asked(
            entity=entity,
            customer_id=context.customer_id,
            amount_minor=minor,
            currency=currency,
            items=mark_of(context.items),
            reference=context.payment_reference,
            language=language,
        )
        return f"{self.address}{PATH}{sign(asked, self.secret)}"


def mark_of(items: Sequence[Item]) -> str:
    """Return the mark of the items that a message asks for."""
    return items_mark((item.number, item.due_on, item.currency) for item in items)


def public_address(desk: Desk) -> str:
    """Return where customers reach this installation; '' while no address is set."""
    kept = settings.get(desk, SETTING)
    return "" if kept is None else str(kept.body.get("address", ""))


@permitted(Action.SETTING)
def save_public_address(desk: Desk, address: str, *, by: str) -> None:
    """Keep the address at which customers reach this installation; '' takes it away, and messages carry no pay link then.

    Raises :class:`PublicAddressError` for anything but https (http only on this machine, to try it).
    """
    text = address.strip().rstrip("/")
    parts = urlsplit(text)
    is_local = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"}
    if text and not (
        (parts.scheme == "https" or is_local) and parts.hostname and not parts.query and not parts.fragment
    ):
        raise PublicAddressError(address)
    settings.save(desk, SETTING, {"address": text}, by=by)


def pay_links(desk: Desk) -> PayLinks | None:
    """Return what pay links are made with; None while no public address is set."""
    address = public_address(desk)
    return PayLinks(address=address, secret=keys(desk)[0]) if address else None


def keys(desk: Desk) -> list[bytes]:
    """Return the secrets that links are signed with, the one in use first; the first call makes it."""
    for _ in range(2):
        with desk.reading() as session:
            known = list(session.scalars(select(PayKey.secret).order_by(PayKey.id.desc())))
        if known:
            return known
        try:
            with acting(SYSTEM), desk.session() as session:  # whoever looks first
                session.add(PayKey(id=1, secret=secrets.token_bytes(_SECRET_BYTES), made_at=desk.now()))
        except IntegrityError:
            continue  # another process made it at the same moment
    with desk.reading() as session:
        return list(session.scalars(select(PayKey.secret).order_by(PayKey.id.desc())))
