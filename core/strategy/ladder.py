"""The ladder: steps in days past due, each with its message, and how often a customer may be written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.errors import SaldoError, UnknownNameError
from core.money import precision, to_minor
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_MINIMUM = Decimal(5)


class LadderRefusedError(SaldoError):
    """A ladder that cannot be climbed."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Step:
    """One rung: from ``days_past_due`` on (that day included) the item may be asked for with ``message``."""

    number: int
    days_past_due: int
    message: MessageName
    label: str


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """Steps in order, and the limits on contact.

    ``minimum_days_between`` counts from one message to the next of the same customer: 7 allows the same weekday.
    ``minimum_amount_minor`` is the least a message asks for per currency, for others ``DEFAULT_MINIMUM``.
    ``promise_grace_days`` banking days pass after a promised day before it counts as broken: money takes a day to arrive.
    """

    steps: tuple[Step, ...]
    minimum_days_between: int = 7
    minimum_amount_minor: Mapping[str, int] = field(default_factory=dict)
    promise_grace_days: int = 2

    def minimum_minor(self, currency: str) -> int:
        """Return the least a message asks for in ``currency``, in minor units."""
        whole = DEFAULT_MINIMUM.quantize(Decimal(1).scaleb(-precision(currency)))
        return self.minimum_amount_minor.get(currency, to_minor(whole, currency))

    def step(self, number: int) -> Step:
        """Return the step with ``number``; raise ``UnknownNameError`` when there is none."""
        for step in self.steps:
            if step.number == number:
                return step
        raise UnknownNameError("step", str(number), [str(each.number) for each in self.steps])


SHIPPED = Ladder(
    steps=(
        Step(number=1, days_past_due=3, message=MessageName.FRIENDLY_REMINDER, label="Friendly reminder"),
        Step(number=2, days_past_due=14, message=MessageName.SECOND_REMINDER, label="Second reminder"),
        Step(number=3, days_past_due=28, message=MessageName.LAST_LETTER, label="Last letter before handover"),
    ),
)


def check(ladder: Ladder) -> Ladder:
    """Return ``ladder``; raise ``LadderRefusedError`` when its steps or limits make no sense."""
    problems = []
    if not ladder.steps:
        problems.append("This ladder has no step. Add one.")
    if [step.number for step in ladder.steps] != list(range(1, len(ladder.steps) + 1)):
        problems.append("The steps must be numbered 1, 2, 3 and so on, in that order.")
    problems += [
        f"Step {later.number} comes at {later.days_past_due} days, not after step {earlier.number} at {earlier.days_past_due}. Give it a later day."
        for earlier, later in pairwise(ladder.steps)
        if later.days_past_due <= earlier.days_past_due
    ]
    limits = (ladder.minimum_days_between, ladder.promise_grace_days, *ladder.minimum_amount_minor.values())
    if min(limits) < 0:
        problems.append("Days between messages, days of grace and minimum amounts cannot be less than 0.")
    if problems:
        raise LadderRefusedError(problems)
    return ladder


def to_body(ladder: Ladder) -> dict[str, Any]:
    """Return ``ladder`` as plain JSON values, for the desk."""
    return {
        "steps": [
            {
                "number": each.number,
                "days_past_due": each.days_past_due,
                "message": str(each.message),
                "label": each.label,
            }
            for each in ladder.steps
        ],
        "minimum_days_between": ladder.minimum_days_between,
        "minimum_amount_minor": dict(ladder.minimum_amount_minor),
        "promise_grace_days": ladder.promise_grace_days,
    }


def from_body(body: Mapping[str, Any]) -> Ladder:
    """Return the ladder that ``to_body`` wrote; raise ``LadderRefusedError`` when it cannot be read."""
    try:
        return Ladder(
            steps=tuple(Step(**{**each, "message": MessageName(each["message"])}) for each in body["steps"]),
            minimum_days_between=int(body["minimum_days_between"]),
            minimum_amount_minor={str(name): int(minor) for name, minor in body["minimum_amount_minor"].items()},
            promise_grace_days=int(body["promise_grace_days"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LadderRefusedError([f"This ladder cannot be read ({error}). Correct it, or save it again."]) from error
