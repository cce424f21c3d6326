"""Where mail goes out: the relay that SALDO_SMTP_URL names."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from core.errors import SaldoError

FORM = "smtp://USER:PASSWORD@HOST:PORT?tls=starttls (or tls=ssl; tls=none only for a server on this machine)"


class RelayUrlError(SaldoError):
    """A relay that cannot be used as it is written; the sentence never repeats the password."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"SALDO_SMTP_URL {reason}: write it as {FORM}.")


class Tls(StrEnum):
    """How the connection is made private."""

    STARTTLS = "starttls"
    SSL = "ssl"
    NONE = "none"


PORTS = {Tls.STARTTLS: 587, Tls.SSL: 465, Tls.NONE: 25}


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A mail server and how to log in; ``ca_file`` names a company's own certificate authority."""

    host: str
    port: int
    tls: Tls
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None

    @property
    def label(self) -> str:
        """Return the relay's name for people."""
        return f"{self.host}:{self.port}"


def parse_relay(url: str) -> Relay:
    """Return the relay behind ``url``; raise ``RelayUrlError`` with what is wrong in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RelayUrlError("has a port that is no number, or brackets that do not close") from None
    if parts.scheme != "smtp" or not parts.hostname:
        raise RelayUrlError("names no mail server")
    options = parse_qs(parts.query)
    if unknown := sorted(set(options) - {"tls", "ca"}):
        raise RelayUrlError(f"has an unknown option {unknown[0]!r}")
    choice = options.get("tls", ["starttls"])[-1]
    if choice not in set(Tls):
        raise RelayUrlError(f"asks for tls={choice}")
    tls = Tls(choice)
    if tls is Tls.NONE and not is_loopback(parts.hostname):
        raise RelayUrlError(f"would send mail and password in the open to {parts.hostname}")
    if (parts.username is None) != (parts.password is None):
        raise RelayUrlError("has a user without a password, or a password without a user")
    return Relay(
        host=parts.hostname,
        port=port or PORTS[tls],
        tls=tls,
        user=None if parts.username is None else unquote(parts.username),
        password=None if parts.password is None else unquote(parts.password),
        ca_file=options.get("ca", [None])[-1],
    )


def is_loopback(host: str) -> bool:
    """Return whether ``host`` is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
