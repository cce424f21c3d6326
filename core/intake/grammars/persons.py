"""Numbers that a state gives a person, kept out of what a file says of a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.intake.grammars.base import Given

_CHECKS: Final = {"registration_number": "is_of_a_person", "vat_number": "is_vat_of_a_person"}


def without_persons(given: Given, *, customer_type: str) -> dict[str, str]:
    """Return the numbers of a customer without those of a person, which are nobody's business here, and ``national_number``: those."""
    about = f"{given.value('country')}, {customer_type}"
    of_person = {name: f"{check}({given.value(name)}, {about})" for name, check in _CHECKS.items() if given.has(name)}
    cleaned = {name: f"CASE WHEN {test} THEN NULL ELSE {given.value(name)} END" for name, test in of_person.items()}
    found = [f"CASE WHEN {test} THEN {given.text(name)} END" for name, test in of_person.items()]
    return cleaned | {"national_number": f"coalesce({', '.join(found)})" if found else "CAST(NULL AS VARCHAR)"}
