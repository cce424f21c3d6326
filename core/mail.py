"""Mail of this installation: the relay it goes out by, where it returns, and what the team chose about both."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from core import secret
from core.acting import permitted
from core.actions import Action
from core.campaigns import rate
from core.channels.bounce_address import BounceAddress, parse_bounce_address
from core.channels.email import Email
from core.channels.loopback import is_loopback
from core.channels.oauth import OAuthClient, Tokens
from core.channels.relay import Relay, parse_relay
from core.clock import utc_now
from core.desk import settings as desk_settings
from core.desk.mail_choices import MailChoices, keep_mail_choices, mail_choices
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from core.channels.mailbox import Mailbox
    from core.desk.engine import Desk
    from core.settings import Settings

RELAYS: Final = "relays"
FIRST_PER_MINUTE: Final = 30
"""How fast a relay begins that this installation never used: the limit of hosted mailboxes."""


@permitted(Action.CHANNEL)
def save_choices(desk: Desk, chosen: MailChoices, *, by: str) -> None:
    """Keep what the team chose; raise ``BounceAddressError`` for a pattern that makes no addresses."""
    if chosen.bounce_address:
        parse_bounce_address(chosen.bounce_address)
    keep_mail_choices(desk, chosen, by=by)


def bounce_address(desk: Desk) -> BounceAddress | None:
    """Return the pattern of addresses that mail returns to; None: it returns to who wrote it."""
    pattern = mail_choices(desk).bounce_address
    return parse_bounce_address(pattern) if pattern else None


def relay_of(settings: Settings) -> Relay:
    """Return the relay that SALDO_SMTP_URL names, its password or tokens from where they are kept.

    Raises ``RelayUrlError``, ``SecretError`` and ``ChannelDownError`` with what is wrong.
    """
    return parse_relay(
        settings.smtp_url or "", password=kept_secret(settings.smtp_password), tokens=tokens_of(settings)
    )


def email(settings: Settings, mailbox: Mailbox, desk: Desk) -> Email:
    """Return the e-mail channel: the relay where one is set, else the built-in mailbox, which takes mail at any hour."""
    returns_to = partial(bounce_address, desk)
    if not settings.smtp_url:
        return Email(mailbox.relay, bounces=returns_to, ignores_hours=True)
    return Email(partial(relay_of, settings), bounces=returns_to)


def relay_label(settings: Settings) -> str | None:
    """Return the relay's name for people; None while nothing can leave this machine."""
    return parse_relay(settings.smtp_url, password="", tokens=_Nobody()).label if settings.smtp_url else None


def kept_secret(place: str | None) -> str | None:
    """Return the secret kept at ``place`` (env:NAME or file:/path), None where no place is named."""
    return secret.read(place).reveal() if place else None


@lru_cache(maxsize=8)
def tokens_of(settings: Settings) -> Tokens | None:
    """Return where access tokens come from, one for all threads; None while no sign-in service is set."""
    if not settings.oauth_token_url:
        return None
    client = OAuthClient(
        token_url=settings.oauth_token_url,
        client_id=settings.oauth_client_id or "",
        client_secret=secret.read(settings.oauth_client_secret) if settings.oauth_client_secret else None,
        refresh_token=secret.read(settings.oauth_refresh_token) if settings.oauth_refresh_token else None,
        scope=settings.oauth_scope,
    )
    return Tokens(client, utc_now)


def begin_slowly(desk: Desk, settings: Settings) -> bool:
    """Let a relay that was never used begin at 30 messages a minute; return whether this one is new.

    One on this machine has no such limit: it passes on at its own pace. Whoever changes the speed afterwards keeps it.
    """
    label = relay_label(settings)
    if label is None or is_loopback(label.rpartition(":")[0].strip("[]")):
        return False
    known = desk_settings.get(desk, RELAYS)
    seen = {} if known is None else dict(known.body)
    if label in seen:
        return False
    rate.limit(desk, ChannelName.EMAIL, FIRST_PER_MINUTE / 60)
    desk_settings.save(desk, RELAYS, {**seen, label: desk.now().isoformat()}, by="relay")
    return True


class _Nobody:
    """Gives no token: for a relay that is only named."""

    def token(self) -> str:
        """Return nothing to log in with."""
        return ""

    def forget(self, token: str) -> None:
        """Know nothing to forget."""
