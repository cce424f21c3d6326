"""Words of the page of customer data that come from enumerations."""

from __future__ import annotations

from typing import Final

from core.desk.identity import Answer
from core.identity.duplicates import Certainty
from core.identity.faults import FaultKind
from dashboard.texts import later

FAULTS: Final = {
    FaultKind.EMAIL_MISSING: later("No e-mail address"),
    FaultKind.EMAIL_WRONG: later("E-mail address that cannot be right"),
    FaultKind.EMAIL_ODD: later("E-mail address that looks like a filler"),
    FaultKind.PHONE_WRONG: later("Telephone number that is not given out"),
    FaultKind.PHONE_ODD: later("Telephone number that looks like a filler"),
    FaultKind.POST_MISSING: later("No postal address"),
    FaultKind.POST_INCOMPLETE: later("Postal address that is incomplete"),
    FaultKind.REGISTRATION_MISSING: later("No registration number"),
    FaultKind.REGISTRATION_WRONG: later("Registration number that cannot be right"),
    FaultKind.VAT_MISSING: later("No VAT number"),
    FaultKind.VAT_WRONG: later("VAT number that cannot be right"),
    FaultKind.VAT_OTHER_COUNTRY: later("VAT number of another country"),
    FaultKind.IBAN_WRONG: later("Account number that cannot be right"),
    FaultKind.NAME_ODD: later("Name that looks like a filler"),
}
MISSING: Final = {
    "postcode": later("postcode"),
    "street": later("street"),
    "house number": later("house number"),
    "town": later("town"),
}
EVIDENCE: Final = {
    "same_vat": later("same VAT number"),
    "same_registration": later("same registration number"),
    "same_email": later("same e-mail address"),
    "same_phone": later("same telephone number"),
    "same_address": later("same front door"),
    "name": later("names alike"),
    "other_vat": later("different VAT numbers"),
    "other_registration": later("different registration numbers"),
}
CERTAINTY: Final = {
    Certainty.STRONG: later("very likely one"),
    Certainty.LIKELY: later("likely one"),
    Certainty.POSSIBLE: later("perhaps one"),
}
ANSWERS: Final = {
    Answer.SAME: later("the same"),
    Answer.DIFFERENT: later("different"),
    Answer.LATER: later("later"),
}
