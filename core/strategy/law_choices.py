"""The creditor's choices about the law, kept on the desk: facts that no table knows, and which reading holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.law.choices import SAFE, Choices, choices_from

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "law"


def choices_of(desk: Desk) -> Choices:
    """Return the choices as the team made them; the safer side of each until somebody does."""
    kept = settings.get(desk, SETTING)
    return SAFE if kept is None else choices_from(kept.body)


def choices_revision(desk: Desk) -> int:
    """Return the revision of the choices, 0 when nobody made any: it goes back with ``save_choices``."""
    kept = settings.get(desk, SETTING)
    return 0 if kept is None else kept.revision


@permitted(Action.SETTING)
def save_choices(desk: Desk, chosen: Choices, *, by: str, based_on: int | None = None) -> None:
    """Keep ``chosen``; with ``based_on`` raise ``SettingMovedError`` when somebody else changed them meanwhile."""
    settings.save(desk, SETTING, chosen.to_dict(), by=by, based_on=based_on)
