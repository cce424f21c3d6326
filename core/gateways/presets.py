"""Ready-made declarations of some gateways, one TOML file each; what was never tried on a live account says so."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

FOLDER: Final = Path(__file__).parent / "presets"


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One gateway's public shape; ``terms`` are what ``GatewayTerms.from_dict`` reads, to be filled in."""

    name: str
    channel: ChannelName
    terms: Mapping[str, Any]
    is_tried: bool
    source: str
    checked_on: date
    remark: str

    @property
    def label(self) -> str:
        """Return the name that people know it by."""
        return str(self.terms["label"])


@cache
def presets() -> dict[str, Preset]:
    """Return every preset by name."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Preset(**{**said, "name": path.stem, "channel": ChannelName(said["channel"])})
    return found
