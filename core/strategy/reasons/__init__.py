"""Every reason to leave an item out, in the order they are asked; a new one is a new file here with its REASON."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.strategy.reason import Reason


def _declared() -> tuple[Reason, ...]:
    found = [import_module(f"{__name__}.{module.name}").REASON for module in pkgutil.iter_modules(__path__)]
    ordered = sorted(found, key=lambda reason: reason.place)
    for kind, values in (("code", {each.code for each in ordered}), ("place", {each.place for each in ordered})):
        if len(values) != len(ordered):
            message = f"two reasons share one {kind}"
            raise ValueError(message)
    return tuple(ordered)


REASONS: tuple[Reason, ...] = _declared()
BY_CODE: dict[str, Reason] = {reason.code: reason for reason in REASONS}
