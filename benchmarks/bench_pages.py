"""What a rerun of the aging page costs the server: processor time of its process, asked over its own websocket."""

from __future__ import annotations

import statistics
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.served import ANSWER_SECONDS, processor_seconds, served
from benchmarks.table import Figure
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Iterator

WARM_RUNS: Final = 5
FULL_TARGET_MS: Final = 80.0
FRAGMENT_TARGET_MS: Final = 25.0


@dataclass(frozen=True, kw_only=True)
class PageCost:
    """Milliseconds of processor time a run, and bytes sent to the browser a run."""

    full_ms: float
    fragment_ms: float
    full_bytes: int
    fragment_bytes: int


def measure(home: Path, *, runs: int = 60) -> PageCost:
    """Return what a rerun of Numbers and of its aging fragment costs on the ledger in ``home``, caches warm."""
    with served(home) as (port, process), _session(port) as session:
        fragment = _run(session, None)[1]
        for _ in range(WARM_RUNS):
            _run(session, None)
            _run(session, fragment)
        full_ms, full_bytes = _timed(session, process, None, runs)
        fragment_ms, fragment_bytes = _timed(session, process, fragment, runs)
    return PageCost(full_ms=full_ms, fragment_ms=fragment_ms, full_bytes=full_bytes, fragment_bytes=fragment_bytes)


def figures(*, customers: int = 2000) -> list[Figure]:
    """Return both figures on a demo portfolio made for the purpose."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        wire(Settings(home=home)).make_demo(customers=customers)
        cost = measure(home)
    return [
        Figure(name="rerun of the aging page", measured=cost.full_ms, unit="ms CPU", target=FULL_TARGET_MS),
        Figure(name="rerun of its fragment", measured=cost.fragment_ms, unit="ms CPU", target=FRAGMENT_TARGET_MS),
    ]


@contextmanager
def _session(port: int) -> Iterator[ClientConnection]:
    """Yield a reader's connection with the Numbers page open."""
    origin = f"http://127.0.0.1:{port}"
    with connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(origin),
        max_size=None,
        open_timeout=ANSWER_SECONDS,
    ) as connection:
        yield connection


def _run(session: ClientConnection, fragment: str | None) -> tuple[int, str]:
    """Ask for one run of the page, or of ``fragment``; return the bytes of the answer and a fragment's id."""
    message = BackMsg()
    message.rerun_script.page_name = "numbers"
    if fragment is not None:
        message.rerun_script.fragment_id = fragment
    session.send(message.SerializeToString())
    size, found = 0, fragment or ""
    while True:
        answer = session.recv(timeout=ANSWER_SECONDS)
        size += len(answer)
        told = ForwardMsg()
        told.ParseFromString(answer if isinstance(answer, bytes) else answer.encode())
        kind = told.WhichOneof("type")
        if kind == "delta" and told.delta.fragment_id:
            found = found or told.delta.fragment_id
        if kind == "script_finished":
            return size, found


def _timed(session: ClientConnection, process: int, fragment: str | None, runs: int) -> tuple[float, int]:
    """Return the processor milliseconds and the bytes of one run, over ``runs`` of them."""
    before = processor_seconds(process)
    sizes = [_run(session, fragment)[0] for _ in range(runs)]
    return 1000 * (processor_seconds(process) - before) / runs, int(statistics.median(sizes))
