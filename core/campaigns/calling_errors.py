"""What can be wrong with a call, each in one sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from datetime import date


class CallTakenError(SaldoError):
    """A call that somebody else has open."""

    def __init__(self, person: str) -> None:
        super().__init__("{person} has this call open: take the next one.", person=person)
        self.person = person


class CallGoneError(SaldoError):
    """A call that is not to be made any more, or not now."""

    def __init__(self, why: str) -> None:
        super().__init__("This call is not to be made now: {why}.", why=Sentence(why))
        self.why = why


class CallsFullError(SaldoError):
    """More calls than fit the day."""

    def __init__(self, most: int, day: date) -> None:
        super().__init__(
            "The {most} calls of {day:%d-%m-%Y} are made: the others are for tomorrow, or change the capacity under "
            "Strategy > Channel mix.",
            most=most,
            day=day,
        )
        self.most = most


class NothingAgreedError(SaldoError):
    """A promise or dispute without what was promised or is contested."""

    def __init__(self) -> None:
        super().__init__("Fill in what was agreed: an amount and a day for a promise, a cause for a dispute.")


class NothingHeardError(SaldoError):
    """A conversation of which nothing is written down."""

    def __init__(self) -> None:
        super().__init__("Write down in a few words what was said: the next person needs it.")


class AgainWhenError(SaldoError):
    """A call-back without a moment, or with one that has passed or is too far away."""

    def __init__(self, most_days: int) -> None:
        super().__init__("Choose when to call back: a moment to come, within {most_days} days.", most_days=most_days)


class CallNotTheLatestError(SaldoError):
    """A call that cannot be taken back."""

    def __init__(self) -> None:
        super().__init__("Only the latest call with this customer can be taken back, once.")
