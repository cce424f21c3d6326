"""The door of the server: names, pages elsewhere, lengths and haste; and what every answer carries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from streamlit import config, net_util
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed, is_host_allowed

from dashboard.gate import CLOSED, MOST_BODY, UPLOAD, Gate, is_foreign, is_ours
from dashboard.tracing import Tally, Traced, kind_of
from dashboard.web import HomeHeaders, answer_to, origin_of, policy

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ["saldo.example.org", "127.0.0.1"]


class Answer:
    """What an app answered to one request."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def headers(self) -> Headers:
        return Headers(raw=self.messages[0]["headers"])


def ask(
    app: ASGIApp,
    path: str = "/",
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: tuple[bytes, ...] = (b"",),
    who: str = "10.0.0.1",
    kind: str = "http",
    scheme: str = "http",
) -> Answer:
    answer, parts = Answer(), list(body)
    given = {"host": "saldo.example.org", **(headers or {})}
    scope: dict[str, Any] = {
        "type": kind,
        "path": path,
        "method": method,
        "scheme": scheme,
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": (who, 5000),
    }

    async def receive() -> Message:
        if kind == "websocket":
            return {"type": "websocket.connect"}
        return {"type": "http.request", "body": parts.pop(0) if parts else b"", "more_body": bool(parts)}

    async def send(message: Message) -> None:
        answer.messages.append(message)

    anyio.run(app, scope, receive, send)
    return answer


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that reads all it is sent and sets a cookie."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    while (await receive()).get("more_body"):
        pass
    answer = PlainTextResponse("in")
    answer.set_cookie("session", "x", samesite="strict")
    answer.raw_headers.append((b"set-cookie", b"_streamlit_xsrf=2|a; Path=/"))
    await answer(scope, receive, send)


@pytest.fixture
def gate() -> Gate:
    return Gate(inside, hosts=lambda: HOSTS)


@pytest.mark.parametrize(
    "host", ["evil.example", "saldo.example.org.evil.example", "user@127.0.0.1", "127.0.0.1:x", ""]
)
def test_only_our_own_names_are_answered(gate: Gate, host: str) -> None:
    assert ask(gate, headers={"host": host}).status == 400
    assert ask(gate, "/metrics", headers={"host": host}).status == 400
    assert ask(gate, "/healthz", headers={"host": host}).status == 200, "a watcher knows the address only"
    assert ask(gate, "/me/token", headers={"host": host}).status == 200, "the seal is what counts there"


@pytest.mark.parametrize(
    "host", ["a.example.org", "example.org", "x.example.org.", "EXAMPLE.org:80", "b:1", "[::1]:80"]
)
def test_names_are_read_as_streamlit_reads_them(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = ["*.example.org", "b", "::1"]
    option = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: hosts if name == "server.allowedHosts" else option(name))
    assert is_ours(host, hosts) == is_host_allowed(host)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # no browser
        ({"origin": "https://saldo.example.org"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://saldo.example.org", "host": "saldo.example.org:443"}, 200),  # nginx: $host:$server_port
        ({"origin": "https://saldo.example.org", "host": "saldo.example.org:8443"}, 403),
        ({"origin": "https://saldo.example.org:x"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": "https://other.example.org"}, 403),
        ({"origin": "https://friend.example", "sec-fetch-site": "cross-site"}, 200),
    ],
)
def test_pages_elsewhere_change_nothing(headers: dict[str, str], status: int) -> None:
    gate = Gate(inside, hosts=lambda: HOSTS, origins=lambda: ["https://friend.example"])
    assert ask(gate, method="POST", headers=headers).status == status
    assert ask(gate, headers=headers).status == 200, "a link to us may stand anywhere"
    opened = ask(gate, "/_stcore/stream", kind="websocket", headers=headers).messages[0]["type"]
    is_let_in = status == 200 and headers.get("origin") != "null"
    assert opened == ("websocket.accept" if is_let_in else "websocket.close")


@pytest.mark.parametrize("host", ["saldo.example.org", "saldo.example.org:443", "127.0.0.1:8501"])
def test_a_proxy_may_name_us_otherwise_and_nobody_elsewhere_is_asked_who_we_are(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(net_util, "get_external_ip", lambda: pytest.fail("asked the internet for our address"))
    address = "https://saldo.example.org/"
    names = ("browser.serverAddress", "server.allowedHosts")
    before = [(name, config.get_option(name), config.get_where_defined(name)) for name in names]
    answer_to(address)
    try:
        headers = {"host": host, "origin": "https://saldo.example.org"}
        gate = Gate(inside, hosts=lambda: HOSTS, origins=lambda: origin_of(address))
        opened = ask(gate, "/_stcore/stream", kind="websocket", headers=headers).messages[0]["type"]
        assert opened == "websocket.accept"
        assert _is_origin_allowed(headers["origin"], host), "Streamlit looks once more"
    finally:
        for each in before:
            config.set_option(*each)


def test_what_is_too_long_is_not_read_to_its_end(gate: Gate) -> None:
    piece = b"x" * (MOST_BODY // 2 + 1)
    assert ask(gate, method="POST", headers={"content-length": str(MOST_BODY + 1)}).status == 413
    assert ask(gate, method="POST", headers={"content-length": "many"}).status == 413
    assert ask(gate, method="POST", body=(piece, piece, b"x")).status == 413, "no length was announced"
    assert ask(gate, method="POST", body=(b"x",)).status == 200
    assert ask(gate, f"{UPLOAD}/s/f", method="PUT", body=(piece, piece)).status == 200, (
        "Streamlit bounds uploads itself"
    )


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/auth/login", "/oauth2callback", "/me/x", "/hook/receipt/sms", UPLOAD]
)
def test_haste_is_slowed_for_each_address(gate: Gate, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 1_000.0)
    most = next(each for each in gate.limits if each.covers(path)).pace.most
    for _ in range(most):
        assert gate._look({"type": "http", "path": path, "method": "GET", "client": ("10.0.0.9", 1),
                           "headers": [(b"host", b"127.0.0.1")]}) is None  # fmt: skip
    answer = ask(gate, path, who="10.0.0.9")
    assert (answer.status, answer.headers["retry-after"]) == (429, "60")
    assert ask(gate, path, who="10.0.0.8").status == 200
    assert ask(gate, path, who="::ffff:10.0.0.9").status == 429, "an IPv4 address in IPv6's words"


def test_whoever_has_one_ipv6_line_has_all_addresses_of_it(gate: Gate) -> None:
    most = next(each for each in gate.limits if each.covers("/auth/login")).pace.most
    answers = [ask(gate, "/auth/login", who=f"2001:db8:0:1::{host:x}").status for host in range(most + 1)]
    assert answers == [200] * most + [429]
    assert ask(gate, "/auth/login", who="2001:db8:0:2::1").status == 200


@pytest.mark.parametrize("path", CLOSED)
def test_what_streamlit_offers_machines_is_closed(gate: Gate, path: str) -> None:
    assert ask(gate, f"{path}/x").status == 404


def test_every_answer_carries_the_headers_and_flags() -> None:
    plain = ask(HomeHeaders(inside)).headers
    assert "strict-transport-security" not in plain
    assert plain.getlist("set-cookie") == [
        "session=x; Path=/; SameSite=strict; HttpOnly",
        "_streamlit_xsrf=2|a; Path=/; SameSite=Lax",
    ]
    for app, how in (
        (HomeHeaders(inside), {"scheme": "https"}),
        (HomeHeaders(inside), {"headers": {"x-forwarded-proto": "https"}}),
        (HomeHeaders(inside, is_tls=True), {}),
    ):
        private = ask(app, **how).headers
        assert private["strict-transport-security"].startswith("max-age=")
        assert all("Secure" in cookie for cookie in private.getlist("set-cookie"))
    assert plain["content-security-policy"] == policy("saldo.example.org")
    assert "unsafe-eval" not in plain["content-security-policy"]
    assert "'unsafe-inline'" not in plain["content-security-policy"].partition("script-src")[2].partition(";")[0]
    assert plain["x-content-type-options"] == "nosniff"


def test_a_page_of_its_own_keeps_its_own_stricter_policy() -> None:
    async def own(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("", headers={"content-security-policy": "default-src 'none'"})(scope, receive, send)

    assert ask(HomeHeaders(own)).headers.getlist("content-security-policy") == ["default-src 'none'"]


def test_a_request_is_counted_by_kind_and_named_in_its_answer() -> None:
    tally = Tally()
    traced = Traced(inside, tally=tally)
    assert (
        ask(traced, "/pay/secret", headers={"x-request-id": "from-the-proxy-1"}).headers["x-request-id"]
        == "from-the-proxy-1"
    )
    made = ask(traced, "/pay/secret", headers={"x-request-id": "x\\nforged"}).headers["x-request-id"]
    assert "forged" not in made

    async def breaks(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ask(Traced(breaks, tally=tally), "/any/secret")
    assert dict(tally.answers) == {("pay link", 200): 2, ("page", 500): 1}
    told = "\\n".join(line for family in tally.families() for line in family.lines())
    assert 'saldo_http_answers_total{code="200",kind="pay link"} 2' in told
    assert "secret" not in told


def test_who_has_no_browser_says_nothing_foreign() -> None:
    assert not is_foreign(Headers({"host": "a"}))
    assert kind_of("/hook/receipt/sms") == "hook"
