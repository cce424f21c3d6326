"""Workers as processes of their own, forked from one that has imported everything: ``python -m tests.crash.work``.

It reads commands, one a line, and answers each with one line: ``start`` with the terms as JSON answers the new worker's process
number; ``join`` with such a number answers how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.clock import Clock, utc_now
from core.desk.engine import open_desk


def jumping(offset: Path) -> Clock:
    """Return a clock that is as many seconds ahead as the file says at that moment."""

    def now() -> datetime:
        return utc_now() + timedelta(seconds=float(offset.read_text() or 0))

    return now


def work(
    *, desk_url: str, port: int, threads: int = 2, lease_seconds: float = 1.5, stays: bool = False, clock: str = ""
) -> None:
    """Send until everything is done, or until told to stop."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    relay = Relay(host="127.0.0.1", port=port, tls=Tls.NONE)
    desk = open_desk(desk_url, clock=jumping(Path(clock)) if clock else utc_now)
    terms = Terms(until_done=not stays, is_immediate=True, threads=threads, lease_seconds=lease_seconds)
    report = run(desk, lambda: Email(lambda: relay, timeout_seconds=10.0), terms, stop=stop)
    if report.trouble:
        raise RuntimeError(report.trouble)


def start(terms: dict[str, Any]) -> int:
    """Fork a worker and return its number."""
    child = os.fork()
    if child:
        return child
    # What it logs is no answer to a command; and where nothing may grow, it goes nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY) if terms.pop("is_quiet", False) else 2, 1)
    code = 1
    try:
        work(**terms)
        code = 0
    except BaseException:  # noqa: BLE001 - the fork must never go on as its parent
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        answer = start(json.loads(rest)) if word == "start" else os.waitpid(int(rest), 0)[1]
        print(answer, flush=True)  # noqa: T201 - the caller reads it
