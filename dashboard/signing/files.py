"""Where people sign in, files come from them and go to them alone: their addresses answer before any page looks at who asks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime import Runtime
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from core.access import sign_ins
from core.access.claims import ClaimsError, read_claims
from core.access.refusals import RefusedError
from dashboard.signing.whose import given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.access.provider import Provider
    from core.acting import Actor
    from core.desk.engine import Desk

UPLOAD: Final = "/_stcore/upload_file"
MEDIA: Final = "/media/"
LOOKS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def in_memory(name: str) -> bytes | None:
    """Return the file that Streamlit keeps under an address, None when it keeps none."""
    kept = Runtime.instance().media_file_mgr.read_file(name)
    return None if kept is None else kept.content


class FilesOfPeople:
    """ASGI middleware that refuses an upload without the cookie of a sign-in that holds now, and a file to all but its people."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        provider: Provider,
        desk: Callable[[], Desk],
        kept: Callable[[str], bytes | None] = in_memory,
    ) -> None:
        self.app = app
        self.provider = provider
        self.desk = desk
        self.kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on everything else."""
        refused = None
        if scope["type"] == "http":
            path, cookies = scope["path"], Request(scope).cookies
            if path.startswith(UPLOAD) and scope["method"] not in LOOKS:
                refused = await anyio.to_thread.run_sync(self._upload, cookies)
            elif path.startswith(MEDIA):
                refused = await anyio.to_thread.run_sync(self._download, path.removeprefix(MEDIA), cookies)
        if refused is None:
            await self.app(scope, receive, send)
            return
        status, words = refused
        await PlainTextResponse(f"{words}\n", status_code=status)(scope, receive, send)

    def _upload(self, cookies: Mapping[str, str]) -> tuple[int, str] | None:
        return (403, "Sign in first.") if self._who(cookies) is None else None

    def _download(self, name: str, cookies: Mapping[str, str]) -> tuple[int, str] | None:
        who = self._who(cookies)
        if who is None:
            return 403, "Sign in first."
        content = self.kept(name)
        # What somebody else was given looks like what is not there.
        return None if content is not None and given.is_of(who.name, content) else (404, "Nothing is here.")

    def _who(self, cookies: Mapping[str, str]) -> Actor | None:
        secret = self.provider.cookie_secret.reveal()

        def signed(name: str) -> bytes | None:
            value = cookies.get(name)
            return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

        said = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        if said is None:
            return None
        try:
            return sign_ins.holds(self.desk(), read_claims(json.loads(said), self.provider).sign_in)
        except (ClaimsError, RefusedError, ValueError):
            return None
