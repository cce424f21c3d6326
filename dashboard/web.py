"""What every HTTP answer carries: headers that keep the page, its frames and its requests at home, and flags on its cookies."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from streamlit import config
from streamlit.file_util import get_static_dir

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _inline() -> str:
    """Return the hashes of the scripts that stand in Streamlit's own page: they may run there, and nothing else that stands in one."""
    page = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    hashes = (b64encode(sha256(each.encode()).digest()).decode() for each in _INLINE.findall(page))
    return " ".join(f"'sha256-{each}'" for each in hashes)


# Every page was walked with these: no evaluated text, no script in the page, and nothing from or to another host, so
# that neither a mail in preview nor a library can call out. Streamlit puts styles into the page, draws a font of icons
# from data, and loads the parts of a component from blobs.
SOURCES: Final = {
    "default-src": "'self'",
    "script-src": f"'self' {_inline()} blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self' blob:",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
}
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
STRICT_TRANSPORT: Final = (b"strict-transport-security", b"max-age=31536000")
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")
_READ_IN_THE_PAGE: Final = "_streamlit_xsrf"
"""The one cookie that a script of the page has to read, to send it back in a header."""


class HomeHeaders:
    """ASGI middleware that adds headers to every HTTP answer which does not set them itself, and what is missing to its cookies.

    ``is_tls`` says that people reach the app over https although this process does not see it.
    """

    def __init__(self, app: ASGIApp, *, is_tls: bool = False) -> None:
        self.app = app
        self.is_tls = is_tls

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; websockets go through untouched."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        is_tls = self.is_tls or is_over_tls(scope, asked)
        wanted = [(b"content-security-policy", policy(asked.get("host", "")).encode()), *HEADERS]
        if is_tls:
            wanted.append(STRICT_TRANSPORT)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [
                    (name, flagged(value, is_tls=is_tls) if name.lower() == b"set-cookie" else value)
                    for name, value in message["headers"]
                ]
                present = {name.lower() for name, _ in given}
                message["headers"] = [*given, *(pair for pair in wanted if pair[0] not in present)]
            await send(message)

        await self.app(scope, receive, with_headers)


def policy(host: str) -> str:
    """Return the content security policy of a page at ``host``: not every browser counts a websocket to it as ``'self'``.

    >>> policy("127.0.0.1:8501").partition("connect-src ")[2].partition(";")[0]
    "'self' blob: ws://127.0.0.1:8501 wss://127.0.0.1:8501"
    >>> policy("evil; script-src *") == policy("")
    True
    """
    own = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(f"{what} {whence}{own if what == 'connect-src' else ''}" for what, whence in SOURCES.items())


def answer_to(address: str | None) -> None:
    """Let Streamlit know the name in ``address``, which people type: as a host, and as where its own websocket comes from.

    A proxy may name us otherwise than the browser does; without this Streamlit would ask a server on the internet who we are.
    """
    own, hosts = urlsplit(address or "").hostname, config.get_option("server.allowedHosts") or []
    if own is None:
        return
    if hosts and own not in hosts:
        config.set_option("server.allowedHosts", [*hosts, own])
    if not config.is_manually_set("browser.serverAddress"):
        config.set_option("browser.serverAddress", own)


def origin_of(address: str | None) -> list[str]:
    """Return the origin of the pages at ``address``, as a browser names it.

    >>> origin_of("https://Saldo.example.org/home"), origin_of(None)
    (['https://saldo.example.org'], [])
    """
    parts = urlsplit(address or "")
    return [f"{parts.scheme}://{parts.netloc.lower()}"] if parts.netloc else []


def is_over_tls(scope: Scope, headers: Headers) -> bool:
    """Return whether the reader's side of the connection is encrypted; who says so without it being true only harms themselves."""
    said = headers.get("x-forwarded-proto", "").partition(",")[0].strip().lower()
    return scope.get("scheme") in {"https", "wss"} or said == "https"


def flagged(cookie: bytes, *, is_tls: bool) -> bytes:
    """Return ``cookie`` with the flags it lacks: kept from scripts and from other sites, and behind TLS from the clear.

    >>> flagged(b"a=1; Path=/", is_tls=True)
    b'a=1; Path=/; HttpOnly; SameSite=Lax; Secure'
    >>> flagged(b"_streamlit_xsrf=2; Path=/; SameSite=Lax", is_tls=False)
    b'_streamlit_xsrf=2; Path=/; SameSite=Lax'
    """
    name = cookie.partition(b"=")[0].strip().decode("latin-1")
    has = {part.partition(b"=")[0].strip().lower() for part in cookie.split(b";")[1:]}
    wanted = {
        b"httponly": (b"; HttpOnly", name != _READ_IN_THE_PAGE),
        b"samesite": (b"; SameSite=Lax", True),
        b"secure": (b"; Secure", is_tls),
    }
    return cookie + b"".join(flag for key, (flag, is_wanted) in wanted.items() if is_wanted and key not in has)
