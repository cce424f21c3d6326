"""What a campaign is called on a screen: its own name, but in the reader's language where the program gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.campaigns.one_message import CALLED

if TYPE_CHECKING:
    from dashboard.i18n import Words

GIVEN: Final = CALLED.partition("{")[0]


def called(name: str, words: Words) -> str:
    """Return ``name`` as the reader says it; a name that a person gave stays as it is."""
    return words(CALLED, what=name.removeprefix(GIVEN)) if name.startswith(GIVEN) else name
