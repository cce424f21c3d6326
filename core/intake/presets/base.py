"""What a preset is: a mapping that knows the header it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.intake.mapping import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.intake.mapping import Mapping


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A known layout: ``signature`` are the headers that give it away; all of one of its lists must be there."""

    name: str
    label: str
    mapping: Mapping
    signature: Sequence[Sequence[str]]
    note: str = ""
    covers: Sequence[str] = ()
    is_variant: bool = False

    def score(self, columns: Sequence[str]) -> int:
        """Return how many of the file's columns this preset knows, 0 when the signature is not there."""
        present = {normalised(column) for column in columns}
        if not any(all(normalised(header) in present for header in headers) for headers in self.signature):
            return 0
        known = {normalised(header) for headers in self.mapping.columns.values() for header in headers}
        return len(present & known)
