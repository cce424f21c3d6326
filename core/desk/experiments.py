"""Who is left alone at present, as the audience asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.experiment_tables import Experiment, HeldOut
from core.desk.frames import frame

if TYPE_CHECKING:
    import pandas as pd

    from core.desk.engine import Desk

COLUMNS = {
    "entity": "str",
    "customer_id": "str",
    "experiment": "str",
    "free_on": "datetime64[us]",
    "cap_minor": "Int64",
}


def held_out(desk: Desk, *, customer: tuple[str, str] | None = None) -> pd.DataFrame:
    """Return (entity, customer_id, experiment, free_on, cap_minor): everybody that an experiment which still runs ever left alone.

    ``cap_minor`` is the most that one may be asked for and still be left alone, in euro cents, null for no limit. ``customer`` is (entity, customer id): only that one.
    """
    statement = (
        select(
            HeldOut.entity,
            HeldOut.customer_id,
            Experiment.name.label("experiment"),
            HeldOut.free_on,
            HeldOut.cap_minor,
        )
        .join(Experiment, Experiment.id == HeldOut.experiment_id)
        .where(Experiment.ended_at.is_(None))
    )
    if customer is not None:
        statement = statement.where(HeldOut.entity == customer[0], HeldOut.customer_id == customer[1])
    with desk.reading() as session:
        return frame(session, statement, COLUMNS)
