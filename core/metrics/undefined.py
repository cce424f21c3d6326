"""Why a figure has no value, or only a bound: every reason a formula gives, once, in words a screen can translate."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """A reason as the sentence people read; no number in it, the parts of the figure hold those."""

    NO_SALES = "There were no sales in the period, so a balance cannot be put in days of sales."
    ONLY_OPEN = (
        "For part of the period the book holds only what was still open on the first list, so the sales are not known: "
        "import the invoices already paid, or a sales file."
    )
    YOUNG = (
        "The book begins inside the period, so the period's sales are not whole: import older invoices, or wait until all "
        "of the period lies after the first document."
    )
    NO_VAT = (
        "Balances are with VAT and sales from the sales file without it, so the two cannot be compared: give the VAT "
        "percentage with the sales file."
    )
    NO_YEAR = "The book does not go back twelve months."
    NO_OPENING = "The balance of twelve months ago is not known."
    NO_HISTORY = "There are no sales to count back through."
    RAN_OUT = "The sales history ended before the balance was used up: it is at least this many days."
    STOPPED = "A month without sales ended the count before the balance was used up: it is at least this many days."
    NOTHING_OPEN = "Nothing is open, so there is no balance to take a share of."
    NOTHING_PAST_DUE = "Nothing is past due."
    NOT_SPLIT = "The past-due balance is not split into buckets here."
    NOTHING_COLLECTABLE = (
        "Nothing was collectable in the period: opening balance and sales are not more than what is current now."
    )
    CAPPED = "More was collected than could be: customers are in credit. Shown as 100."
    LEFT_OUT = "Part of the balance was issued in months without sales, and is left out: it is at least this many days."
    NONE_DATED = "Nothing that was paid in the period has a day of payment: lists only show between which days it was."
    PARTLY_DATED = (
        "Part of what was paid is known only from lists, between two days: it is in the range, not in the value."
    )
    NOTHING_PAID = "No invoice was paid in full in the period."
    NO_ROLLS = "No bucket but the last may have been empty a month ago, and one was: there is no chain of rates."
    NO_PAST_DUE_BEFORE = "Nothing was past due a month ago."
    NO_WHOLE_MONTH = "The book does not hold two month-ends yet."
    NO_YEAR_SALES = "There were no sales in the last twelve months."
    NOTHING_BILLED = "Nothing was billed in the period."
    NONE_RESOLVED = "No dispute was closed in the period."
    NONE_DUE = "No promise fell due in the period."
    NOT_MEASURED = "Not measured for this view."
