"""Telephone numbers as a gateway wants them: international, whatever people wrote down."""

from __future__ import annotations

import phonenumbers

from core.channels.gateway_terms import NumberForm

ANYWHERE = "ZZ"  # a number that says its own country needs none


def dialled(text: str, country: str, form: NumberForm = NumberForm.PLUS) -> str | None:
    """Return ``text`` in international form, read as a number of ``country`` where it names none; None when it is no number.

    >>> dialled("06 12 34 56 78", "NL"), dialled("0032 470 12 34 56", "NL", NumberForm.DIGITS)
    ('+31612345678', '32470123456')
    """
    written = text.strip()
    try:
        read = phonenumbers.parse(f"+{written[2:]}" if written.startswith("00") else written, country or ANYWHERE)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(read):
        return None
    plus = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
    return {NumberForm.PLUS: plus, NumberForm.DIGITS: plus[1:], NumberForm.ZEROS: f"00{plus[1:]}"}[form]
