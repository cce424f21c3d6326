"""The audit trail: what an entry costs an act, what it costs a worker (nothing), and how long a million entries take to check."""

from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from sqlalchemy import insert, update

from benchmarks.table import Figure
from core.desk import customers, settings
from core.desk import engine as engines
from core.desk.audit import TOLD
from core.desk.audit_chain import NO_ENTRY, as_text, commitment, link, new_salt, of_values
from core.desk.audit_reading import Asked, found
from core.desk.audit_tables import AuditEntry, AuditHead, AuditValue
from core.desk.audit_verify import verify
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.desk.tables import TopicRevision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from core.desk.engine import Desk

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder for each run is made in it
ENTRIES: Final = 1_000_000
PART: Final = 10_000
ACTS: Final = 200
RUNS: Final = 7
MOST_OF_A_CHECK: Final = 60.0  # seconds
MOST_OF_A_SEARCH: Final = 1_000.0  # milliseconds


def figures() -> list[Figure]:
    """Return every figure, on SQLite; processor time, for the machine may be busy."""
    with _desk(MEMORY if MEMORY.is_dir() else None) as desk:  # no act waits for a disk
        costs = _costs(desk)
    with _desk(None) as desk:
        return [*costs, *_of_a_million(desk)]


@contextmanager
def _desk(place: Path | None) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(dir=place) as folder:
        desk = open_desk(f"sqlite:///{Path(folder) / 'desk.sqlite3'}")
        migrate(desk)
        try:
            yield desk
        finally:
            desk.close()


def _costs(desk: Desk) -> list[Figure]:
    number = count()
    settings.save(desk, "house", {"turn": 0}, by="Els")

    def note(desk: Desk) -> None:
        customers.remark(desk, entity="NL01", customer_id="C1", body="Called", by="Els")

    def setting(desk: Desk) -> None:
        settings.save(desk, "house", {"turn": next(number)}, by="Els")

    def work(desk: Desk) -> None:
        with desk.transaction() as connection:
            connection.execute(update(TopicRevision).values(revision=TopicRevision.revision))

    kinds = (("a row added", note, 1_000.0), ("a row changed, looked at before and after", setting, 1_500.0))
    beside = Figure(
        name="a worker's transaction, which is no act",
        measured=_least(work, desk),
        unit="us CPU",
        target=1.15,
        reference_name="without the trail in the way",
        reference=_unseen(work, desk),
    )
    return [
        *(
            Figure(
                name=f"an entry of the audit trail, {what}",
                measured=max(0.0, _least(run, desk) - _unseen(run, desk)),
                unit="us CPU",
                target=most,
            )
            for what, run, most in kinds
        ),
        beside,
    ]


def _unseen(run: Callable[[Desk], None], desk: Desk) -> float:
    """Return what ``run`` takes where nothing is told, as before there was a trail."""
    blind = open_desk(desk.engine.url.render_as_string(hide_password=False))
    with patch.object(engines, "witnessed", _nothing), patch.object(engines, "watched", lambda engine: engine):
        took = _least(run, blind)
    blind.close()
    return took


@contextmanager
def _nothing(_connection: Connection, _desk: Desk) -> Iterator[None]:
    yield


def _least(run: Callable[[Desk], None], desk: Desk) -> float:
    turns = []
    for _ in range(RUNS):
        started = time.process_time()
        for _ in range(ACTS):
            run(desk)
        turns.append((time.process_time() - started) / ACTS * 1e6)
    return min(turns)


def _of_a_million(desk: Desk) -> list[Figure]:
    before = verify(desk).head.number
    _fill(desk)
    started = time.process_time()
    verdict = verify(desk)
    took = time.process_time() - started
    if not verdict.is_whole or verdict.entries != before + ENTRIES:
        raise AssertionError(verdict)
    searches = {"a customer": Asked(customer="C4711"), "a word, in every value": Asked(words="reason 4711 ")}
    return [
        Figure(name="check of a million entries", measured=took, unit="s CPU", target=MOST_OF_A_CHECK),
        *(
            Figure(
                name=f"search of a million entries for {what}",
                measured=_search(desk, asked),
                unit="ms CPU",
                target=MOST_OF_A_SEARCH,
            )
            for what, asked in searches.items()
        ),
    ]


def _search(desk: Desk, asked: Asked) -> float:
    started = time.process_time()
    told = found(desk, asked, limit=200)
    took = time.process_time() - started
    if not told:
        raise AssertionError(asked)
    return took * 1e3


def _fill(desk: Desk) -> None:
    """Write a million entries, chained as the desk chains them, many in one transaction."""
    head = verify(desk).head
    rows = _rows(head.number, head.digest, desk.now())
    last: dict[str, Any] = {}
    with desk.transaction() as connection:
        while part := list(islice(rows, PART)):
            connection.execute(insert(AuditEntry), [entry for entry, _ in part])
            connection.execute(insert(AuditValue), [value for _, value in part])
            last = part[-1][0]
        connection.execute(update(AuditHead).values(number=last["number"], digest=last["digest"]))


def _rows(number: int, digest: str, at: datetime) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    digest = digest or NO_ENTRY.digest
    for place in range(ENTRIES):
        number += 1
        salt, entity, customer_id = new_salt(), "NL01", f"C{place % 40_000}"
        given = {"by": "Els", "why": f"reason {place} of the day", "entity": entity, "customer_id": customer_id}
        body = as_text(
            {"given": given, "changes": [{"table": "hold", "key": {"id": place}, "after": {"kind": "stop"}}]}
        )
        sealed = commitment(salt, entity, customer_id, body)
        row: dict[str, Any] = {
            "who": "Els", "known_by": "sign_in", "roles": "controller", "sign_in": "s", "action": "agree", "what": "desk.holds.place",
            "act": "0" * 16, "values_digest": of_values([sealed]),
        }  # fmt: skip
        previous, digest = digest, link(digest, number, at, [row[name] for name in TOLD])
        value = {"commitment": sealed, "salt": salt, "entity": entity, "customer_id": customer_id, "body": body}
        yield (
            {**row, "number": number, "at": at, "previous": previous, "digest": digest},
            {**value, "number": number, "piece": 0},
        )
