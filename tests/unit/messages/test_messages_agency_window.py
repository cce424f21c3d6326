"""The letter on top of an agency's file goes to the agency: its window shows nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.messages.facts import Agency
from core.messages.letters.address import NoPostalAddressError, postal_address
from core.messages.samples import for_message, samples
from core.vocabulary import MessageName

CUSTOMERS = "Dorpsstraat 1, 1234 AB Ergens"


def test_the_window_shows_the_agency_and_never_the_customer() -> None:
    for sample in samples():
        shown = postal_address(for_message(MessageName.AGENCY_COVER, sample), CUSTOMERS, "nl")
        assert shown.lines == ("Incasso Voorbeeld", "Postbus 100", "3000 AC Rotterdam")
        assert shown.name == "Incasso Voorbeeld"
        other = postal_address(for_message(MessageName.LAST_LETTER, sample), CUSTOMERS, "nl")
        assert "Dorpsstraat 1" in other.lines


def test_an_agency_without_an_address_gets_no_letter() -> None:
    cover = replace(for_message(MessageName.AGENCY_COVER, samples()[0]), agency=Agency(name="Incasso Voorbeeld"))
    with pytest.raises(NoPostalAddressError):
        postal_address(cover, CUSTOMERS, "nl")
