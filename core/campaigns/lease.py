"""The lease of a sending thread: a beating row; what a dead one held goes back to the queue, or to a person."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, or_, select, text, update

from core.desk.campaign_tables import Message
from core.desk.delivery_tables import DeliveryEvent
from core.desk.tables import Worker
from core.vocabulary import IN_FLIGHT, MessageState

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from core.desk.engine import Desk

LEASE_SECONDS = 30.0
DOUBT = "The worker stopped before it could write down the server's answer"
REPORTED = "The worker stopped before it could write down the answer; a report came afterwards"


class Lease:
    """One sending thread's right to the messages it claimed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.worker_id = ""
        self._boot_id = ""
        self._remark = ""
        self._register()

    def beat(self) -> None:
        """Stay alive; after a restart of the desk's machine begin a new lease, for the old one's marks may be lost."""
        if boot_id(self.desk) != self._boot_id:
            self._register()
            return
        self._write(beat_at=self.desk.now(), remark=self._remark)

    def say(self, remark: str) -> None:
        """Let the screen tell what this worker waits for; written with the next beat unless it is new."""
        if remark != self._remark:
            self._remark = remark
            self._write(beat_at=self.desk.now(), remark=remark)

    def end(self) -> None:
        """Give the lease back."""
        self._write(stopped_at=self.desk.now(), remark="")

    def _register(self) -> None:
        self._boot_id = boot_id(self.desk)
        self.worker_id = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        now = self.desk.now()
        row = insert(Worker).values(
            id=self.worker_id,
            host=socket.gethostname(),
            pid=os.getpid(),
            boot_id=self._boot_id,
            started_at=now,
            beat_at=now,
            remark=self._remark,
        )
        with self.desk.alone() as connection:
            connection.execute(row)

    def _write(self, **values: object) -> None:
        with self.desk.alone(is_relaxed=True) as connection:
            connection.execute(update(Worker).where(Worker.id == self.worker_id).values(**values))


def boot_id(desk: Desk) -> str:
    """Return what changes when the desk's machine, or its PostgreSQL, starts anew: relaxed commits of before may be gone."""
    if desk.is_postgres:
        with desk.reading() as session:
            return str(session.scalar(text("SELECT pg_postmaster_start_time()")))
    kernel = Path("/proc/sys/kernel/random/boot_id")
    return kernel.read_text(encoding="ascii").strip() if kernel.exists() else "unknown"


def sweep(desk: Desk, *, lease_seconds: float = LEASE_SECONDS) -> tuple[int, int]:
    """Settle what dead workers held; return how many messages went back to the queue and how many are uncertain.

    A claimed message was not begun, so it may be sent again; one that was being sent never is. When the desk's machine
    restarted since, the mark between the two may be lost, so then both are uncertain.
    """
    expired = or_(
        Worker.stopped_at.is_not(None),
        Worker.beat_at < desk.now() - timedelta(seconds=lease_seconds),
    )
    dead = select(Worker.id).where(expired)
    with desk.reading() as session:
        held = select(Message.id).where(Message.state.in_(IN_FLIGHT), Message.worker_id.in_(dead)).limit(1)
        if session.scalar(held) is None:
            return 0, 0
    sure = dead.where(Worker.boot_id == boot_id(desk))
    not_begun = and_(Message.state == MessageState.CLAIMED, Message.worker_id.in_(sure))
    begun = and_(Message.state.in_(IN_FLIGHT), Message.worker_id.in_(dead))
    doubtful = {"state": MessageState.UNCERTAIN, "reply": DOUBT, "settled_at": desk.now()}
    # Who reports on a message has had it, also when nobody was left to hear the answer.
    heard = Message.id.in_(select(DeliveryEvent.message_id).where(DeliveryEvent.message_id.is_not(None)))
    _settle(desk, and_(begun, heard), {"state": MessageState.SENT, "reply": REPORTED, "settled_at": desk.now()})
    queued = _settle(desk, not_begun, {"state": MessageState.QUEUED, "claim": None, "worker_id": None})
    return queued, _settle(desk, begun, doubtful)


def _settle(desk: Desk, which: ColumnElement[bool], values: dict[str, object]) -> int:
    """Write ``values`` to the messages of ``which``, in the order of their ids, so that no two workers wait in a circle."""
    chosen = select(Message.id).where(which).order_by(Message.id).with_for_update(skip_locked=True).cte("chosen")
    settled = update(Message).where(Message.id.in_(select(chosen.c.id))).values(**values).returning(Message.id)
    with desk.alone() as connection:
        return len(connection.execute(settled).all())
