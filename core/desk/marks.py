"""Marks of hardship and vulnerability that stand: which end soon, and renewing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.desk.case_errors import NoReasonError
from core.desk.holds import COLUMNS, standing
from core.desk.revisions import Topic, changed
from core.desk.soft_marks import SOFT, soft_end
from core.desk.tables import Hold
from core.desk.typed import typed
from core.errors import SaldoError

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.desk.engine import Desk


class NotSoftError(SaldoError):
    """Something else than a mark that stands, to be renewed."""

    def __init__(self, hold_id: int) -> None:
        super().__init__(
            "There is no mark of hardship or vulnerability {hold_id} that stands: place a new one.", hold_id=hold_id
        )


@permitted(Action.AGREE)
def renew(desk: Desk, hold_id: int, *, by: str, why: str) -> int:
    """Let a mark stand for another SOFT_MONTHS from today, and return the id of the new one.

    Raises :class:`NotSoftError` when it does not stand any more, ``NoReasonError`` without a reason.
    """
    if not why.strip():
        raise NoReasonError
    with desk.session() as session:
        changed(session, Topic.HOLDS)
        row = session.get(Hold, hold_id)
        if row is None or row.kind not in SOFT or row.ended_at is not None:
            raise NotSoftError(hold_id)
        copied = {name: getattr(row, name) for name in COLUMNS if name not in {"hold_id", "created_by", "created_at"}}
        row.ended_by, row.ended_at, row.ended_why = by, desk.now(), "renewed"
        again = Hold(
            **{**copied, "why": typed(why.strip()), "until_on": soft_end(desk.now(), None)},
            created_by=by,
            created_at=desk.now(),
        )
        session.add(again)
        session.flush()
        return again.id


def marks(desk: Desk, on: date) -> pd.DataFrame:
    """Return the marks that stand on ``on``, the first to end first, with the columns of ``core.desk.holds``."""
    found = standing(desk, on)
    return found[found["kind"].isin([str(each) for each in SOFT])].sort_values(["until_on", "hold_id"])
