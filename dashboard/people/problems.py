"""Why something was refused, as the reader says it: core builds one English sentence, which the catalogues know by its pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.campaign.held_why import held_why
from dashboard.plain import plain
from dashboard.texts import later

if TYPE_CHECKING:
    from core.errors import SaldoError
    from dashboard.i18n import Words

SENTENCES: Final = (
    later("Give the person a name of 1 to 120 characters: it goes with everything they do."),
    later(
        "Somebody has the name {name} or the address {email} already, or had it: let that person in again, or add a middle initial."
    ),
    later("Somebody has the name {name} already, or had it: let that person in again, or add a middle initial."),
    later("Choose at least one role; who is to see everything and change nothing is a viewer."),
    later("{name} is the last administrator: make somebody else an administrator first."),
    later("{name} cannot change their own roles or limits: ask another administrator."),
    later("{name} is no administrator any more: somebody changed that just now, and nothing was done."),
    later("Choose a deputy who is among the people and somebody else, and a last day that is not before the first."),
    later(
        "{deputy} and {person} see customers that differ in more than one respect, and together they would see more than"
        " either of them does: choose a deputy with the same companies, countries or account managers."
    ),
    later("{who} approved this today: look again tomorrow with fresh eyes, or let a colleague look now."),
    later("Somebody looked at this already: reload the page."),
    later("Say what you looked at and whether it was right: it is kept with the approval."),
    later("Give limits of 0 or more, and 1 to 60 days for the second look."),
    later(
        "{who} is {roles} and may not do this ({action}): ask an administrator for the role, or a colleague to do it."
    ),
    later("Nobody is signed in: sign in again, then repeat what you did."),
    later(
        "{who} may not do this: it concerns customers outside of the entities, countries or account managers that {who} sees."
        " Ask a colleague who sees them, or an administrator for wider limits."
    ),
    later(
        "This customer cannot be erased yet ({grounds}): note the request, and erase once that has ended."
        " What is not needed for it is gone already."
    ),
    later(
        "A legal hold needs an owner, a reason and a last day within {years} years: {why}."
        " Give the day on which somebody looks again."
    ),
    later("{customer} in {entity} is restricted already: lift that first to note another reason."),
    later("{customer} in {entity} objects already: nothing of it is profiled."),
    later("Report {number} is not waiting any more: look at it again."),
)
"""The refusals of people, second looks and privacy, whose sentences stand in core."""


def refusal(problem: SaldoError, words: Words) -> str:
    """Return the sentence of ``problem`` in the reader's language, as far as the catalogue has it."""
    return plain(held_why(str(problem), words))
