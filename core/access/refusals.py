"""Why somebody who comes with a token, or came with one, is not let in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from core.errors import SaldoError
from core.language import later


class Refusal(StrEnum):
    """What stands in the way."""

    FOREIGN = "foreign"  # the token was not made for Saldo
    CLOCK = "clock"  # it was made later than now
    OVER = "over"  # the sign-in is older than this house lets one become
    ENDED = "ended"  # signed out, here or in another tab
    UNKNOWN = "unknown"  # nobody of the people
    UNPROVEN = "unproven"  # the provider has not made sure whose e-mail address it is
    INACTIVE = "inactive"
    NO_ROLE = "no_role"
    TAKEN = "taken"  # the address is somebody else's here, or theirs by another account


SENTENCES: Final = {
    Refusal.FOREIGN: later("This sign-in was not made for Saldo: sign in once more."),
    Refusal.CLOCK: later(
        "The provider says that you signed in later than it is here: one of the two clocks is wrong. Ask whoever "
        "runs Saldo to set the clock, then sign in once more."
    ),
    Refusal.OVER: later("You signed in too long ago: sign in once more."),
    Refusal.ENDED: later("You have signed out: sign in once more."),
    Refusal.UNKNOWN: later(
        "Nobody of this name or e-mail address works with Saldo here: ask an administrator to add you."
    ),
    Refusal.UNPROVEN: later(
        "The provider has not made sure that this e-mail address is yours: prove it there, then sign in once more."
    ),
    Refusal.INACTIVE: later("You no longer work with Saldo here: ask an administrator when that is a mistake."),
    Refusal.TAKEN: later(
        "Somebody signs in here with this e-mail address by another account: use that one, or ask an administrator to change "
        "the address there."
    ),
    Refusal.NO_ROLE: later("You have no role in Saldo yet: ask an administrator for one."),
}


class RefusedError(SaldoError):
    """Somebody who is not let in, or no longer; the sentence says what to do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(SENTENCES[refusal])
        self.refusal = refusal
