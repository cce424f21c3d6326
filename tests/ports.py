"""Ports of this machine for the servers that tests start: of each worker its own, and none that the system hands to others."""

from __future__ import annotations

import itertools
import os
import socket
from typing import Final

FIRST: Final = 20_000
A_WORKER: Final = 500
WORKERS: Final = 24
"""All of them lie under 32,768, where Linux begins to hand ports to whoever asks for any: what is free stays free until it is used."""

_numbers = itertools.count()


def free_port() -> int:
    """Return a port that nobody listens at, and that nobody else is given while this worker has others left."""
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    begin = os.getpid() % A_WORKER  # another run of the tests beside this one begins elsewhere
    for number in itertools.islice(_numbers, A_WORKER):
        port = FIRST + place * A_WORKER + (begin + number) % A_WORKER
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError(f"none of the ports from {FIRST + place * A_WORKER} is free")
