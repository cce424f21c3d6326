"""What each pattern means, in words: its label, what its strength says, how much history it needs, what its numbers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.behaviour.patterns import change, conduct, lateness, pay_day, pay_hour, pay_weekday, season
from core.behaviour.patterns.pattern import PatternName, Silence
from core.language import later


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One pattern for a reader: ``label``, ``help`` (what is counted), ``fewest`` observations it needs."""

    name: PatternName
    label: str
    help: str
    fewest: int


DECLARATIONS: Final[dict[PatternName, Declaration]] = {
    each.name: each
    for each in (
        Declaration(
            name=PatternName.DAYS_LATE,
            label=later("Days late"),
            help=later(
                "Median of days between due date and payment, negative when early. Counted are the invoices paid within "
                "three days of it."
            ),
            fewest=lateness.FEWEST,
        ),
        Declaration(
            name=PatternName.ON_TIME,
            label=later("On time"),
            help=later("Invoices paid on or before their due date, of those for which that is certain."),
            fewest=lateness.FEWEST,
        ),
        Declaration(
            name=PatternName.PAY_DAY,
            label=later("Pay day of the month"),
            help=later(
                "Pay days within one banking day of a day of the month. A day that falls on a weekend or bank holiday moves, "
                "and is still the same habit."
            ),
            fewest=pay_day.FEWEST,
        ),
        Declaration(
            name=PatternName.PAY_WEEKDAY,
            label=later("Payment run"),
            help=later("Pay days on one weekday, or on the banking day to which a holiday moved it."),
            fewest=pay_weekday.FEWEST,
        ),
        Declaration(
            name=PatternName.PAY_HOUR,
            label=later("Hour of paying"),
            help=later("Payments within the same two hours of the day, where the ledger has times."),
            fewest=pay_hour.FEWEST,
        ),
        Declaration(
            name=PatternName.METHOD,
            label=later("Method"),
            help=later("Pay days on which the customer paid by this method."),
            fewest=conduct.FEWEST_METHODS,
        ),
        Declaration(
            name=PatternName.PART_PAYMENTS,
            label=later("Part payments"),
            help=later("Invoices of which the largest first payment covered less than four fifths."),
            fewest=conduct.FEWEST_RATES,
        ),
        Declaration(
            name=PatternName.SHORT_PAYMENTS,
            label=later("Short payments"),
            help=later("Invoices that were paid for four fifths or more, but not in full at once."),
            fewest=conduct.FEWEST_RATES,
        ),
        Declaration(
            name=PatternName.ANSWERS_REMINDERS,
            label=later("Answers reminders"),
            help=later("Reminders after which the invoice was paid within 14 days, per channel."),
            fewest=conduct.FEWEST_ANSWERS,
        ),
        Declaration(
            name=PatternName.DISPUTES,
            label=later("Disputes"),
            help=later("Invoices that were disputed, when that is more than one in twenty and no chance."),
            fewest=conduct.FEWEST_RATES,
        ),
        Declaration(
            name=PatternName.BROKEN_PROMISES,
            label=later("Broken promises"),
            help=later("Promised days that passed by five days without the money."),
            fewest=conduct.FEWEST_PROMISES,
        ),
        Declaration(
            name=PatternName.SEASON,
            label=later("Season"),
            help=later("A month of the year in which invoices are paid later or earlier than otherwise, every year."),
            fewest=season.FEWEST_OF_A_MONTH,
        ),
        Declaration(
            name=PatternName.TROUBLE,
            label=later("Signs of trouble"),
            help=later(
                "At least two of four: part payments of late, payments taken back, broken promises, a growing backlog; "
                "or one of the first three again and again."
            ),
            fewest=1,
        ),
        Declaration(
            name=PatternName.DRIFT,
            label=later("Change of habit"),
            help=later("The recent past against the customer's own habit: another pay day, or other days late."),
            fewest=change.FEWEST_EARLIER + change.FEWEST_RECENT,
        ),
    )
}

STRENGTH: Final = later(
    "At least this share of what the customer does keeps to the pattern: the lower end of a one-sided 95 % interval "
    "(Wilson). With few observations it is low, however regular they are."
)

SILENCES: Final[dict[Silence, str]] = {
    Silence.TOO_FEW: later("too few observations"),
    Silence.NO_TIME_OF_DAY: later("the ledger has no times of day"),
    Silence.NO_METHOD: later("the ledger does not say how was paid"),
    Silence.COLLECTED: later("we collect, so the day is ours"),
    Silence.ONLY_INTERVALS: later("the days lie between lists that are too far apart"),
    Silence.NO_TWO_YEARS: later("less than two years of history"),
    Silence.NO_PATTERN: later("no habit that is more than chance"),
}
