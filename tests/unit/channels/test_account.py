"""Logging in: verified TLS, a refused password, and the doors of yagmail that stay shut."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from core.channels.account import Account
from core.channels.base import ChannelDownError
from core.channels.relay import Relay, Tls
from tests.certificates import certificate
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Server:
    """aiosmtpd with STARTTLS and one account."""

    def __init__(self, files: tuple[Path, Path]) -> None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)
        with Sink() as free:
            port = free.port
        self.controller = Controller(
            object(),
            hostname="127.0.0.1",
            port=port,
            server_hostname="localhost",
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=self.check,
        )
        self.controller.start()

    @staticmethod
    def check(*given: Any) -> AuthResult:
        login = given[-1]
        is_right = (login.login, login.password) == (b"ar@saldo.example", b"right")
        return AuthResult(success=is_right, handled=False)

    def relay(self, password: str, ca_file: Path | None) -> Relay:
        return Relay(
            host="127.0.0.1",
            port=self.controller.port,
            tls=Tls.STARTTLS,
            user="ar@saldo.example",
            password=password,
            ca_file=None if ca_file is None else str(ca_file),
        )


@pytest.fixture
def own_certificate(tmp_path: Path) -> tuple[Path, Path]:
    return certificate(tmp_path)


@pytest.fixture
def server(own_certificate: tuple[Path, Path]) -> Iterator[Server]:
    running = Server(own_certificate)
    yield running
    running.controller.stop()


def test_login_over_verified_tls(server: Server, own_certificate: tuple[Path, Path]) -> None:
    account = Account(server.relay("right", own_certificate[0]), timeout_seconds=30)
    connection = account.connected()
    assert isinstance(connection.sock, ssl.SSLSocket)
    assert account.connected() is connection
    account.close()


def test_a_wrong_password_is_told(server: Server, own_certificate: tuple[Path, Path]) -> None:
    account = Account(server.relay("wrong", own_certificate[0]), timeout_seconds=30)
    with pytest.raises(ChannelDownError, match=r"refused the login .* correct the user and password") as refused:
        account.connected()
    assert "wrong" not in str(refused.value)


def test_a_certificate_nobody_vouches_for_is_refused(server: Server) -> None:
    with pytest.raises(ChannelDownError, match="certificate is not trusted"):
        Account(server.relay("right", None), timeout_seconds=30).connected()


@pytest.mark.parametrize(
    ("host", "days", "reason"), [("127.0.0.2", 1, "IP address mismatch"), ("127.0.0.1", -1, "expired")]
)
def test_a_certificate_of_another_host_or_time_is_refused(tmp_path: Path, host: str, days: int, reason: str) -> None:
    files = certificate(tmp_path, host=host, days=days)
    running = Server(files)
    try:
        with pytest.raises(ChannelDownError, match=reason):
            Account(running.relay("right", files[0]), timeout_seconds=30).connected()
    finally:
        running.controller.stop()


def test_a_server_without_starttls_gets_no_password() -> None:
    with Sink() as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.STARTTLS, user="a", password="b")  # noqa: S106
        with pytest.raises(ChannelDownError, match="STARTTLS"):
            Account(relay, timeout_seconds=30).connected()


def test_yagmails_own_ways_of_sending_are_shut() -> None:
    account = Account(Relay(host="127.0.0.1", port=1, tls=Tls.NONE), timeout_seconds=1)
    with pytest.raises(TypeError, match="only connects"):
        account.send("a@example.org", contents="/etc/hostname")
    with pytest.raises(TypeError, match="only connects"):
        account.feedback()
    assert Account.handle_password("user", None) == ""
