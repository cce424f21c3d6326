"""A worker as a process of its own: ``python -m tests.crash.work DESK_URL PORT THREADS LEASE_SECONDS``."""

from __future__ import annotations

import sys

from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.desk.engine import open_desk

if __name__ == "__main__":
    url, port, threads, lease_seconds = sys.argv[1:5]
    relay = Relay(host="127.0.0.1", port=int(port), tls=Tls.NONE)
    terms = Terms(until_done=True, is_immediate=True, threads=int(threads), lease_seconds=float(lease_seconds))
    report = run(open_desk(url), lambda: Email(lambda: relay, timeout_seconds=10.0), terms)
    sys.exit(f"gave up: {report.trouble}" if report.trouble else 0)
