"""Which channels go over Apprise, and under which name its address is kept: the address holds the account's secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core import secret
from core.acting import permitted
from core.actions import Action
from core.channels.apprise import TO, AppriseAddressError, Apprised, AppriseMissingError, is_installed
from core.channels.gateway_terms import NumberForm
from core.channels.numbers import dialled
from core.desk import settings
from core.desk.campaign_tables import Message
from core.vocabulary import SHORT

if TYPE_CHECKING:
    from core.channels.base import Outgoing
    from core.desk.engine import Desk
    from core.vocabulary import ChannelName

SETTING: Final = "apprise"


def apprise_secret(desk: Desk, channel: ChannelName) -> str:
    """Return the name under which the Apprise address of ``channel`` is kept; '' where it goes another way."""
    kept = settings.every(desk, SETTING, channel).get(channel)
    return "" if kept is None else str(kept.body.get("secret", ""))


def uses_apprise(desk: Desk, channel: ChannelName) -> bool:
    """Return whether messages of ``channel`` go over Apprise."""
    return bool(apprise_secret(desk, channel))


@permitted(Action.CHANNEL)
def save_apprise(desk: Desk, channel: ChannelName, name: str, *, by: str) -> None:
    """Let ``channel`` go over the Apprise address kept under ``name``; '' ends that. Raises with what is wrong."""
    if name.strip():
        if channel not in SHORT:
            raise AppriseAddressError("only text messages and WhatsApp go over Apprise")
        if not is_installed():
            raise AppriseMissingError
        if TO not in secret.read(name).reveal():
            raise AppriseAddressError("it does not say where the number goes")
        name = secret.checked(name)
    settings.save(desk, SETTING, {"secret": name.strip()}, by=by, scope=channel)


def open_apprise(desk: Desk, channel: ChannelName) -> Apprised:
    """Return the channel over Apprise."""

    def to(message: Outgoing) -> str | None:
        with desk.reading() as session:
            row = session.get(Message, message.key)
        return dialled(message.recipient, "" if row is None else row.country, NumberForm.DIGITS)

    return Apprised(channel, lambda: secret.read(apprise_secret(desk, channel)).reveal(), to)
