"""The worker as a process of its own: on this machine, or on any other that reaches the desk."""

from __future__ import annotations

import signal
from contextlib import nullcontext
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from core import duties
from core.campaigns.pulse import Pulse
from core.campaigns.worker import Terms
from core.console.output import Json, emit, table
from core.errors import SaldoError
from core.wiring import wire
from core.worker_page import serving

if TYPE_CHECKING:
    from core.campaigns.worker import WorkReport


class WorkTroubleError(SaldoError):
    """The channel is down; the sentence says what to do."""


def work_(
    *,
    until_done: Annotated[bool, typer.Option("--until-done", help="Stop when nothing is waiting.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Ignore planned times and contact hours, and say so.")] = False,
    threads: Annotated[int, typer.Option(min=1, max=16, help="How many connections send at once.")] = 1,
    listen: Annotated[
        str | None, typer.Option(help="HOST:PORT for /healthz and /metrics; without it 127.0.0.1 from port 9464 on.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Send what is due; without --until-done, until Ctrl-C or SIGTERM."""
    application, stop, pulse = wire(), Event(), Pulse()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    is_watched = listen is not None or not until_done
    with serving(application.desk, pulse, listen) if is_watched else nullcontext() as address:
        if address is not None:
            typer.echo(f"Working; see http://{address}/healthz and http://{address}/metrics", err=True)
        work = duties.help_out if duties.is_helper(application) else duties.work
        terms = Terms(until_done=until_done, is_immediate=now, threads=threads)
        done = work(application, terms, stop=stop, pulse=pulse)
    application.mailbox.stop()
    _tell(done, as_json=as_json)
    if done.trouble is not None:
        raise WorkTroubleError(done.trouble)


def _tell(done: WorkReport, *, as_json: bool) -> None:
    counts = {str(state): count for state, count in done.settled.items()}
    answer = {
        "states": counts,
        "left": done.left,
        "next_at": done.next_at and done.next_at.isoformat(),
        "trouble": done.trouble,
        "remarks": done.remarks,
    }
    lines = [*done.remarks, *table(("state", "messages"), counts.items())]
    if done.left:
        lines.append(f"{done.left} messages wait{f' until {done.next_at:%Y-%m-%d %H:%M} UTC' if done.next_at else ''}.")
    emit(answer, as_json=as_json, lines=lines)


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command("work")(work_)
