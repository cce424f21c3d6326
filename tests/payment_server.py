"""A server on loopback that behaves like the payment-link interface of a provider: keys, idempotency, states, errors."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "test_only_for_loopback"


@dataclass
class PaymentServer:
    """What the server was asked and what it made; ``answers`` is what it says next instead, when set."""

    address: str = ""
    links: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    by_key: dict[str, str] = field(default_factory=dict)

    payments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def pay(self, link_id: str, value: str | None = None) -> str:
        """Let somebody pay at a link, the whole or ``value``; return the id of the payment."""
        link = self.links[link_id]
        link["paidAt"] = "2026-11-03T10:05:00+00:00"
        made = self.payments.setdefault(link_id, [])
        amount = {**link["amount"], "value": value or link["amount"]["value"]}
        made.append({"resource": "payment", "id": f"tr_{link_id[3:]}{len(made)}", "status": "paid", "amount": amount})
        return str(made[-1]["id"])

    def give_back(self, link_id: str, value: str, *, name: str = "amountRefunded") -> None:
        """Let money of a paid link go back: refunded by us, or charged back by the bank (``amountChargedBack``)."""
        paid = self.payments[link_id][0]
        paid[name] = {**paid["amount"], "value": value}


@contextmanager
def payment_server() -> Iterator[PaymentServer]:  # noqa: C901 (one handler, read as a whole)
    """Serve until the block ends."""
    state = PaymentServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(("POST", self.path, body))
            if self._is_refused():
                return
            missing = {"amount", "description"} - body.keys()
            if self.path != "/v2/payment-links" or missing:
                self._say(422, {"status": 422, "title": "Unprocessable Entity", "detail": f"missing {sorted(missing)}"})
                return
            key = self.headers.get("Idempotency-Key", "")
            link_id = state.by_key.get(key) or f"pl_{len(state.links) + 1:04d}"
            if link_id not in state.links:
                state.links[link_id] = {
                    "resource": "payment-link",
                    "id": link_id,
                    "mode": "test",
                    **body,
                    "archived": False,
                    "createdAt": "2026-11-03T10:00:00+00:00",
                    "paidAt": None,
                    "_links": {"paymentLink": {"href": f"{state.address}/p/{link_id}", "type": "text/html"}},
                }
            state.by_key[key] = link_id
            self._say(201, state.links[link_id])

        def do_PATCH(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(("PATCH", self.path, body))
            if self._is_refused():
                return
            link = state.links.get(self.path.removeprefix("/v2/payment-links/"))
            if link is None:
                self._say(404, {"status": 404, "title": "Not Found", "detail": "No payment link exists with this id."})
                return
            link.update(body)
            self._say(200, link)

        def do_GET(self) -> None:
            state.asked.append(("GET", self.path, {}))
            if self._is_refused():
                return
            link_id, _, part = self.path.removeprefix("/v2/payment-links/").partition("/")
            link = state.links.get(link_id)
            if link is not None and part.startswith("payments"):
                self._say(200, {"count": 1, "_embedded": {"payments": state.payments.get(link_id, [])}})
            elif link is None:
                self._say(404, {"status": 404, "title": "Not Found", "detail": "No payment link exists with this id."})
            else:
                self._say(200, link)

        def log_message(self, *_: object) -> None:
            pass

        def _is_refused(self) -> bool:
            if state.answers:
                status, content = state.answers.pop(0)
                self._send(status, content)
                return True
            if self.headers.get("Authorization") != f"Bearer {KEY}":
                self._say(401, {"status": 401, "title": "Unauthorized Request", "detail": "Missing authentication"})
                return True
            return False

        def _say(self, status: int, said: dict[str, Any]) -> None:
            self._send(status, json.dumps(said).encode())

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/hal+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
