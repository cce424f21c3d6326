"""Where people sign in, files are taken from them alone: an upload lies in the server's memory before any page looks at it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access import sign_ins
from core.access.claims import ClaimsError, read_claims
from core.access.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.access.provider import Provider
    from core.desk.engine import Desk

UPLOAD: Final = "/_stcore/upload_file"
LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class UploadsOfPeople:
    """ASGI middleware that refuses an upload without the cookie of a sign-in that holds now."""

    def __init__(self, app: ASGIApp, *, provider: Provider, desk: Callable[[], Desk]) -> None:
        self.app = app
        self.provider = provider
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything else."""
        is_upload = scope["type"] == "http" and scope["path"].startswith(UPLOAD) and scope["method"] not in LOOKS
        if is_upload and not await anyio.to_thread.run_sync(self._is_known, Request(scope).cookies):
            await PlainTextResponse("Sign in first.\n", status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_known(self, cookies: Mapping[str, str]) -> bool:
        secret = self.provider.cookie_secret.reveal()

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

        said = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        if said is None:
            return False
        try:
            sign_ins.holds(self.desk(), read_claims(json.loads(said), self.provider).sign_in)
        except (ClaimsError, RefusedError, ValueError):
            return False
        return True
