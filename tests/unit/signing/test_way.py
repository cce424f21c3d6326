"""The way to the provider and back: only a page of ours is taken along, and each failure has its word."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest
from joserfc.errors import BadSignatureError, ExpiredTokenError, InvalidClaimError
from starlette.responses import RedirectResponse

from dashboard.signing.trouble import Trouble, trouble_of
from dashboard.signing.way import CALLBACK, LOGIN, SignInWay, next_of, of_ours

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


@pytest.mark.parametrize(
    "page",
    ["//evil.example/x", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "customer", "/auth/login", "/a\r\nx: y",
     "/oauth2callback?code=1", "/_stcore/health", "/static/x.js", "/" + "a" * 2_000],
)  # fmt: skip
def test_nothing_but_a_page_of_ours_is_reached(page: str) -> None:
    assert of_ours(page) is None


@pytest.mark.parametrize("page", ["/", "/customer?id=C1&lang=nl", "/aging?country=BE&x=%2F%2Fevil"])
def test_a_page_of_ours_keeps_what_it_was_asked(page: str) -> None:
    assert of_ours(page) == page


def test_what_went_wrong_last_time_is_not_taken_along() -> None:
    assert of_ours("/customer?id=C1&sign_in=denied") == "/customer?id=C1"


@pytest.mark.parametrize(
    "cookies", ["", "saldo_next=https%3A//evil.example", "saldo_next", "other=1; saldo_next=//evil"]
)
def test_a_cookie_that_was_made_elsewhere_leads_nowhere(cookies: str) -> None:
    assert next_of(cookies) is None


@pytest.mark.parametrize(
    ("query", "problems", "trouble"),
    [
        ("error=access_denied&state=s", [], Trouble.DENIED),
        ("error=server_error", [], Trouble.PROVIDER),
        ("code=c&state=s", [], Trouble.STALE),
        ("code=c&state=s", [ExpiredTokenError("exp")], Trouble.EXPIRED),
        ("code=c&state=s", [InvalidClaimError("iat")], Trouble.CLOCK),
        ("code=c&state=s", [InvalidClaimError("iss")], Trouble.FOREIGN),
        ("code=c&state=s", [BadSignatureError()], Trouble.FOREIGN),
        ("code=c&state=s", [OSError("no route to the provider")], Trouble.PROVIDER),
        ("", [], None),
    ],
)
def test_every_failure_has_its_word(query: str, problems: list[BaseException], trouble: Trouble | None) -> None:
    assert trouble_of(query, problems) is trouble


def answer(path: str, headers: dict[str, str], *, query: str = "", cookie: str | None = None) -> dict[str, list[str]]:
    """Return the headers of the answer to a request, as the middleware leaves them."""

    async def streamlit(scope: Scope, receive: Receive, send: Send) -> None:
        response = RedirectResponse("/", status_code=302)
        if cookie is not None:
            response.set_cookie("_streamlit_user", cookie, max_age=60)
        elif path == CALLBACK and "code" in query:
            logger = logging.getLogger("streamlit.web.server.starlette.starlette_auth_routes")
            try:
                raise ExpiredTokenError("exp")  # noqa: TRY301 - as Streamlit logs it
            except ExpiredTokenError:
                logger.warning("failed", exc_info=True)
        await response(scope, receive, send)

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(SignInWay(streamlit)(scope, receive, send))
    found: dict[str, list[str]] = {}
    for name, value in sent[0]["headers"]:
        found.setdefault(name.decode(), []).append(value.decode())
    return found


HERE = {"host": "saldo.example.com"}


def test_the_page_is_taken_along_in_a_cookie_that_no_script_reads() -> None:
    [cookie] = answer(LOGIN, HERE | {"referer": "https://saldo.example.com/customer?id=C1"})["set-cookie"]
    assert cookie.startswith("saldo_next=/customer%3Fid%3DC1;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("referer", ["https://evil.example/customer", ""])
def test_a_page_elsewhere_is_not_taken_along_and_an_old_one_is_forgotten(referer: str) -> None:
    [cookie] = answer(LOGIN, HERE | {"referer": referer})["set-cookie"]
    assert "Max-Age=0" in cookie


def test_who_signed_in_reaches_the_page_and_who_did_not_hears_why_there() -> None:
    kept = HERE | {"cookie": 'saldo_next="/customer%3Fid%3DC1"'}
    assert answer(CALLBACK, kept, query="code=c", cookie="signed")["location"] == ["/customer?id=C1"]
    assert answer(CALLBACK, kept, query="code=c")["location"] == ["/customer?id=C1&sign_in=expired"]
    assert answer(CALLBACK, HERE, query="error=access_denied")["location"] == ["/?sign_in=denied"]
    assert answer(CALLBACK, HERE)["location"] == ["/"]
