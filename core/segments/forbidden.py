"""Attributes that no rule may use, by the words that speak of them."""

from __future__ import annotations

import re

# Words of attributes that no rule may use, nor their common stand-ins (DOMAIN section 7: fairness).
FORBIDDEN: dict[str, str] = {
    "age": "age",
    "birth": "age",
    "birthdate": "age",
    "birthday": "age",
    "birthplace": "birthplace",
    "born": "age",
    "dob": "age",
    "gender": "gender",
    "sex": "gender",
    "salutation": "gender",
    "nationality": "nationality",
    "citizenship": "nationality",
    "ethnicity": "origin",
    "origin": "origin",
    "race": "origin",
    "language": "language",
    "education": "education",
    "diploma": "education",
    "religion": "religion",
    "health": "health",
    "disability": "health",
    "marital": "family",
    "family": "family",
    "postcode": "postcode",
    "postal": "postcode",
    "zip": "postcode",
    "zipcode": "postcode",
    "neighbourhood": "postcode",
    "street": "address",
    "address": "address",
    "name": "name",
    "firstname": "name",
    "surname": "name",
    "photo": "photo",
    "device": "device",
    "email": "e-mail domain",
    "leeftijd": "age",
    "geboortedatum": "age",
    "geslacht": "gender",
    "aanhef": "gender",
    "nationaliteit": "nationality",
    "afkomst": "origin",
    "taal": "language",
    "opleiding": "education",
    "geloof": "religion",
    "gezondheid": "health",
    "gezin": "family",
    "straat": "address",
    "adres": "address",
    "buurt": "postcode",
    "naam": "name",
    "voornaam": "name",
}


def forbidden_attribute(name: str) -> str | None:
    """Return the forbidden attribute that ``name`` speaks of, in words, or None when it speaks of none."""
    words = re.split(r"[^a-z]+", re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower())
    return next((FORBIDDEN[word] for word in words if word in FORBIDDEN), None)
