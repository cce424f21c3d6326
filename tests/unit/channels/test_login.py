"""Login by password and by token against a server that speaks it, and tokens from a sign-in service on loopback."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from core import secret
from core.channels.account import Account
from core.channels.base import ChannelDownError
from core.channels.login import Auth
from core.channels.oauth import OAuthClient, Tokens
from core.channels.relay import Relay, RelayUrlError, Tls, parse_relay
from core.mail import relay_of, tokens_of
from core.settings import Settings
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

USER, RIGHT = "ar@saldo.example", "sésame ouvre-toi"


@dataclass
class SignIn:
    """A sign-in service on loopback: gives numbered tokens, and remembers what it was asked."""

    seconds: object = 3600
    status: int = 200
    body: dict[str, Any] | None = None
    moved_to: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        service = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                service.asked.append({name: values[0] for name, values in given.items()})
                token = {"access_token": f"token-{len(service.asked)}", "expires_in": service.seconds}
                said = json.dumps(token if service.body is None else service.body).encode()
                self.send_response(302 if service.moved_to else service.status)
                if service.moved_to:
                    self.send_header("Location", service.moved_to)
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True, kwargs={"poll_interval": 0.02}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/token"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 3, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def kept(monkeypatch: pytest.MonkeyPatch, value: str = "hush") -> secret.Secret:
    monkeypatch.setenv("SALDO_TEST_SECRET", value)
    return secret.read("env:SALDO_TEST_SECRET")


class Speaks:
    """What aiosmtpd does with XOAUTH2: the token it wants, or a challenge and, after an empty line, a refusal."""

    def __init__(self) -> None:
        self.wanted = "token-1"
        self.heard: list[bytes] = []

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        given = base64.b64decode(args[1])
        if given == f"user={USER}\x01auth=Bearer {self.wanted}\x01\x01".encode():
            return AuthResult(success=True, auth_data=given)
        refusal = base64.b64encode(b'{"status":"401","schemes":"bearer","scope":"https://mail.example/"}').decode()
        await server.push(f"334 {refusal}")
        self.heard.append(await server._reader.readline())
        await server.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=False, handled=True)


@pytest.fixture
def speaks() -> Speaks:
    return Speaks()


@pytest.fixture
def server(speaks: Speaks) -> Iterator[Controller]:
    def check(*given: Any) -> AuthResult:
        login = given[-1]
        is_right = isinstance(login, LoginPassword) and (login.login, login.password) == (USER.encode(), RIGHT.encode())
        return AuthResult(success=is_right, handled=False)

    with Sink() as free:
        port = free.port
    running = Controller(
        speaks,
        hostname="127.0.0.1",
        port=port,
        server_hostname="localhost",
        auth_required=True,
        auth_require_tls=False,
        authenticator=check,
    )
    running.start()
    yield running
    running.stop()


def relay(server: Controller, auth: Auth = Auth.PASSWORD, password: str | None = RIGHT, tokens: Any = None) -> Relay:
    return Relay(
        host="127.0.0.1", port=server.port, tls=Tls.NONE, user=USER, password=password, auth=auth, tokens=tokens
    )


def enter(where: Relay) -> None:
    account = Account(where, timeout_seconds=30)
    account.connected()
    account.close()


@pytest.mark.parametrize("auth", [Auth.PASSWORD, Auth.PLAIN, Auth.LOGIN])
@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_login_by_password_in_any_letters(server: Controller, auth: Auth) -> None:
    enter(relay(server, auth))
    with pytest.raises(ChannelDownError, match="refused the login"):
        enter(relay(server, auth, "wrong"))


def test_a_way_that_the_server_lacks_is_named() -> None:
    with Sink() as plain:
        where = Relay(host="127.0.0.1", port=plain.port, tls=Tls.NONE, user=USER, password=RIGHT)
        with pytest.raises(ChannelDownError, match=r"no login by PLAIN or LOGIN .*auth=plain, login or xoauth2"):
            enter(where)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_login_by_token_asks_once_and_again_when_it_is_refused(
    server: Controller, speaks: Speaks, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SignIn() as service:
        client = OAuthClient(token_url=service.url, client_id="saldo", client_secret=kept(monkeypatch), scope="send")
        tokens = Tokens(client, Clock())
        for _ in range(3):
            enter(relay(server, Auth.XOAUTH2, None, tokens))
        assert len(service.asked) == 1
        speaks.wanted = "token-2"  # the first was taken back before its time
        enter(relay(server, Auth.XOAUTH2, None, tokens))
        assert len(service.asked) == 2
        assert speaks.heard == [b"\r\n"]
        speaks.wanted = "never"
        with pytest.raises(ChannelDownError, match=r"535 .*status 401, scope https://mail\.example") as refused:
            enter(relay(server, Auth.XOAUTH2, None, tokens))
        assert "token-" not in str(refused.value)


def test_a_token_is_renewed_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    with SignIn(seconds="3600") as service:
        refresh = OAuthClient(token_url=service.url, client_id="saldo", refresh_token=kept(monkeypatch, "old-refresh"))
        tokens = Tokens(refresh, clock)
        assert tokens.token() == "token-1"
        clock.now += timedelta(minutes=54)
        assert tokens.token() == "token-1"
        clock.now += timedelta(minutes=2)
        assert tokens.token() == "token-2"
        assert service.asked[0] == {"grant_type": "refresh_token", "refresh_token": "old-refresh", "client_id": "saldo"}


def test_the_applications_own_token_and_a_refresh_token_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    with SignIn() as service:
        client = OAuthClient(token_url=service.url, client_id="saldo", client_secret=kept(monkeypatch), scope="s")
        Tokens(client, Clock()).token()
        assert service.asked == [
            {"grant_type": "client_credentials", "client_id": "saldo", "client_secret": "hush", "scope": "s"}
        ]
        service.body = {"access_token": "a", "refresh_token": "new-refresh"}
        tokens = Tokens(
            OAuthClient(token_url=service.url, client_id="s", refresh_token=kept(monkeypatch, "r")), Clock()
        )
        tokens.forget(tokens.token())
        tokens.token()
        assert service.asked[-1]["refresh_token"].startswith("new")


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (
            400,
            {"error": "invalid_grant", "error_description": "AADSTS70008: expired"},
            "400: invalid_grant AADSTS70008",
        ),
        (500, {}, "answered 500"),
        (200, {}, "no access token"),
        (200, {"access_token": "with\nbreak"}, "no access token"),
    ],
)
def test_a_refusal_is_told_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, status: int, body: dict[str, str], reason: str
) -> None:
    with SignIn(status=status, body=body) as service:
        client = OAuthClient(token_url=service.url, client_id="saldo", client_secret=kept(monkeypatch))
        with pytest.raises(ChannelDownError, match=reason) as refused:
            Tokens(client, Clock()).token()
        assert "hush" not in str(refused.value)
        assert "hush" not in repr(client)


def test_a_secret_goes_to_no_other_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with SignIn() as elsewhere, SignIn(moved_to=elsewhere.url) as service:
        client = OAuthClient(token_url=service.url, client_id="saldo", client_secret=kept(monkeypatch))
        with pytest.raises(ChannelDownError, match="another address"):
            Tokens(client, Clock()).token()
        assert elsewhere.asked == []
    with pytest.raises(ChannelDownError, match="https://"):
        Tokens(OAuthClient(token_url="http://login.example.org/token", client_id="x"), Clock())  # noqa: S106 - an address


def test_a_service_that_is_not_there_is_told() -> None:
    with SignIn() as gone:
        url = gone.url
    with pytest.raises(ChannelDownError, match="cannot be reached"):
        Tokens(OAuthClient(token_url=url, client_id="x"), Clock()).token()


def test_the_settings_say_where_secrets_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "password"
    place.write_text("from the file\n")
    place.chmod(0o600)
    url = "smtp://ar%40saldo.example@mail.example.org"
    given = Settings(home=tmp_path, smtp_url=url, smtp_password=f"file:{place}")
    assert relay_of(given).password == place.read_text().strip()
    place.chmod(0o644)
    with pytest.raises(secret.SecretError, match="chmod 600"):
        relay_of(given)
    monkeypatch.setenv("SALDO_TEST_SECRET", "hush")
    by_token = Settings(
        home=tmp_path,
        smtp_url=f"{url}?auth=xoauth2",
        oauth_token_url="https://login.example.org/token",  # noqa: S106 - an address
        oauth_client_id="saldo",
        oauth_client_secret="env:SALDO_TEST_SECRET",  # noqa: S106 - where it is kept
    )
    assert relay_of(by_token).tokens is tokens_of(by_token), "one for all threads"
    assert "hush" not in repr(relay_of(by_token))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://ar@mail.example.org?auth=xoauth2", "no sign-in service"),
        ("smtp://ar:secret@mail.example.org?auth=ntlm", "auth=ntlm"),
        ("smtp://ar@mail.example.org?auth=login", "without a password"),
    ],
)
def test_refused_ways_say_why(url: str, reason: str) -> None:
    with pytest.raises(RelayUrlError, match=reason) as refused:
        parse_relay(url)
    assert "secret" not in str(refused.value)
