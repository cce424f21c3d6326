"""What people type, as the desk may keep it: never with a number that a state gives a person."""

from __future__ import annotations

from core.acting import SYSTEM, current
from core.sensitive.numbers import covered, refuse_national_numbers


def typed(text: str) -> str:
    """Return ``text`` as it may be kept.

    A person is refused (``NationalNumberError``) and can write it again; in what came by itself, from a file or a mail, such a
    number is covered with stars.
    """
    if current() is SYSTEM:
        return covered(text)
    refuse_national_numbers(text)
    return text
