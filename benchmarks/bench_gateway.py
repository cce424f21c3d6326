"""Messages over a gateway beside a bare http.client loop, over the same loopback server in another process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from http.client import HTTPConnection

from benchmarks.table import Figure
from core.channels.base import Outcome, Outgoing
from core.channels.gateway import Gateway
from core.channels.gateway_terms import GatewayTerms
from core.gateways.writing import Particulars, Requests
from core.vocabulary import ChannelName

MESSAGES = 3_000
BATCH = 20
TEXT = "Beste mevrouw De Vries, we hebben uw betaling van € 125,00 nog niet gekregen. Vragen? Bel 020 123 45 67."
SERVER = """
import asyncio, sys
ANSWER = b'HTTP/1.1 201 Created\\r\\nContent-Length: 13\\r\\n\\r\\n{"id": "abc"}'
async def take(reader, writer):
    try:
        while head := await reader.readuntil(b"\\r\\n\\r\\n"):
            length = next(int(l.split(b":")[1]) for l in head.lower().split(b"\\r\\n") if l.startswith(b"content-length"))
            await reader.readexactly(length)
            writer.write(ANSWER)
    except (asyncio.IncompleteReadError, OSError):
        writer.close()
async def main():
    server = await asyncio.start_server(take, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def figures() -> list[Figure]:
    """Return the CPU time of a message over the adapter beside that of a bare loop, and how many go in a second."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline() if server.stdout else 0)
        _over_gateway(port, 200)
        _bare(port, 200)
        own_cpu, own_wall = _over_gateway(port, MESSAGES)
        bare_cpu, bare_wall = _bare(port, MESSAGES)
    finally:
        server.kill()
        server.wait()
    return [
        Figure(
            name="a message over a gateway",
            measured=1e6 * own_cpu / MESSAGES,
            unit="us CPU",
            target=4.0,
            reference_name="bare http.client, json.dumps",
            reference=1e6 * bare_cpu / MESSAGES,
        ),
        Figure(
            name=f"{MESSAGES:,} messages over a gateway",
            measured=own_wall,
            unit="s",
            target=3.0,
            reference_name="bare http.client, json.dumps",
            reference=bare_wall,
        ),
    ]


def _over_gateway(port: int, count: int) -> tuple[float, float]:
    terms = GatewayTerms.from_dict(
        {
            "label": "bench",
            "address": f"http://127.0.0.1:{port}/messages",
            "body": {"to": "{{ to }}", "text": "{{ text }}", "reference": "{{ reference }}", "from": "Saldo"},
            "idempotency_header": "Idempotency-Key",
            "id_at": "id",
        }
    )
    known = Particulars(reference="1.1.0123456789abcdef@saldo.example", language="nl", country="NL")
    write = Requests(ChannelName.SMS, lambda: terms, lambda keys: dict.fromkeys(keys, known), lambda: "")
    gateway = Gateway(ChannelName.SMS, lambda: terms, write)
    messages = [Outgoing(key=n, sender="", recipient="06 12345678", content=TEXT.encode()) for n in range(count)]
    cpu, wall = time.process_time(), time.perf_counter()
    for start in range(0, count, BATCH):
        for receipt in gateway.send(messages[start : start + BATCH], lambda _: True):
            if receipt.outcome is not Outcome.ACCEPTED:
                raise RuntimeError(receipt.text)
    spent = time.process_time() - cpu, time.perf_counter() - wall
    gateway.close()
    return spent


def _bare(port: int, count: int) -> tuple[float, float]:
    connection = HTTPConnection("127.0.0.1", port)
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(count):
        body = json.dumps({"to": "+31612345678", "text": TEXT, "reference": str(number), "from": "Saldo"}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(number)}
        connection.request("POST", "/messages", body=body, headers=headers)
        json.loads(connection.getresponse().read())
    spent = time.process_time() - cpu, time.perf_counter() - wall
    connection.close()
    return spent
