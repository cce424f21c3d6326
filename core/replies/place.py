"""Where mail is read: the mailbox that SALDO_IMAP_URL names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, unquote, urlsplit

from core.channels.login import Auth
from core.channels.loopback import is_loopback
from core.channels.relay import Tls
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.channels.login import TokenGiver

FORM: Final = "imap://USER@HOST:PORT/INBOX?tls=ssl (or tls=starttls; auth=xoauth2 with a sign-in service)"
PORTS: Final = {Tls.SSL: 993, Tls.STARTTLS: 143, Tls.NONE: 143}
_WAYS: Final = (Auth.PASSWORD, Auth.XOAUTH2)


class ImapUrlError(SaldoError):
    """A mailbox that cannot be read as it is written; the sentence never repeats the password."""

    def __init__(self, reason: str) -> None:
        super().__init__("SALDO_IMAP_URL {reason}: write it as {form}.", reason=Sentence(reason), form=FORM)


@dataclass(frozen=True, kw_only=True)
class ImapPlace:
    """A mailbox on an IMAP server and how to log in."""

    host: str
    port: int
    tls: Tls
    folder: str
    user: str
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    auth: Auth = Auth.PASSWORD
    tokens: TokenGiver | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Return the mailbox's name for people, by which it is remembered what was read."""
        return f"{self.user} on {self.host}:{self.port}, {self.folder}"


def parse_place(url: str, *, password: str | None = None, tokens: TokenGiver | None = None) -> ImapPlace:
    """Return the mailbox behind ``url``; raise ``ImapUrlError`` with what is wrong in it.

    ``password`` and ``tokens`` are for a user whom the address names without a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImapUrlError("has a port that is no number, or brackets that do not close") from None
    if parts.scheme != "imap" or not parts.hostname or not parts.username:
        raise ImapUrlError("names no mailbox, or no user")
    options = parse_qs(parts.query)
    if unknown := sorted(set(options) - {"tls", "ca", "auth"}):
        raise ImapUrlError(Sentence("has an unknown option {given!r}", given=unknown[0]))
    chosen, way = options.get("tls", [Tls.SSL])[-1], options.get("auth", [Auth.PASSWORD])[-1]
    if chosen not in set(Tls) or way not in _WAYS:
        raise ImapUrlError(Sentence("asks for tls={chosen}, auth={way}", chosen=chosen, way=way))
    if chosen == Tls.NONE and not is_loopback(parts.hostname):
        raise ImapUrlError(Sentence("would send the password in the open to {hostname}", hostname=parts.hostname))
    known = password if parts.password is None else unquote(parts.password)
    if way == Auth.XOAUTH2 and tokens is None:
        raise ImapUrlError("asks for auth=xoauth2, and no sign-in service is set (SALDO_OAUTH_TOKEN_URL)")
    if way == Auth.PASSWORD and known is None:
        raise ImapUrlError("has a user without a password: set SALDO_IMAP_PASSWORD to where it is kept, or put it in")
    return ImapPlace(
        host=parts.hostname,
        port=port or PORTS[Tls(chosen)],
        tls=Tls(chosen),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        user=unquote(parts.username),
        password=known if way == Auth.PASSWORD else None,
        ca_file=options.get("ca", [None])[-1],
        auth=Auth(way),
        tokens=tokens if way == Auth.XOAUTH2 else None,
    )
