"""A server on loopback that behaves like a gateway: takes messages once by their key, asks for pauses, hangs, lies, talks nonsense."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from core.channels.gateway_terms import GatewayTerms

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "only-for-loopback"  # noqa: S105
HANG, CUT, TAKE_AND_CUT = 0, -1, -2
WORDS = {"refused": 400, "later": 503, "lost": TAKE_AND_CUT}  # what the first word of a recipient gets it


@dataclass
class GatewayServer:
    """What the server took. ``answers`` is what it says next instead: code, headers, body; a code of HANG, CUT or TAKE_AND_CUT."""

    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    by_key: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    let_go: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def says(self, code: int, body: Any = None, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((code, {name.replace("_", "-"): value for name, value in headers.items()}, content))

    def take(self, said: dict[str, Any], key: str) -> str:
        with self.lock:
            if key and key in self.by_key:
                return self.by_key[key]
            self.taken.append(said)
            made = f"SM{len(self.taken):04d}"
            if key:
                self.by_key[key] = made
            return made


def terms(port: int, **changed: Any) -> GatewayTerms:
    """Return a declaration of the server on ``port``."""
    said = {
        "label": "Test gateway",
        "address": f"http://127.0.0.1:{port}/messages",
        "body": {"to": "{{ to }}", "text": "{{ text }}", "reference": "{{ reference }}"},
        "idempotency_header": "Idempotency-Key",
        "id_at": "message.id",
        "error_at": "error.detail",
        "connect_seconds": 2,
        "answer_seconds": 5.0,
    }
    return GatewayTerms.from_dict(said | changed)


@contextmanager
def gateway_server() -> Iterator[GatewayServer]:  # noqa: C901 (one handler, read as a whole)
    """Serve until the block ends."""
    state = GatewayServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            is_form = "form" in self.headers.get("Content-Type", "")
            said = dict(parse_qsl(content.decode())) if is_form else _json(content)
            headers = {name.lower(): value for name, value in self.headers.items()} | {"path": self.path}
            state.asked.append(headers)
            state.bodies.append(content)
            key = self.headers.get("Idempotency-Key", "")
            if (word := str(said.get("to", "")).partition("-")[0]) in WORDS:
                state.says(WORDS[word], {})
            if state.answers:
                code, more, body = state.answers.pop(0)
                if code == TAKE_AND_CUT:
                    state.take(said, key)
                if code <= 0:
                    if code == HANG:
                        state.let_go.wait(5)
                    self.connection.shutdown(SHUT_RDWR)
                    self.close_connection = True
                    return
                self._say(code, body, more)
                return
            self._say(201, json.dumps({"message": {"id": state.take(said, key)}}).encode(), {})

        def do_GET(self) -> None:
            content = state.files.get(self.path)
            is_ours = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            self._say(200 if content is not None and is_ours else 404, content or b"", {})

        def _say(self, code: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a caller that hung up first."""

    server = Server(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return {"text": content.decode()}
