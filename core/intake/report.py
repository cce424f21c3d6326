"""What an import did: rows, totals, what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.money import to_text

if TYPE_CHECKING:
    from datetime import date

    from core.intake.fields import ImportKind
    from core.intake.layout import Layout
    from core.vocabulary import ImportMode


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One row in quarantine: its row in the file, why, and its cells as read."""

    source_row: int
    reason: str
    cells: dict[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """The result of one file. Amounts are minor units per currency.

    ``totals`` sums the amounts of the accepted rows, ``open_totals`` their open amounts where the file gives them;
    ``file_totals`` is what the file's own last total row says. ``remarks`` are sentences for the screen.
    """

    file_name: str
    file_sha256: str
    kind: ImportKind
    preset: str
    mode: ImportMode
    list_on: date
    entities: tuple[str, ...]
    layout: Layout
    rows_read: int
    accepted: int
    quarantined: int
    repeated: int = 0
    total_rows: int = 0
    skipped: int = 0
    inferred_settled: int = 0
    totals: dict[str, int]
    open_totals: dict[str, int]
    file_totals: dict[str, int]
    reasons: dict[str, int]
    remarks: tuple[str, ...] = ()
    quarantine_preview: tuple[Refused, ...] = ()
    version: str | None = None
    unchanged: bool = False

    @property
    def differences(self) -> dict[str, int]:
        """Accepted total less the file's own total, per currency, where they differ."""
        compared = self.open_totals or self.totals
        return {
            currency: compared.get(currency, 0) - stated
            for currency, stated in self.file_totals.items()
            if compared.get(currency, 0) != stated
        }

    def with_remarks(self, *told: str) -> ImportReport:
        """Return the report with more remarks."""
        return replace(self, remarks=(*self.remarks, *told))

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON can hold it, amounts as decimal strings."""
        return {
            "file": self.file_name,
            "sha256": self.file_sha256,
            "kind": self.kind.value,
            "preset": self.preset,
            "mode": self.mode.value,
            "list_on": self.list_on.isoformat(),
            "entities": list(self.entities),
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "quarantined": self.quarantined,
            "repeated": self.repeated,
            "inferred_settled": self.inferred_settled,
            "totals": _texts(self.totals),
            "open_totals": _texts(self.open_totals),
            "file_totals": _texts(self.file_totals),
            "differences": _texts(self.differences),
            "reasons": dict(self.reasons),
            "remarks": list(self.remarks),
            "layout": self.layout.as_dict(),
            "version": self.version,
            "unchanged": self.unchanged,
        }


def _texts(amounts: dict[str, int]) -> dict[str, str]:
    return {currency: to_text(minor, currency) for currency, minor in amounts.items()}
