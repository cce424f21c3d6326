"""Which export layouts Saldo reads by a preset, and which it does not read, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.intake.presets import PRESETS


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One layout of an accounting system: the presets that read it, or why none does."""

    system: str
    presets: tuple[str, ...]
    why_not: str | None


NOT_COVERED: Final = {
    "Twinfield (browse code 100-type, customer transactions)": (
        "an XML answer of the programming interface, not a file people export; a CSV made from it goes through the mapping page"
    ),
    "e-Boekhouden.nl (SOAP GetOpenPosten)": "a SOAP answer of the programming interface, and it has no due date",
    "Dutch XAF 3.2 audit file sub-ledger": "an XML audit file, not a flat list of open items",
}


def coverage() -> tuple[Covered, ...]:
    """Return every layout Saldo has heard of, the covered ones first."""
    systems: dict[str, list[str]] = {}
    for preset in PRESETS.values():
        for system in preset.covers:
            systems.setdefault(system, []).append(preset.name)
    covered = [Covered(system=name, presets=tuple(presets), why_not=None) for name, presets in systems.items()]
    return (*covered, *(Covered(system=name, presets=(), why_not=why) for name, why in NOT_COVERED.items()))
