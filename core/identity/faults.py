"""What is wrong with what we know of customers: every fault with the field, the value and why, and the euros behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.identity import reach
from core.identity.numbers import EU, Verdict, iban, registration, vat
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Places = NDArray[np.int64]


class FaultKind(StrEnum):
    """What can be wrong; the order is that of the screen."""

    EMAIL_MISSING = "email_missing"
    EMAIL_WRONG = "email_wrong"
    EMAIL_ODD = "email_odd"
    PHONE_WRONG = "phone_wrong"
    PHONE_ODD = "phone_odd"
    POST_MISSING = "post_missing"
    POST_INCOMPLETE = "post_incomplete"
    REGISTRATION_MISSING = "registration_missing"
    REGISTRATION_WRONG = "registration_wrong"
    VAT_MISSING = "vat_missing"
    VAT_WRONG = "vat_wrong"
    VAT_OTHER_COUNTRY = "vat_other_country"
    IBAN_WRONG = "iban_wrong"
    NAME_ODD = "name_odd"


FIELD_OF: Final = {
    FaultKind.EMAIL_MISSING: "email", FaultKind.EMAIL_WRONG: "email", FaultKind.EMAIL_ODD: "email",
    FaultKind.PHONE_WRONG: "phone", FaultKind.PHONE_ODD: "phone",
    FaultKind.POST_MISSING: "post", FaultKind.POST_INCOMPLETE: "post",
    FaultKind.REGISTRATION_MISSING: "registration_number", FaultKind.REGISTRATION_WRONG: "registration_number",
    FaultKind.VAT_MISSING: "vat_number", FaultKind.VAT_WRONG: "vat_number", FaultKind.VAT_OTHER_COUNTRY: "vat_number",
    FaultKind.IBAN_WRONG: "iban", FaultKind.NAME_ODD: "name",
}  # fmt: skip
# Points that a customer with the fault loses of 100; what stops a letter or a payment counts most. Our own judgement.
WEIGHTS: Final = {
    FaultKind.EMAIL_MISSING: 20, FaultKind.EMAIL_WRONG: 20, FaultKind.EMAIL_ODD: 15,
    FaultKind.PHONE_WRONG: 10, FaultKind.PHONE_ODD: 10,
    FaultKind.POST_MISSING: 20, FaultKind.POST_INCOMPLETE: 15,
    FaultKind.REGISTRATION_MISSING: 15, FaultKind.REGISTRATION_WRONG: 20,
    FaultKind.VAT_MISSING: 5, FaultKind.VAT_WRONG: 15, FaultKind.VAT_OTHER_COUNTRY: 10,
    FaultKind.IBAN_WRONG: 10, FaultKind.NAME_ODD: 15,
}  # fmt: skip
FAULT_COLUMNS: Final = {"customer_key": "int64", "kind": "str", "field": "str", "value": "str", "why": "str"}
# Payers without an account are known by their name in its place.
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{8,}$")
_ODD_NAMES: Final = r"(?i)^\W*(?:test\w*|dummy|xxx+|onbekend|unknown|n\.?v\.?t\.?|diversen?|\d+|.)\W*$"


@dataclass(frozen=True, kw_only=True)
class Faults:
    """``rows`` has FAULT_COLUMNS, one row per fault; ``customers`` one row per customer with ``score`` from 0 to 100."""

    rows: pd.DataFrame
    customers: pd.DataFrame


def find_faults(customers: pd.DataFrame) -> Faults:
    """Return what is wrong with ``customers``, the rows of identity_customers, and the score of each.

    A column ``iban`` (the account a customer was learnt to pay from) is looked at where there is one. A score is 100 less the
    weights of its faults, not below 0. A right number is not looked up anywhere: it may still be
    somebody else's.
    """
    keys = customers["customer_key"].to_numpy()
    found = [
        pd.DataFrame(
            {
                "customer_key": keys[each.rows],
                "kind": str(each.kind),
                "field": each.field or FIELD_OF[each.kind],
                "value": customers[each.field or FIELD_OF[each.kind]].to_numpy(dtype=object)[each.rows],
                "why": each.why,
            }
        )
        for each in _found(customers)
        if len(each.rows)
    ]
    empty = pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in FAULT_COLUMNS.items()})
    rows = pd.concat(found, ignore_index=True) if found else empty
    lost = rows["kind"].map({str(kind): points for kind, points in WEIGHTS.items()}).groupby(rows["customer_key"]).sum()
    score = 100 - customers["customer_key"].map(lost).fillna(0).clip(upper=100)
    return Faults(rows=rows, customers=customers.assign(score=score.astype("int64")))


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Places of customers with a fault, with what shows it (one text, or one each), in another field than the kind's own."""

    kind: FaultKind
    rows: Places
    why: str | list[str] = ""
    field: str = ""


def _found(customers: pd.DataFrame) -> Iterator[_Found]:
    yield from _mail(customers)
    yield from _telephone(customers)
    yield from _post(customers)
    yield from _numbers(customers)
    if "iban" in customers:
        wrong = [bool(_IBAN.match(each)) and iban(each) is Verdict.WRONG for each in customers["iban"].tolist()]
        yield _Found(kind=FaultKind.IBAN_WRONG, rows=_places(wrong))
    yield _Found(kind=FaultKind.NAME_ODD, rows=_places(customers["name"].str.match(_ODD_NAMES).tolist()))


def _mail(customers: pd.DataFrame) -> Iterator[_Found]:
    addresses = customers["email"].tolist()
    good = [bool(each) and reach.is_mail(each) for each in addresses]
    odd = [reach.odd_mail(each) if is_good else "" for each, is_good in zip(addresses, good, strict=True)]
    yield _Found(kind=FaultKind.EMAIL_MISSING, rows=_places([not each for each in addresses]))
    wrong = [bool(each) and not is_good for each, is_good in zip(addresses, good, strict=True)]
    yield _Found(kind=FaultKind.EMAIL_WRONG, rows=_places(wrong))
    yield _told(FaultKind.EMAIL_ODD, odd)


def _telephone(customers: pd.DataFrame) -> Iterator[_Found]:
    countries = customers["country"].tolist()
    for field in ("phone", "mobile"):
        numbers = customers[field].tolist()
        odd = [reach.odd_phone(each) if each else "" for each in numbers]
        wrong = [
            bool(number) and not filler and not reach.is_phone(country, number)
            for country, number, filler in zip(countries, numbers, odd, strict=True)
        ]
        yield _told(FaultKind.PHONE_ODD, odd, field)
        yield _Found(kind=FaultKind.PHONE_WRONG, rows=_places(wrong), field=field)


def _post(customers: pd.DataFrame) -> Iterator[_Found]:
    posts = customers["post"].tolist()
    lacking = [
        ", ".join(reach.missing_of_address(country, post)) if post else ""
        for country, post in zip(customers["country"].tolist(), posts, strict=True)
    ]
    yield _Found(kind=FaultKind.POST_MISSING, rows=_places([not each for each in posts]))
    yield _told(FaultKind.POST_INCOMPLETE, lacking)


def _numbers(customers: pd.DataFrame) -> Iterator[_Found]:
    countries = customers["country"].tolist()
    business = (customers["customer_type"] == CustomerType.BUSINESS).tolist()
    registered, taxed = customers["registration_number"].tolist(), customers["vat_number"].tolist()
    yield _Found(
        kind=FaultKind.REGISTRATION_MISSING,
        rows=_places([firm and not each for firm, each in zip(business, registered, strict=True)]),
    )
    yield _Found(kind=FaultKind.REGISTRATION_WRONG, rows=_wrong(countries, registered, registration))
    yield _Found(
        kind=FaultKind.VAT_MISSING,
        rows=_places(
            [
                firm and not each and country in EU
                for firm, each, country in zip(business, taxed, countries, strict=True)
            ]
        ),
    )
    yield _Found(kind=FaultKind.VAT_WRONG, rows=_wrong(countries, taxed, vat))
    elsewhere = [
        each[:2].isalpha() and each[:2].upper().replace("EL", "GR") != country
        for country, each in zip(countries, taxed, strict=True)
    ]
    yield _told(
        FaultKind.VAT_OTHER_COUNTRY,
        [country if is_it else "" for country, is_it in zip(countries, elsewhere, strict=True)],
    )


def _wrong(countries: list[str], numbers: list[str], check: Callable[[str, str], Verdict]) -> Places:
    return _places(
        [bool(each) and check(country, each) is Verdict.WRONG for country, each in zip(countries, numbers, strict=True)]
    )


def _told(kind: FaultKind, whys: list[str], field: str = "") -> _Found:
    rows = _places([bool(each) for each in whys])
    return _Found(kind=kind, rows=rows, why=[whys[each] for each in rows.tolist()], field=field)


def _places(marks: list[bool]) -> Places:
    places: Places = np.flatnonzero(np.array(marks, dtype=bool))
    return places
