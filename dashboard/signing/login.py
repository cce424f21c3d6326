"""What Streamlit's login is told: the provider of the settings, under one name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from core.access.provider import Provider

NAME: Final = "house"


def secrets_of(provider: Provider | None) -> dict[str, Any] | None:
    """Return the secrets of ``st.App`` with which ``st.login(NAME)`` goes to ``provider``; None without one."""
    if provider is None:
        return None
    return {
        "auth": {
            "redirect_uri": provider.callback,
            "cookie_secret": provider.cookie_secret.reveal(),
            NAME: {
                "client_id": provider.client_id,
                "client_secret": provider.client_secret.reveal(),
                "server_metadata_url": provider.metadata_url,
                "client_kwargs": {"scope": provider.scope},
                # Whoever proved long ago who they are is asked anew, instead of coming in for a moment.
                "authorize_params": {"max_age": int(provider.longest.total_seconds())},
            },
        }
    }
