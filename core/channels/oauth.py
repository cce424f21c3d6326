"""Access tokens for a mail server, as Microsoft 365 and Google give them: asked for, kept, and renewed before they end."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Never
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from core.channels.base import ChannelDownError
from core.channels.loopback import is_loopback
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.clock import Clock
    from core.secret import Secret

EARLY: Final = timedelta(minutes=5)
"""A token is renewed this long before it ends: a batch that begins with it must be able to log in again."""
LEAST_LIFE: Final = timedelta(seconds=30)
DEFAULT_SECONDS: Final = 3600
_LARGEST_ANSWER: Final = 100_000
_SECONDS: Final = 20.0
_ADVICE: Final = "No mail was sent or read; check SALDO_OAUTH_TOKEN_URL, the client and its secret or refresh token"


@dataclass(frozen=True, kw_only=True)
class OAuthClient:
    """Who asks for tokens, and where; with a ``refresh_token`` for one person's mailbox, without for the application's own."""

    token_url: str
    client_id: str
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    scope: str = ""

    @property
    def where(self) -> str:
        """Return the address for people."""
        return f"The sign-in service {urlsplit(self.token_url).hostname or self.token_url!r}"


class Tokens:
    """The access token of one client, for all threads of a process."""

    def __init__(self, client: OAuthClient, clock: Clock) -> None:
        parts = urlsplit(client.token_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ChannelDownError(client.where, "its address does not begin with https://", _ADVICE)
        self.client = client
        self.clock = clock
        self._own = Lock()
        self._token: str | None = None
        self._until: datetime | None = None
        self._refresh_token = None if client.refresh_token is None else client.refresh_token.reveal()

    def token(self) -> str:
        """Return a token that lives long enough to log in with; raise ``ChannelDownError`` when none is given."""
        with self._own:
            if self._token is None or self._until is None or self.clock() >= self._until:
                self._token, self._until = self._asked()
            return self._token

    def forget(self, token: str) -> None:
        """Let the next one be asked for anew, as ``token`` was refused; a newer one stays."""
        with self._own:
            if self._token == token:
                self._token = self._until = None

    def _asked(self) -> tuple[str, datetime]:
        said = _posted(self.client, self._fields())
        token = said.get("access_token")
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise ChannelDownError(self.client.where, "its answer has no access token", _ADVICE)
        if isinstance(said.get("refresh_token"), str):
            self._refresh_token = said["refresh_token"]  # it may be another one each time
        life = timedelta(seconds=_seconds(said.get("expires_in")))
        return token, self.clock() + max(LEAST_LIFE, life - min(EARLY, life / 2))

    def _fields(self) -> dict[str, str]:
        client = self.client
        fields = {"client_id": client.client_id}
        if client.client_secret is not None:
            fields["client_secret"] = client.client_secret.reveal()
        if client.scope:
            fields["scope"] = client.scope
        if self._refresh_token is None:
            return {"grant_type": "client_credentials", **fields}
        return {"grant_type": "refresh_token", "refresh_token": self._refresh_token, **fields}


class _NoWayOn(HTTPRedirectHandler):
    """Refuses to carry a secret to another address."""

    def redirect_request(self, *_: Any, **__: Any) -> Never:  # noqa: ANN401 - the library's signature
        raise URLError("it sends on to another address")


def _posted(client: OAuthClient, fields: dict[str, str]) -> dict[str, Any]:
    opener = build_opener(_NoWayOn, HTTPSHandler(context=ssl.create_default_context()))
    asked = Request(  # noqa: S310 - the address was checked when the tokens were made
        client.token_url,
        data=urlencode(fields).encode("ascii"),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
    )
    try:
        with opener.open(asked, timeout=_SECONDS) as answer:
            said = json.loads(answer.read(_LARGEST_ANSWER))
    except HTTPError as error:
        with error:
            raise ChannelDownError(
                client.where, Sentence("it answered {code}{answer}", code=error.code, answer=_reason(error)), _ADVICE
            ) from None
    except URLError as error:
        raise ChannelDownError(
            client.where, Sentence("it cannot be reached ({why})", why=error.reason), _ADVICE
        ) from None
    except (OSError, HTTPException, ValueError) as error:
        raise ChannelDownError(
            client.where, Sentence("its answer cannot be read ({error_kind})", error_kind=type(error).__name__), _ADVICE
        ) from None
    return said if isinstance(said, dict) else {}


def _reason(error: HTTPError) -> str:
    """Return what the service says is wrong: its own words about the client, never what was sent to it."""
    try:
        said = json.loads(error.read(_LARGEST_ANSWER))
        words = f"{said['error']} {said.get('error_description', '')}"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
    return f": {' '.join(words.split())[:200]}"


def _seconds(said: object) -> float:
    """Return how long a token lives; some services write the number as text."""
    try:
        seconds = float(str(said))
    except ValueError:
        return DEFAULT_SECONDS
    return seconds if 0 < seconds < 10 * 365 * 86_400 else DEFAULT_SECONDS
