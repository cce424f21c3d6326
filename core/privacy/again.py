"""Erasures that a restored backup undid, carried out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.privacy.erasing import erase_again
from core.privacy.requests import Stage, requests

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.privacy.erasing import Places

WHY: Final = "a backup brought back who had been erased"


@permitted(Action.KEEP)
def repeat(lost: Desk, places: Places, *, by: str) -> int:
    """Erase in ``places`` everybody who was erased on the desk that a backup replaced, ``lost``; return how many that were."""
    gone = [(each.entity, each.customer_id) for each in requests(lost, stage=Stage.DONE)]
    known = {(each.entity, each.customer_id) for each in requests(places.desk, stage=Stage.DONE)}
    back = sorted(set(gone) - known)
    erase_again(places, back, by=by, why=WHY)
    return len(back)
