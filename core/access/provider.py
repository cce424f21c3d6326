"""The provider that says who people are, as the settings name it: checked once, at the start."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from core.actions import Role
from core.channels.loopback import is_loopback
from core.errors import SaldoError
from core.secret import Secret, read
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from core.settings import Settings

DISCOVERY: Final = "/.well-known/openid-configuration"
CALLBACK: Final = "/oauth2callback"
SHORTEST_KEY: Final = 32
MOST_HOURS: Final = 24.0
# Whoever owns any account at Microsoft could otherwise come with an address of ours in it.
_ANYBODYS_TENANTS: Final = frozenset({"common", "organizations", "consumers"})


class SignInSettingsError(SaldoError):
    """Settings of the sign-in with which nobody could sign in, or anybody."""

    def __init__(self, setting: str, why: str, advice: str) -> None:
        super().__init__(
            "SALDO_{setting} {why}: {advice}. See docs/guide/sign-in.md.",
            setting=setting,
            why=Sentence(why),
            advice=Sentence(advice),
        )


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who says who people are, and what Saldo makes of it."""

    metadata_url: str
    client_id: str
    client_secret: Secret
    cookie_secret: Secret
    app_url: str  # without a slash at the end
    name: str
    scope: str
    role_claim: str | None  # None: roles are what the people page says
    roles: dict[str, frozenset[Role]]
    longest: timedelta

    @property
    def callback(self) -> str:
        """Where the provider sends people back to: to be registered there, letter by letter."""
        return f"{self.app_url}{CALLBACK}"

    def roles_of(self, said: tuple[str, ...]) -> frozenset[Role]:
        """Return the roles that the values of the role claim stand for; a value that stands for none counts for nothing."""
        return frozenset[Role]().union(*(self.roles.get(value, frozenset()) for value in said))


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider of ``settings``; None when people do not sign in here. Raises ``SignInSettingsError``."""
    if not settings.has_sign_in:
        return None
    if not settings.oidc_client_id:
        raise SignInSettingsError("OIDC_CLIENT_ID", "is not set", "take it from the registration at your provider")
    if not settings.oidc_client_secret:
        raise SignInSettingsError("OIDC_CLIENT_SECRET", "is not set", "write env:NAME or file:/path/to/it")
    if not 0 < settings.sign_in_hours <= MOST_HOURS:
        raise SignInSettingsError("SIGN_IN_HOURS", "is not between 0 and 24", "write for example 8")
    return Provider(
        metadata_url=_metadata_url(settings.oidc_url or ""),
        client_id=settings.oidc_client_id,
        client_secret=read(settings.oidc_client_secret),
        cookie_secret=_cookie_secret(settings),
        app_url=_app_url(settings.app_url or ""),
        name=settings.oidc_name.strip(),
        scope=settings.oidc_scope,
        role_claim=settings.oidc_role_claim or None,
        roles=_roles(settings.oidc_roles),
        longest=timedelta(hours=settings.sign_in_hours),
    )


def _metadata_url(text: str) -> str:
    url = text.strip().rstrip("/")
    parts = urlsplit(url)
    is_discovery = parts.path.endswith(DISCOVERY)
    if not parts.hostname or parts.username or (parts.query and not is_discovery):
        raise SignInSettingsError(
            "OIDC_URL", "is no address of a provider", "write its issuer, as in https://id.example.com"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise SignInSettingsError("OIDC_URL", "would ask who people are in the open", "write an https:// address")
    if _ANYBODYS_TENANTS & set(parts.path.split("/")):
        raise SignInSettingsError(
            "OIDC_URL", "names every tenant at once", "write your own tenant's id in the place of that word"
        )
    return url if is_discovery else f"{url}{DISCOVERY}"


def _app_url(text: str) -> str:
    url = text.strip().rstrip("/")
    parts = urlsplit(url)
    if not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        raise SignInSettingsError(
            "APP_URL", "is not what people type to get here", "write it as in https://saldo.example.com"
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise SignInSettingsError(
            "APP_URL", "is not https", "let people in over TLS only; http:// is for this machine itself"
        )
    return url


def _roles(text: str) -> dict[str, frozenset[Role]]:
    """Return what each value of the claim stands for; without a list, a value is the role of that name.

    >>> sorted(_roles("leads=manager approver; cfo=viewer")["leads"])
    [<Role.APPROVER: 'approver'>, <Role.MANAGER: 'manager'>]
    """
    known = {role.value: role for role in Role}
    if not text.strip():
        return {name: frozenset({role}) for name, role in known.items()}
    found: dict[str, frozenset[Role]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        value, _, names = part.rpartition("=")
        roles = names.replace(",", " ").split()
        unknown = [name for name in roles if name not in known]
        if not value.strip() or not roles or unknown:
            is_read = value.strip() and roles
            about = (
                f"names a role that does not exist ({', '.join(unknown)})" if is_read else f"cannot be read at {part!r}"
            )
            raise SignInSettingsError(
                "OIDC_ROLES",
                about,
                Sentence("write VALUE=ROLE ROLE; VALUE=ROLE, with roles out of {known}", known=list(known)),
            )
        found[value.strip()] = frozenset(known[name] for name in roles)
    return found


def _cookie_secret(settings: Settings) -> Secret:
    place = settings.oidc_cookie_secret
    if place is None:
        _make(settings.cookie_key)
        place = f"file:{settings.cookie_key.resolve()}"
    secret = read(place)
    if len(secret.reveal()) < SHORTEST_KEY:
        raise SignInSettingsError(
            "OIDC_COOKIE_SECRET",
            Sentence("is shorter than {shortest_key} characters", shortest_key=SHORTEST_KEY),
            "make a long random one",
        )
    return secret


def _make(path: Path) -> None:
    """Write a random key to ``path``, for its owner alone, unless one is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(unfinished, path)  # of two that start at once, the first one's key is for both
    except FileExistsError:
        return
    finally:
        unfinished.unlink()
