"""Where mail goes out: the relay that SALDO_SMTP_URL names."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from core.channels.login import Auth
from core.channels.loopback import is_loopback
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.channels.login import TokenGiver

__all__ = ["FORM", "PORTS", "Auth", "Relay", "RelayUrlError", "Tls", "is_loopback", "parse_relay"]

FORM = "smtp://USER:PASSWORD@HOST:PORT?tls=starttls (or tls=ssl; tls=none only for a server on this machine)"


class RelayUrlError(SaldoError):
    """A relay that cannot be used as it is written; the sentence never repeats the password."""

    def __init__(self, reason: str) -> None:
        super().__init__("SALDO_SMTP_URL {reason}: write it as {form}.", reason=Sentence(reason), form=FORM)


class Tls(StrEnum):
    """How the connection is made private."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


PORTS = {Tls.STARTTLS: 587, Tls.SSL: 465, Tls.NONE: 25}


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail server and how to log in; ``ca_file`` names a company's own certificate authority.

    ``tokens`` give what a login by XOAUTH2 needs instead of a password.
    """

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    auth: Auth = Auth.PASSWORD
    tokens: TokenGiver | None = field(default=None, repr=False, compare=False)

    @property
    def label(self) -> str:
        """Return the relay's name for people."""
        return f"{self.host}:{self.port}"


def parse_relay(url: str, *, password: str | None = None, tokens: TokenGiver | None = None) -> Relay:
    """Return the relay behind ``url``; raise ``RelayUrlError`` with what is wrong in it.

    ``password`` and ``tokens`` are for a user whom the address names without a password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RelayUrlError("has a port that is no number, or brackets that do not close") from None
    if parts.scheme != "smtp" or not parts.hostname:
        raise RelayUrlError("names no mail server")
    options = parse_qs(parts.query)
    if unknown := sorted(set(options) - {"tls", "ca", "auth"}):
        raise RelayUrlError(Sentence("has an unknown option {given!r}", given=unknown[0]))
    choice = options.get("tls", ["starttls"])[-1]
    if choice not in set(Tls):
        raise RelayUrlError(Sentence("asks for tls={choice}", choice=choice))
    tls = Tls(choice)
    if tls is Tls.NONE and not is_loopback(parts.hostname):
        raise RelayUrlError(Sentence("would send mail and password in the open to {hostname}", hostname=parts.hostname))
    known = password if parts.password is None else unquote(parts.password)
    auth = _auth(options.get("auth", [Auth.PASSWORD])[-1], parts.username, known, tokens)
    return Relay(
        host=parts.hostname,
        port=port or PORTS[tls],
        tls=tls,
        user=None if parts.username is None else unquote(parts.username),
        password=None if auth is Auth.XOAUTH2 or parts.username is None else known,
        ca_file=options.get("ca", [None])[-1],
        auth=auth,
        tokens=tokens if auth is Auth.XOAUTH2 else None,
    )


def _auth(choice: str, user: str | None, password: str | None, tokens: TokenGiver | None) -> Auth:
    if choice not in set(Auth):
        raise RelayUrlError(Sentence("asks for auth={choice}", choice=choice))
    auth = Auth(choice)
    if auth is Auth.XOAUTH2:
        if user is None or tokens is None:
            raise RelayUrlError(
                "asks for auth=xoauth2 without a user, or no sign-in service is set (SALDO_OAUTH_TOKEN_URL)"
            )
    elif user is not None and password is None:
        raise RelayUrlError("has a user without a password: set SALDO_SMTP_PASSWORD to where it is kept, or put it in")
    elif user is None and password is not None and choice != Auth.PASSWORD:
        raise RelayUrlError(Sentence("asks for auth={choice} without a user", choice=choice))
    return auth
