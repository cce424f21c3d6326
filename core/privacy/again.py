"""Erasures that a restored backup undid, carried out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.privacy.erasing import erase_again
from core.privacy.requests import Stage, erasure_of, requests

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.privacy.erasing import Places

WHY: Final = "a backup brought back who had been erased"


@permitted(Action.KEEP)
def repeat(lost: Desk, places: Places, *, by: str) -> int:
    """Erase in ``places`` everybody who was erased on the desk that a backup replaced, ``lost``; return how many that were."""
    done = 0
    for each in requests(lost, stage=Stage.DONE):
        customer = (each.entity, each.customer_id)
        known = erasure_of(places.desk, customer)
        if known is None or known.state != Stage.DONE:
            erase_again(places, customer, by=by, why=WHY)
            done += 1
    return done
