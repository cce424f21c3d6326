"""The way to the provider and back: the page that was asked for is reached after it, and what went wrong there is said."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders

from dashboard.signing.trouble import trouble_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGIN: Final = "/auth/login"
CALLBACK: Final = "/oauth2callback"
NEXT: Final = "saldo_next"
WHY: Final = "sign_in"
LONGEST: Final = 1_500
SECONDS: Final = 900
_NO_PAGES: Final = ("/auth/", CALLBACK, "/_stcore", "/static/", "/media/", "/component/")
_PROBLEMS: ContextVar[list[BaseException] | None] = ContextVar("sign_in_problems", default=None)


def overheard(record: logging.LogRecord) -> bool:
    """Note for the request at hand what Streamlit logs of a sign-in that failed: the answer itself does not say. All pass."""
    problems = _PROBLEMS.get()
    if problems is not None and record.exc_info and record.exc_info[1] is not None:
        problems.append(record.exc_info[1])
    return True


def listen() -> None:
    """Hear what Streamlit logs of failed sign-ins; once is enough."""
    # A filter, for handlers are taken away where logs are set up anew; adding the same one twice adds it once.
    logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes").addFilter(overheard)


class SignInWay:
    """ASGI middleware around Streamlit's login: a cookie takes the page along, and a failure goes back as a word in the URL."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        listen()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and look at the answer of the two addresses of the login."""
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in {LOGIN, CALLBACK}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        token = _PROBLEMS.set([])

        async def looked_at(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if path == LOGIN:
                    _take_along(answer, asked_for(headers))
                else:
                    _arrive(answer, scope, next_of(headers.get("cookie", "")))
            await send(message)

        try:
            await self.app(scope, receive, looked_at)
        finally:
            _PROBLEMS.reset(token)


def asked_for(headers: Headers) -> str | None:
    """Return the page of ours from which somebody went to sign in; None when it was none of ours."""
    parts = urlsplit(headers.get("referer", ""))
    if parts.netloc != headers.get("host"):
        return None
    return of_ours(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def next_of(cookies: str) -> str | None:
    """Return the page that the cookie took along; None when it is none of ours."""
    try:
        kept = SimpleCookie(cookies).get(NEXT)
    except CookieError:
        return None
    return None if kept is None else of_ours(unquote(kept.value))


def of_ours(page: str) -> str | None:
    """Return ``page`` when it is a path of this server and no part of the login; None for everything else.

    >>> of_ours("//elsewhere.example/"), of_ours("/customer?id=C1")
    (None, '/customer?id=C1')
    """
    parts = urlsplit(page)
    is_path = page.startswith("/") and not page.startswith(("//", "/\\")) and not parts.netloc and page.isprintable()
    if not is_path or len(page) > LONGEST or page.startswith(_NO_PAGES):
        return None
    query = "&".join(each for each in parts.query.split("&") if each and not each.startswith(f"{WHY}="))
    return f"{parts.path}?{query}" if query else parts.path


def _take_along(answer: MutableHeaders, page: str | None) -> None:
    answer.append("set-cookie", _cookie(page or "", SECONDS if page else 0))


def _arrive(answer: MutableHeaders, scope: Scope, page: str | None) -> None:
    if "location" not in answer:
        return
    is_in = any(
        each.startswith("_streamlit_user=") and "Max-Age=0" not in each for each in answer.getlist("set-cookie")
    )
    if is_in:
        answer["location"] = page or "/"
        answer.append("set-cookie", _cookie("", 0))
        return
    trouble = trouble_of(scope.get("query_string", b"").decode("latin-1"), _PROBLEMS.get() or [])
    if trouble is not None:
        back = page or "/"
        answer["location"] = f"{back}{'&' if '?' in back else '?'}{WHY}={trouble}"


def _cookie(value: str, seconds: int) -> str:
    return f"{NEXT}={quote(value, safe='/')}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax"
