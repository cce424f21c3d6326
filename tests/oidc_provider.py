"""A real OpenID Connect provider in a process of its own (oidc-provider-mock): who signs in there is whoever a test names."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 60


@dataclass(frozen=True)
class OidcProvider:
    """A running provider."""

    url: str

    def know(self, sub: str, **claims: Any) -> None:
        """Let ``sub`` sign in with ``claims`` from now on; a claim of the token itself (exp, aud) makes it say that instead."""
        body = json.dumps(claims).encode()
        asked = urllib.request.Request(  # noqa: S310 (this machine)
            f"{self.url}/users/{sub}", data=body, method="PUT", headers={"content-type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310
            assert answer.status == 204


@contextmanager
def provided(port: int) -> Iterator[OidcProvider]:
    """Run a provider on ``port`` of this machine."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"http://127.0.0.1:{port}/.well-known/openid-configuration", process)
        yield OidcProvider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=20)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the provider ended while it started"
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 (this machine)
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the provider did not answer within {START_SECONDS} seconds")
