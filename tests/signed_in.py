"""A house where people sign in: its settings, and the claims that the provider's checked token holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from core.acting import ask
from dashboard.signing import acting as standing

if TYPE_CHECKING:
    from collections.abc import Iterator

ISSUER: Final = "https://id.example.com"
CLIENT: Final = "saldo"
SETTINGS: Final = {
    "SALDO_APP_URL": "http://127.0.0.1:8501",
    "SALDO_OIDC_URL": ISSUER,
    "SALDO_OIDC_CLIENT_ID": CLIENT,
    "SALDO_OIDC_CLIENT_SECRET": "env:REGISTERED_SECRET",
    "REGISTERED_SECRET": "as-registered-at-the-provider",
}


def claims(name: str, *, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """Return what the token of ``name`` says, signed in at ``at`` (now); their address is name@example.com in small letters."""
    sub = name.lower().replace(" ", ".")
    said = {
        "is_logged_in": True,
        "iss": ISSUER,
        "sub": sub,
        "aud": CLIENT,
        "nonce": f"nonce-of-{sub}",
        "iat": int((at or datetime.now(UTC)).timestamp()),
        "email": f"{sub}@example.com",
        "email_verified": True,
        "name": name,
    }
    return said | more


@pytest.fixture
def sign_in_house(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let people sign in in this test, and nobody else act; ask for the home folder's fixture first."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    yield
    ask(None, is_signed_in_only=False)
    standing.provider.cache_clear()
