"""``python -m core.beside``: the process that the app starts to send and to keep the schedule; it ends when the app does."""

from __future__ import annotations

import os
import signal
import sys
import time
from threading import Event, Thread
from typing import Final

import structlog

from core import duties, logs, memory
from core.acting import by_itself
from core.campaigns.worker import Terms
from core.errors import SaldoError
from core.settings import Settings
from core.wiring import wire

BEHIND: Final = 10
"""How far the work stands back for whoever reads a page, as ``nice`` counts: where both want a processor, pages get nine tenths."""
RESTS: Final = 4.0
"""After a second of processor time it sends nothing for four: the two processors of a small machine often share one core, and ``nice`` knows
nothing of that."""
INPUT: Final = 0
ALONE_SECONDS: Final = 40.0
"""How long it may take to end once the app is gone; an app that lives breaks it off before."""

log = structlog.get_logger()


@by_itself
def keep_working(settings: Settings, stop: Event) -> int:
    """Open the installation, serve the built-in mailbox where no relay is set, and work until ``stop``; return the exit code."""
    with logs.traced("work"):
        log.info("the work beside the screens begins")
        try:
            app = wire(settings)
            if app.relay is None:
                app.mailbox.start()
            duties.keep_working(app, stop, Terms(rests=RESTS))
            app.mailbox.stop()
        except SaldoError as problem:
            log.error("the work beside the screens cannot go on", why=str(problem))  # noqa: TRY400 - the sentence says it all
            return 1
    return 0


def follow(stop: Event) -> None:
    """Wait for the end of standard input, which the app holds and gives up with its life; then end, in good order if there is time."""
    while os.read(INPUT, 1):  # not through sys.stdin: its lock would be in the way of an end that comes otherwise
        pass
    stop.set()
    time.sleep(ALONE_SECONDS)
    log.warning("the work beside the screens is broken off: the app is gone", seconds=ALONE_SECONDS)
    os._exit(1)


def main() -> int:
    """Work for the app that started this process, whenever its readers leave a processor free; return the exit code."""
    stop = Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the app says when to end
    # Set in a thread: this one may be inside of the event when the signal comes.
    signal.signal(signal.SIGTERM, lambda *_: Thread(target=stop.set).start())
    Thread(target=follow, args=(stop,), name="saldo app", daemon=True).start()
    os.nice(BEHIND)
    settings = Settings()
    logs.configure(form=settings.log_form, level=settings.log_level)
    watch = memory.start()
    code = keep_working(settings, stop)
    watch.set()
    return code


if __name__ == "__main__":
    sys.exit(main())
