"""Which messages are legal ones, which are harsh, and what must have gone before a harsh one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from core.language import later
from core.law.breach import Breach
from core.law.tables import Kind, countries, entry_or_none

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.law.tables import Entry

# By name, for a message may be asked about before it has templates.
LEGAL_NOTICE_NL: Final = "legal_notice_nl"
LEGAL_NOTICE_BE: Final = "legal_notice_be"
LEGAL_MESSAGES: Final = frozenset({LEGAL_NOTICE_NL, LEGAL_NOTICE_BE})
HARSH_MESSAGES: Final = frozenset({"last_letter", "agency_cover"})
REMINDERS: Final = frozenset({"friendly_reminder", "second_reminder", *LEGAL_MESSAGES})
NAMES: Final = {
    LEGAL_NOTICE_NL: later("14-day letter"),
    LEGAL_NOTICE_BE: later("free first reminder"),
    "last_letter": later("last letter"),
    "agency_cover": later("agency file"),
}
HOME_OF: Final = {LEGAL_NOTICE_NL: "NL", LEGAL_NOTICE_BE: "BE"}


def notice_entry(country: str, customer_type: str, on: date = date.max) -> Entry | None:
    """Return the entry of the term that a legal message gives this type of customer, None where there is no such message."""
    return entry_or_none(country, customer_type, Kind.NOTICE_TERM, on) if country in countries() else None


def notice_before(country: str, customer_type: str, on: date = date.max) -> str | None:
    """Return the message whose term must have passed before costs or a harsh message, None where the law asks for none."""
    known = notice_entry(country, customer_type, on)
    return None if known is None else str(known.value["message"])


def missing_notice(message: str, country: str, customer_type: str, on: date = date.max) -> Breach:
    """Return the breach of a harsh message to somebody who never got the legal one."""
    known = notice_entry(country, customer_type, on)
    if known is None:
        text = f"{country} has no legal message for a {customer_type}"
        raise ValueError(text)
    return Breach(
        rule="notice_missing",
        text=later(
            "A consumer in {country} must first get the {notice} and its {days} days; the {message} comes too early. Add the notice as an earlier step, or leave this customer out."
        ),
        values={
            "country": country,
            "notice": NAMES[known.value["message"]],
            "days": str(known.value["days"]),
            "message": NAMES[message],
        },
        source=known.source,
    )


def illegal_steps(
    steps: Sequence[tuple[int, int, str]], *, country: str, customer_type: str, on: date = date.max
) -> tuple[tuple[int, Breach], ...]:
    """Return the steps of a ladder that the law forbids for this type of customer in ``country``, by number, each with its breach.

    ``steps`` are number, days past due and message, in the order of the ladder. Illegal are a harsh step without the legal message before
    it, and one so soon after it that the term cannot have passed.
    """
    known = notice_entry(country, customer_type, on)
    if known is None:
        return ()
    found: list[tuple[int, Breach]] = []
    noticed_day: int | None = None
    for number, day, message in steps:
        if message == known.value["message"]:
            noticed_day = day if noticed_day is None else noticed_day
        elif message in HARSH_MESSAGES and noticed_day is None:
            found.append((number, missing_notice(message, country, customer_type, on)))
        elif message in HARSH_MESSAGES and noticed_day is not None and day - noticed_day <= known.value["days"]:
            found.append((number, _too_soon(message, day - noticed_day, known)))
    return tuple(found)


def _too_soon(message: str, days: int, known: Entry) -> Breach:
    return Breach(
        rule="term_too_short",
        text=later(
            "The {message} comes {given} days after the legal notice, and the customer has {days} days from the day after receipt. Give it a later day."
        ),
        values={"message": NAMES[message], "given": str(days), "days": str(known.value["days"])},
        source=known.source,
    )
