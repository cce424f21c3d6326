"""What is to be watched of an installation beside its channels, in families of Prometheus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.campaigns.exposition import Family
from core.desk.run_tables import Routine
from core.desk.tables import Schedule
from core.operations import well

if TYPE_CHECKING:
    from core.operations.well import Watch


def families(watch: Watch) -> list[Family]:
    """Return whether each part is well, how late each job is, and how old ledger and backup are."""
    app, now = watch.app, watch.app.desk.now()
    with app.desk.reading() as session:
        jobs = list(session.scalars(select(Schedule).where(Schedule.is_enabled)))
        standing = list(session.scalars(select(Routine).where(Routine.turn == 0)))
    made_at, imported_at = well.backed_up_at(app), well.imported_at(app)
    return [
        Family(
            name="saldo_check_well",
            kind="gauge",
            help="1 while a part of the installation is well; /healthz says why it is not.",
            samples={(("check", each.name),): float(each.is_well) for each in watch.checks()},
        ),
        Family(
            name="saldo_job_lateness_seconds",
            kind="gauge",
            help="How long ago a job of the schedule should have begun.",
            samples={(("job", each.name),): well.lateness(each, now).total_seconds() for each in jobs},
        ),
        Family(
            name="saldo_routine_failures",
            kind="gauge",
            help="How often in a row a routine failed.",
            samples={(("routine", each.name),): float(each.failures) for each in standing},
        ),
        Family(
            name="saldo_work_restarts_total",
            kind="counter",
            help="How often the process beside the app ended by itself and was started again.",
            samples={(): float(app.background.restarts)},
        ),
        Family(
            name="saldo_last_import_timestamp_seconds",
            kind="gauge",
            help="When the last file came into the ledger.",
            samples={} if imported_at is None else {(): imported_at.timestamp()},
        ),
        Family(
            name="saldo_last_backup_timestamp_seconds",
            kind="gauge",
            help="When the last backup was made.",
            samples={} if made_at is None else {(): made_at.timestamp()},
        ),
        Family(
            name="saldo_disk_free_bytes",
            kind="gauge",
            help="Room on the disk of the home folder.",
            samples={(): float(well.free_bytes(app))},
        ),
    ]
