"""How a customer wants to be reached: language and channel at once, another address once a person has confirmed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from core.acting import permitted
from core.actions import Action
from core.customer_page.acts import clean
from core.customer_page.refusals import RefusedError, Why
from core.customer_page.visit import BY, Effect, request
from core.desk import customers
from core.desk.customer_requests import RequestKind
from core.desk.customers import OverrideField
from core.messages.templates import shipped
from core.strategy import overrides
from core.strategy.addresses import is_address
from core.strategy.overrides import AlreadySaidError
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from core.customer_page.visit import Visit
    from core.desk.customer_page_tables import CustomerRequest

CHANNELS: Final = (ChannelName.EMAIL, ChannelName.LETTER, ChannelName.SMS, ChannelName.WHATSAPP, ChannelName.PHONE)
FIELDS: Final = ("email", "phone", "person", "address")
_PHONE: Final = re.compile(r"\+?[0-9][0-9 ()./-]{5,24}")
_LONGEST: Final = 200


@permitted(Action.HANDLE)
def reach(visit: Visit, form: str, *, language: str, channel: str) -> CustomerRequest:
    """Choose the language and the channel of what we send; '' leaves one as it is. Raises ``RefusedError``."""
    if (language and language not in shipped().spoken) or (channel and channel not in CHANNELS):
        raise RefusedError(Why.NO_CHOICE)
    wanted = {OverrideField.LANGUAGE: language, OverrideField.CHANNEL: channel}
    before = chosen(visit)
    changes = {field: value for field, value in wanted.items() if value and value != before[field]}
    if not changes:
        raise RefusedError(Why.NO_CHANGE)
    asked = {str(field): value for field, value in changes.items()}

    def act(_request_id: int) -> Effect:
        for field, value in changes.items():
            _set(visit, field, value)
        return Effect(body={"before": {str(field): before[field] for field in changes}})

    return request(visit, form, RequestKind.REACH, asked, act)


def chosen(visit: Visit) -> dict[OverrideField, str]:
    """Return the language and the channel that the customer chose, '' where it chose none."""
    known = customers.overrides(visit.desk, **visit.who)
    found = dict(zip(known["field"], known["value"], strict=True))
    return {field: str(found.get(field, "")) for field in (OverrideField.LANGUAGE, OverrideField.CHANNEL)}


def put_back(visit: Visit, body: dict[str, Any]) -> None:
    """Let language and channel be as they were before a request."""
    for field, value in body.get("before", {}).items():
        if value:
            _set(visit, OverrideField(field), value)
        else:
            customers.end_override(visit.desk, **visit.who, field=OverrideField(field), by=BY)


@permitted(Action.HANDLE)
def contact(visit: Visit, form: str, *, said: dict[str, str]) -> CustomerRequest:
    """Ask for another address, number or person to write to: nothing changes until a person confirmed it with the customer."""
    given = {name: " ".join(clean(said.get(name, "")).split("\n"))[:_LONGEST] for name in FIELDS}
    given = {name: value for name, value in given.items() if value}
    if not given:
        raise RefusedError(Why.NO_TEXT)
    if "email" in given and not is_address(given["email"]):
        raise RefusedError(Why.NO_ADDRESS)
    if "phone" in given and not _PHONE.fullmatch(given["phone"]):
        raise RefusedError(Why.NO_ADDRESS)
    return request(visit, form, RequestKind.CONTACT, {"said": given}, lambda _: Effect(body={}, waits=True))


@permitted(Action.HANDLE)
def question(visit: Visit, form: str, *, text: str) -> CustomerRequest:
    """Ask a person something. Raises ``RefusedError`` for nothing asked."""
    asked = clean(text)
    if not asked:
        raise RefusedError(Why.NO_TEXT)
    return request(visit, form, RequestKind.QUESTION, {"text": asked}, lambda _: Effect(body={}, waits=True))


def _set(visit: Visit, field: OverrideField, value: str) -> None:
    try:
        overrides.change(
            visit.desk, visit.book, **visit.who, field=field, value=value, by=BY, why="chosen on the own page"
        )
    except AlreadySaidError:
        return  # as the ledger has it: that is what was asked for
