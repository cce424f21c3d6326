"""An account on a mail relay: yagmail connects, secures and logs in; what is sent, and how often, is ours.

yagmail's own ``send`` logs in for every message, sends again when an answer is lost and reads files that a text happens
to name; findings led to using only its connection half, with the prompts and the unverified TLS closed.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING, Never

import yagmail

from core.channels.base import ChannelDownError
from core.channels.login import Auth, log_in
from core.channels.relay import Tls, is_loopback
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.channels.relay import Relay

_DOWN = "Messages stay queued; check that the server runs and that the address in SALDO_SMTP_URL is right"
_CERTIFICATE = (
    "Nothing was sent; ask the server's owner for a valid certificate, or name your own authority with &ca=FILE"
)
_LOGIN = "Nothing was sent; correct the user and password in SALDO_SMTP_URL"
_CLIENT = "Nothing was sent; let the mailbox allow SMTP with this client, and its scope be that of sending mail"
_TLS = "Nothing was sent; ask its owner for a port with STARTTLS or TLS (tls=ssl): a password never goes in the open"
_WAY = "Nothing was sent; ask its owner which login it takes, and write auth=plain, login or xoauth2 in SALDO_SMTP_URL"


class Account(yagmail.SMTP):  # type: ignore[misc]  # yagmail has no types
    """One account and at most one open connection; not for several threads at once."""

    smtp: smtplib.SMTP | None

    def __init__(self, relay: Relay, *, timeout_seconds: float) -> None:
        self.relay = relay
        options: dict[str, object] = {"timeout": timeout_seconds, "local_hostname": _own_name(relay.host)}
        verified = None if relay.tls is Tls.NONE else ssl.create_default_context(cafile=relay.ca_file)
        if relay.tls is Tls.SSL:
            options["context"] = verified
        super().__init__(
            relay.user or "",
            None,
            host=relay.host,
            port=relay.port,
            smtp_ssl=relay.tls is Tls.SSL,
            smtp_starttls={"context": verified} if relay.tls is Tls.STARTTLS else False,
            smtp_skip_login=True,  # yagmail does not look at the answer to a token
            soft_email_validation=False,
            **options,
        )

    @staticmethod
    def handle_password(user: str, password: str | None) -> str:  # noqa: ARG004 - yagmail's signature
        """Return the password as configured: never the keyring, never a prompt that would hang a server."""
        return password or ""

    def send(self, *_: object, **__: object) -> Never:
        """Refuse: see the module's first lines."""
        raise TypeError("an Account only connects; core.channels.email sends")

    def connected(self) -> smtplib.SMTP:
        """Return the open connection, or a new one that is secured and logged in; raise ``ChannelDownError``."""
        if self.smtp is not None and self.smtp.sock is not None:
            return self.smtp
        where = f"The mail server {self.relay.label}"
        try:
            self.login()
            assert self.smtp is not None  # noqa: S101 - login() sets it or raises
            self.smtp.ehlo_or_helo_if_needed()
            if self.relay.user is not None:
                self._log_in(self.smtp, self.relay.user)
        except ssl.SSLCertVerificationError as error:
            self.drop()
            raise ChannelDownError(
                where, Sentence("its certificate is not trusted ({why})", why=error.verify_message), _CERTIFICATE
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            self.drop()
            advice = _CLIENT if self.relay.auth is Auth.XOAUTH2 else _LOGIN
            raise ChannelDownError(
                where, Sentence("it refused the login ({answer})", answer=_words(error)), advice
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            self.drop()
            raise ChannelDownError(where, str(error), _TLS if "STARTTLS" in str(error) else _WAY) from error
        except ChannelDownError:  # no token: its own sentence says where it is lacking
            self.drop()
            raise
        except smtplib.SMTPResponseException as error:
            self.drop()
            raise ChannelDownError(where, Sentence("it answered {answer}", answer=_words(error)), _DOWN) from error
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise ChannelDownError(
                where, Sentence("it cannot be reached ({error})", error=str(error)), _DOWN
            ) from error
        # A body and the next message's commands go in one write; waiting for more to send would cost 40 ms a message.
        assert self.smtp.sock is not None  # noqa: S101 - it just answered
        self.smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.smtp

    def _log_in(self, smtp: smtplib.SMTP, user: str) -> None:
        relay = self.relay
        log_in(smtp, relay.auth, user, password=relay.password or "", tokens=relay.tokens)

    def close(self) -> None:
        """Say goodbye and hang up; a server that is already gone needs no goodbye."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if self.smtp is not None and self.smtp.sock is not None:
                self.smtp.quit()
        self.drop()

    def drop(self) -> None:
        """Hang up without a word: the only way to take back a message whose body the server waits for."""
        if self.smtp is not None:
            self.smtp.close()
        self.smtp = None
        self.is_closed = True


def _own_name(host: str) -> str:
    """Return how this machine introduces itself; on loopback without asking a name server."""
    return "localhost" if is_loopback(host) else socket.getfqdn()


def _words(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
