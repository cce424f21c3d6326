"""Why something on the page does not go: named, so that the page says it kindly in the customer's language."""

from __future__ import annotations

from enum import StrEnum

from core.errors import SaldoError


class Why(StrEnum):
    """What stands in the way; each has its sentence in every language of the page."""

    FORM_OVER = "form_over"
    TOO_OFTEN = "too_often"
    NOTHING_OPEN = "nothing_open"
    NO_DAY = "no_day"
    PAST_DAY = "past_day"
    DAY_TOO_FAR = "day_too_far"
    AGREED_ALREADY = "agreed_already"
    PARTS_TOO_SMALL = "parts_too_small"
    TOO_MANY_PARTS = "too_many_parts"
    FIRST_TOO_FAR = "first_too_far"
    LAST_TOO_FAR = "last_too_far"
    NO_PLANS = "no_plans"
    NO_CHOICE = "no_choice"
    NO_TEXT = "no_text"
    NATIONAL_NUMBER = "national_number"
    NO_ITEMS = "no_items"
    NO_ADDRESS = "no_address"
    NO_CHANGE = "no_change"
    PAID_TOO_LONG_AGO = "paid_too_long_ago"
    PAID_LATER = "paid_later"
    FILE_TOO_LARGE = "file_too_large"
    FILE_KIND = "file_kind"
    TOO_MANY_FILES = "too_many_files"
    UNDO_OVER = "undo_over"
    NOT_NOW = "not_now"


class RefusedError(SaldoError):
    """Something that cannot be done like this; ``values`` fill the sentence."""

    def __init__(self, why: Why, **values: object) -> None:
        self.why, self.values = why, values
        super().__init__("The page refused: {why}.", why=why)
