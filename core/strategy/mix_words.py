"""What channels and places of the mix are called in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.language import Words, later
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH: Final = Words()
CHANNELS: Final = {
    ChannelName.EMAIL: later("e-mail"),
    ChannelName.SMS: later("SMS"),
    ChannelName.WHATSAPP: later("WhatsApp"),
    ChannelName.LETTER: later("letter"),
    ChannelName.REGISTERED_LETTER: later("registered letter"),
    ChannelName.REGISTERED_EMAIL: later("registered e-mail"),
    ChannelName.PHONE: later("phone call"),
    ChannelName.VOICE: later("voice message"),
}


def rung_in_words(ladder: str, step: int, words: Words, names: Mapping[str, str]) -> str:
    """Return a step of a ladder, as in ``Step 2 of Business``; ``names`` gives what ladders are called on the screen."""
    return words("Step {step} of {ladder}", step=step, ladder=names.get(ladder, ladder))


def place_in_words(segment: str, ladder: str, step: int, *, words: Words, names: Mapping[str, str]) -> str:
    """Return a step for a segment, as in ``Step 2 of Business, Reliable``."""
    return words(
        "Step {step} of {ladder}, {segment}",
        step=step,
        ladder=names.get(ladder, ladder),
        segment=names.get(segment, segment),
    )
