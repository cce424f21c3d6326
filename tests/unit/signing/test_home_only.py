"""Without sign-in the server is this machine's alone, at the start and for each request; the routes act as the program."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from core.acting import NobodyActsError, ask, current
from dashboard.__main__ import address
from dashboard.routes import ROUTES, by_itself
from dashboard.signing.home_only import HomeOnly, OpenAddressError, refuse_open

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


@pytest.mark.parametrize("where", ["127.0.0.1", "localhost", "::1", "127.8.0.1"])
def test_this_machine_alone_is_fine(where: str) -> None:
    refuse_open(where, has_sign_in=False)


@pytest.mark.parametrize("where", [None, "0.0.0.0", "::", "192.168.1.4", "saldo.example.com", ""])  # noqa: S104 (that is refused)
def test_any_other_address_needs_people_who_sign_in(where: str | None) -> None:
    refuse_open(where, has_sign_in=True)
    with pytest.raises(OpenAddressError, match="while nobody signs in"):
        refuse_open(where, has_sign_in=False)


@pytest.mark.parametrize(
    ("flags", "environment", "where"),
    [
        ([], {}, "127.0.0.1"),
        (["--server.address", "0.0.0.0"], {}, "0.0.0.0"),  # noqa: S104
        (["--server.address"], {}, ""),
        ([], {"STREAMLIT_SERVER_ADDRESS": "10.0.0.4"}, "10.0.0.4"),
    ],
)
def test_the_address_is_what_streamlit_would_take(flags: list[str], environment: dict[str, str], where: str) -> None:
    assert address(flags, environment) == where


def asked(kind: str, server: tuple[str, int | None] | None, path: str = "/", **headers: str) -> list[Message]:
    """Return what is sent to who asks over ``server``, the socket's own address."""
    sent: list[Message] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("in")(scope, receive, send)

    async def receive() -> Message:
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": kind, "path": path, "server": server, "method": "GET"}
    scope["headers"] = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(HomeOnly(inside)(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    "server", [("127.0.0.1", 80), ("::1", 80), ("::ffff:127.0.0.1", 80), ("/run/saldo.sock", None), None]
)
def test_requests_over_loopback_come_in(server: tuple[str, int | None] | None) -> None:
    assert asked("http", server)[0]["status"] == 200


def test_requests_from_elsewhere_hear_the_reason_whatever_the_server_listens_to() -> None:
    start, body = asked("http", ("192.168.1.4", 80))
    assert start["status"] == 403
    assert b"Set up sign-in first" in body["body"]
    assert asked("websocket", ("192.168.1.4", 80))[0]["type"] == "websocket.close"


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_what_a_proxy_here_hands_on_is_from_elsewhere(kind: str) -> None:
    refused = asked(kind, ("127.0.0.1", 80), x_forwarded_for="203.0.113.9")[0]
    assert refused["type"] == "websocket.close" or refused["status"] == 403
    assert asked("http", ("127.0.0.1", 80), "/me/sealed", x_forwarded_for="203.0.113.9")[0]["status"] == 200


def test_every_open_route_acts_as_the_program() -> None:
    said: list[str] = []

    async def endpoint(_request: Request) -> PlainTextResponse:
        said.append(current().name)
        return PlainTextResponse("")

    async def answered() -> None:
        await by_itself(endpoint)(Request({"type": "http", "headers": []}))

    ask(lambda _: None, is_signed_in_only=True)
    try:
        asyncio.run(answered())
        with pytest.raises(NobodyActsError):
            asyncio.run(endpoint(Request({"type": "http", "headers": []})))
    finally:
        ask(None, is_signed_in_only=False)
    assert said == ["Saldo"]
    assert {route.endpoint.__code__ for route in ROUTES} == {by_itself(endpoint).__code__}
