"""The guide of the law, docs/law.md, written from the tables."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Final

from core.language import Words
from core.law.age import OLD_MONTHS, ages
from core.law.choices import SAFE
from core.law.said import KINDS, WHOM, entry_said
from core.law.wording import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.law.age import TableAge

_ENGLISH: Final = Words()
_COUNTRIES: Final = {
    "EU": "European Union",
    "NL": "Netherlands",
    "BE": "Belgium",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
}
_TITLE: Final = f"""# The law in tables

Written by `make docs` from core/law/entries; do not edit by hand. Nothing of the law is a constant in code: every figure below is an
entry with the day it came into force, its source and the day it was last checked. The page *Law and data health* warns when a table
was last checked more than {OLD_MONTHS} months ago. This is no legal advice.

Marks: **S** was read in the source named; **C** is computed from such entries and cross-checked; **G** is general knowledge. What rests on
a G entry is never asked of a customer unless somebody chose so, or it is the side on which the customer is safer.
"""
# What each choice is about, in the order of the page; the defaults come from the code.
CHOICES: Final = {
    "postal_days": "Days of delivery that a Dutch letter is taken to travel; the Supreme Court's rule is 2, the post became slower in 2026 (G). Never less than the law's.",
    "margin_days": "Days of our own after a legal term, before costs or the next step (G).",
    "keeps_vat": "The creditor cannot reclaim VAT: only then does VAT come on top of Dutch costs.",
    "asks_costs": "Last letters ask the costs that the law allows by then.",
    "asks_interest": "Last letters ask interest, and the Belgian first reminder announces its rate.",
    "has_instalments": "Netherlands: invoices to consumers are instalments of one contract (rent, subscription, lessons).",
    "cumulates": "Dutch instalments left unpaid count together: costs of all of them in six months, less what was charged. A reading of Stb. 2024, 44 (G); until it is on, instalments carry no costs.",
    "has_damages_clause": "The general terms have a valid clause that asks Belgian consumers the legal most.",
    "has_regular_deliveries": "Belgium: contracts of regular deliveries, with three free reminders a year. Saldo does not count them, so later reminders stay free.",
    "counts_interest_from_reminder": "Belgium: a small creditor, whose interest of consumers counts from the day after the free reminder instead of the end of its term (open point).",
    "counts_saturdays": "Belgium: a Saturday counts as a working day (open point).",
    "invoices_name_costs": "France: rate and 40 euro stand on the invoices.",
    "tells_consumers": "Germany: invoices tell consumers that they are late after 30 days.",
    "source_reminders_are_notices": "What the source system sent last was the legal message, by post.",
    "uses_unchecked": "Entries marked G may be claimed.",
    "counts_leap_days": "Interest of days in a leap year is counted by 366 days (open point).",
}


def markdown() -> str:
    """Return the whole of docs/law.md."""
    known = ages(date.max)
    parts = [_TITLE]
    for country, name in _COUNTRIES.items():
        of_it = [each for each in known if each.country == country]
        parts.append("\n".join([f"## {name}", "", *(line for each in of_it for line in _table(each))]))
    parts.append("\n".join(_wording()))
    parts.append("\n".join(_choices()))
    return "\n".join(parts).rstrip() + "\n"


def _table(age: TableAge) -> Iterator[str]:
    whom = ", ".join(_ENGLISH(WHOM[each]).lower() for each in age.customer_types)
    yield f"### {_ENGLISH(KINDS[age.kind])}: {whom}"
    yield ""
    yield "| from | says | mark | source | checked |"
    yield "|---|---|---|---|---|"
    for each in age.entries:
        until = "" if each.valid_to is None else f" to {each.valid_to.isoformat()}"
        said = entry_said(each, _ENGLISH).replace("\u00a0", " ")
        yield f"| {each.valid_from.isoformat()}{until} | {said} | {each.mark} | {each.source} | {each.checked_on.isoformat()} |"
    yield ""
    if age.newest.note:
        yield f"{age.newest.note}"
        yield ""


def _wording() -> Iterator[str]:
    yield "## What legal messages must say"
    yield ""
    yield "Looked for in the text as the customer reads it, edited messages included. Beside these: the amounts (to pay, exact costs, both together) and"
    yield "no last day before the law's."
    yield ""
    yield "| message | rule | says | source | checked |"
    yield "|---|---|---|---|---|"
    for each in rules():
        text = each.text.replace("{found}", "…")
        yield f"| `{each.message}` | `{each.name}` | {text} | {each.source} | {each.checked_on.isoformat()} |"
    yield ""


def _choices() -> Iterator[str]:
    yield "## Choices"
    yield ""
    yield "What no table can know is chosen on the page *Law and data health*. Until somebody does, the safer side holds."
    yield ""
    yield "| choice | until chosen | about |"
    yield "|---|---|---|"
    for each in fields(SAFE):
        yield f"| `{each.name}` | {_default(getattr(SAFE, each.name))} | {CHOICES[each.name]} |"


def _default(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
