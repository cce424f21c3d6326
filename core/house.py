"""The house figures of an installation: kept on the desk, read by every screen and export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.metrics.house import House, house_of

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "house_figures"


def house(desk: Desk) -> House:
    """Return the figures that lead, as the team chose them; as shipped until somebody does."""
    known = settings.get(desk, SETTING)
    return House() if known is None else house_of(known.body)


def house_revision(desk: Desk) -> int:
    """Return the revision of the choice, 0 when nobody made one: it goes back with ``save_house``."""
    known = settings.get(desk, SETTING)
    return 0 if known is None else known.revision


def house_dso(desk: Desk) -> str:
    """Return the slug of the house DSO."""
    return house(desk).dso


@permitted(Action.SETTING)
def save_house(desk: Desk, chosen: House, *, by: str, based_on: int | None = None) -> None:
    """Keep ``chosen``; with ``based_on`` raise ``SettingMovedError`` when somebody else changed it meanwhile."""
    settings.save(desk, SETTING, chosen.to_dict(), by=by, based_on=based_on)
