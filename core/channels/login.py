"""Logging in to a mail server: by password (PLAIN, LOGIN) or by token (XOAUTH2), and what its refusal says."""

from __future__ import annotations

import binascii
import json
import smtplib
from base64 import b64decode, b64encode
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCEPTED: Final = 235
CHALLENGE: Final = 334
_LONGEST_SAID: Final = 200

Reply = tuple[int, bytes]


class Auth(StrEnum):
    """How to log in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    PLAIN = "plain"
    LOGIN = "login"
    XOAUTH2 = "xoauth2"


class TokenGiver(Protocol):
    """Where tokens come from."""

    def token(self) -> str:
        """Return a token to log in with."""
        ...

    def forget(self, token: str) -> None:
        """Ask for another one next time."""
        ...


def xoauth2(user: str, token: str) -> bytes:
    """Return what a client says with XOAUTH2, before base64."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def refusal(challenge: bytes) -> str:
    """Return what a server says is wrong with a token: the status in the JSON of its challenge, '' where it says nothing."""
    try:
        said = json.loads(challenge)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    wanted = (f"{name} {said[name]}" for name in ("status", "scope") if isinstance(said.get(name), str))
    return ", ".join(wanted)[:_LONGEST_SAID]


def log_in(smtp: smtplib.SMTP, auth: Auth, user: str, *, password: str = "", tokens: TokenGiver | None = None) -> None:
    """Log in; raise ``SMTPAuthenticationError`` with the server's own words, and ``SMTPNotSupportedError`` for a way it lacks.

    A token that is refused is asked for once more: it may have been taken back before its time.
    """
    if auth is Auth.XOAUTH2:
        _by_token(smtp, user, tokens)
        return
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    way = _chosen(auth, offered)
    if way == "PLAIN":
        reply = smtp.docmd("AUTH", f"PLAIN {_encoded(f'{chr(0)}{user}{chr(0)}{password}')}")
    else:
        reply = _in_steps(smtp, "LOGIN", [user.encode(), password.encode()])
    _require(reply)


def _chosen(auth: Auth, offered: Sequence[str]) -> str:
    wanted = ["PLAIN", "LOGIN"] if auth is Auth.PASSWORD else [auth.upper()]
    way = next((each for each in wanted if each in offered), None)
    if way is None:
        said = ", ".join(offered) or "none"
        raise smtplib.SMTPNotSupportedError(f"it offers no login by {' or '.join(wanted)} (it offers: {said})")
    return way


def _by_token(smtp: smtplib.SMTP, user: str, tokens: TokenGiver | None) -> None:
    if tokens is None:
        raise smtplib.SMTPNotSupportedError("no sign-in service is set for its tokens")
    if "XOAUTH2" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("it offers no login by XOAUTH2")
    for is_last in (False, True):
        token = tokens.token()
        reply, why = _with_token(smtp, user, token)
        if reply[0] == ACCEPTED:
            return
        tokens.forget(token)
        if is_last:
            words = reply[1] + (f" ({why})".encode() if why else b"")
            raise smtplib.SMTPAuthenticationError(reply[0], words)


def _with_token(smtp: smtplib.SMTP, user: str, token: str) -> tuple[Reply, str]:
    """Return the server's final answer and the reason in its challenge: it answers with one, and waits for an empty line."""
    reply = smtp.docmd("AUTH", f"XOAUTH2 {b64encode(xoauth2(user, token)).decode('ascii')}")
    if reply[0] != CHALLENGE:
        return reply, ""
    try:
        why = refusal(b64decode(reply[1]))
    except binascii.Error:
        why = ""
    return smtp.docmd(""), why


def _in_steps(smtp: smtplib.SMTP, way: str, said: Sequence[bytes]) -> Reply:
    reply = smtp.docmd("AUTH", way)
    for each in said:
        if reply[0] != CHALLENGE:
            break
        reply = smtp.docmd(b64encode(each).decode("ascii"))
    return reply


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _require(reply: Reply) -> None:
    if reply[0] != ACCEPTED:
        raise smtplib.SMTPAuthenticationError(*reply)
