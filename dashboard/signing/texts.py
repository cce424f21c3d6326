"""What the sign-in page says: why somebody is not let in, and what to do."""

from __future__ import annotations

from typing import Final

from core.access.refusals import Refusal
from dashboard.signing.trouble import Trouble
from dashboard.texts import later

REFUSALS: Final = {
    Refusal.FOREIGN: later("That sign-in was not made for Saldo. Sign in once more."),
    Refusal.CLOCK: later(
        "The provider's clock and the one here are too far apart. Ask whoever runs Saldo to set the clock right."
    ),
    Refusal.OVER: later("You signed in a while ago. Sign in once more to go on where you were."),
    Refusal.ENDED: later("You have signed out, here or in another tab."),
    Refusal.UNKNOWN: later("Nobody with this account works with Saldo here yet. Ask an administrator to add you."),
    Refusal.UNPROVEN: later(
        "Your provider has not made sure that this e-mail address is yours. Prove it there, then sign in once more."
    ),
    Refusal.INACTIVE: later("You no longer have access to Saldo. Ask an administrator when that is a mistake."),
    Refusal.NO_ROLE: later("You have no role in Saldo yet. Ask an administrator for one."),
    Refusal.TAKEN: later(
        "Somebody signs in here with this e-mail address by another account. Use that one, or ask an administrator to change the address."
    ),
}
TROUBLES: Final = {
    Trouble.DENIED: later("You were not signed in: permission was not given."),
    Trouble.STALE: later("That sign-in took too long, or was begun in another window. Start once more here."),
    Trouble.EXPIRED: later(
        "The sign-in was over before it arrived. Try once more; when it stays so, a clock is wrong: ask whoever runs Saldo."
    ),
    Trouble.CLOCK: REFUSALS[Refusal.CLOCK],
    Trouble.FOREIGN: REFUSALS[Refusal.FOREIGN],
    Trouble.PROVIDER: later(
        "The provider does not answer, or does not know this Saldo. Try again in a moment; the log of the app says more."
    ),
}
OTHER_ACCOUNT: Final = frozenset({
    Refusal.UNKNOWN, Refusal.UNPROVEN, Refusal.INACTIVE, Refusal.NO_ROLE, Refusal.TAKEN,
})  # fmt: skip
"""Where the provider knows somebody well: only another account of theirs would change anything."""
