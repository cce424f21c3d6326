"""The customers' file: names, addresses and papers of the made-up customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.intake.demo import columns
from core.intake.demo.columns import Pool
from core.intake.demo.customers import BUSINESS, CONSUMER, CURRENCIES, ENTITIES, LARGE, MEDIUM, PUBLIC, SIZES, TYPES
from core.intake.demo.names import TONGUES
from core.intake.demo.places import TOWNS
from core.vocabulary import ContactKind, Label

if TYPE_CHECKING:
    from core.intake.demo.columns import Column, Ints
    from core.intake.demo.customers import Customers
    from core.intake.demo.habits import Habits

_FIRST = Pool([tongue.first_names for tongue in TONGUES])
_LAST = Pool([tongue.surnames for tongue in TONGUES])
_TRADE = Pool([[trade for trades in tongue.trades.values() for trade in trades] for tongue in TONGUES])
_SECTOR_OF_TRADE = [sector for tongue in TONGUES for sector, trades in tongue.trades.items() for _ in trades]
_OWNER = Pool([[name[:1].upper() + name[1:] for name in tongue.surnames] for tongue in TONGUES])
_OFFICE = Pool([tongue.offices for tongue in TONGUES])
_FANCY = Pool([tongue.fancies for tongue in TONGUES])
_FORM = Pool([tongue.forms for tongue in TONGUES])
_BODY = Pool([tongue.public_kinds for tongue in TONGUES])
_PLACE = Pool([tongue.public_places for tongue in TONGUES])
_STREET = Pool([tongue.streets for tongue in TONGUES])
_TOWN = Pool([[town.name for town in towns] for towns in TOWNS])
_PROVINCES = [town.province for towns in TOWNS for town in towns]
_POSTCODES = [town.postcode for towns in TOWNS for town in towns]

_ROLES = ("accounts payable", "owner", "bookkeeper", "finance manager")
_COLLECTORS = ("Karin de Boer", "Tim Hofman", "Sofie Claes", "Jonas Weber")
_MANAGERS = ("Ruben Vos", "Laura Maes", "Hanna Lorenz", "Emma Fortuin", "Pieter Nagel")
_DOMAINS = ("example.org", "example.net", "example.com")
_SHARE_WITH_EMAIL, _SHARE_IN_ENGLISH, _SHARE_NOT_ALLOWED = 0.86, 0.03, 0.015
# Numbers that are set apart for made-up people where there are such, else ones that ring nowhere.
_PHONES = ("+3120555", "+322555", "+324555", "+493023125", "+3353555")
_MOBILES = ("+316555", "+32470555", "+32480555", "+49152555", "+3363998")
_CREDIT_LIMITS = np.array([250_000, 1_000_000, 5_000_000, 20_000_000])


def customer_table(rng: np.random.Generator, customers: Customers, habits: Habits) -> pa.Table:
    """Return the rows of saldo_customers.csv."""
    count, tongue = len(customers), customers.tongue
    is_business = customers.type == BUSINESS
    first, last, town = _FIRST.draw(rng, tongue), _LAST.draw(rng, tongue), _TOWN.draw(rng, tongue)
    trade = _TRADE.draw(rng, tongue)
    person = columns.joined(_FIRST.text(first), _LAST.text(last), separator=" ")
    named = (customers.type == CONSUMER) | (rng.random(count) < np.where(is_business, 0.7, 0.5))
    language = columns.text([each.language for each in TONGUES], tongue)
    has_limit = is_business & (rng.random(count) < 0.8)  # noqa: PLR2004 (share with a limit)
    is_managed = is_business & ((customers.size == MEDIUM) | (customers.size == LARGE))
    score = np.clip(rng.normal(62, 16, count) - 25 * (habits.label == 2), 1, 99).astype(np.int64)  # noqa: PLR2004 (negative)
    return pa.table(
        {
            "entity": columns.text(ENTITIES, customers.entity),
            "customer_id": columns.number(customers.numbers),
            "group_id": columns.only(customers.group > 0, columns.joined("G", columns.number(customers.group))),
            "customer_name": _name(rng, customers, person, trade),
            "customer_type": columns.text([str(each) for each in TYPES], customers.type),
            "country": columns.text([each.country for each in TONGUES], tongue),
            "province": columns.text(_PROVINCES, town),
            "language": pc.if_else(pa.array(rng.random(count) < _SHARE_IN_ENGLISH), "en", language),
            "sector": columns.only(is_business, columns.text(_SECTOR_OF_TRADE, trade)),
            "size_class": columns.only(is_business, columns.text(SIZES, customers.size)),
            "customer_since": columns.dates(customers.since),
            "registration_number": columns.only(is_business, _registration(customers)),
            "vat_number": columns.only(is_business, _vat(customers)),
            "collector": columns.text(_COLLECTORS, (customers.entity + rng.integers(0, 2, count)) % len(_COLLECTORS)),
            "account_manager": columns.only(
                is_managed, columns.text(_MANAGERS, rng.integers(0, len(_MANAGERS), count))
            ),
            "credit_limit": columns.only(has_limit, columns.money(_CREDIT_LIMITS[customers.size])),
            "credit_limit_currency": columns.only(has_limit, columns.text(CURRENCIES, customers.currency)),
            "external_score": columns.only(is_business & (rng.random(count) < 0.85), columns.number(score)),  # noqa: PLR2004 (share scored)
            "label": columns.text([str(each) for each in Label], habits.label),
            "has_mandate": columns.flags(customers.has_mandate),
            "person": columns.only(named, person),
            "role": columns.only(
                named & (customers.type != CONSUMER), columns.text(_ROLES, rng.integers(0, len(_ROLES), count))
            ),
            "email": _email(rng, customers, first, last),
            "is_allowed": columns.flags(rng.random(count) >= _SHARE_NOT_ALLOWED),
            "phone": columns.only(
                rng.random(count) < np.where(customers.type == CONSUMER, 0.25, 0.85), _phone(rng, _PHONES, tongue)
            ),
            "mobile": columns.only(
                rng.random(count) < np.where(customers.type == CONSUMER, 0.7, 0.3), _phone(rng, _MOBILES, tongue)
            ),
            "post": _address(rng, tongue, town),
            "preferred": _preferred(rng, count),
        },
    )


def _name(rng: np.random.Generator, customers: Customers, person: Column, trade: Ints) -> Column:
    """Return the customer's own name: a firm in one of three fashions, a person, or a public body."""
    tongue = customers.tongue
    fancy, form, owner = (pool.text(pool.draw(rng, tongue)) for pool in (_FANCY, _FORM, _OWNER))
    craft = _TRADE.text(trade)
    firms = (
        columns.joined(craft, owner, form, separator=" "),
        columns.joined(craft, fancy, form, separator=" "),
        columns.joined(fancy, form, separator=" "),
    )
    firm = pc.choose(pa.array(rng.choice(3, len(customers), p=(0.5, 0.35, 0.15))), *firms)
    body = columns.joined(_BODY.text(_BODY.draw(rng, tongue)), _PLACE.text(_PLACE.draw(rng, tongue)), separator=" ")
    return pc.choose(pa.array(customers.type), firm, person, body)


def _email(rng: np.random.Generator, customers: Customers, first: Ints, last: Ints) -> Column:
    """Return an address at a domain that is set apart for examples, for most; none for the others."""
    count, number = len(customers), columns.number(customers.numbers)
    domain = columns.text(_DOMAINS, rng.integers(0, len(_DOMAINS), count))
    own = columns.joined(_FIRST.slug(first), ".", _LAST.slug(last), number, "@", domain)
    office = _OFFICE.text(_OFFICE.draw(rng, customers.tongue))
    firm = columns.text([each.domain for each in TONGUES], customers.tongue)
    shared = columns.joined(office, "@", firm, number, ".example")
    has = rng.random(count) < np.where(customers.type == PUBLIC, 0.95, _SHARE_WITH_EMAIL)
    return columns.only(has, pc.if_else(pa.array(customers.type == CONSUMER), own, shared))


def _phone(rng: np.random.Generator, starts: tuple[str, ...], tongue: Ints) -> Column:
    return columns.joined(columns.text(starts, tongue), columns.number(rng.integers(0, 10_000, len(tongue)), 4))


def _address(rng: np.random.Generator, tongue: Ints, town: Ints) -> Column:
    """Return a postal address in one cell, its lines parted by semicolons; a few have none."""
    count = len(tongue)
    street = columns.joined(
        _STREET.text(_STREET.draw(rng, tongue)), columns.number(rng.integers(1, 240, count)), separator=" "
    )
    letters = columns.text(
        [f" {one}{two}" for one in "ABCDEGHJKLNPRSTVWXZ" for two in "ABCDEGHJKLNPRSTVWXZ"], rng.integers(0, 361, count)
    )
    dutch = pc.if_else(pa.array(tongue == 0), letters, "")
    postcode = columns.joined(columns.text(_POSTCODES, town), columns.number(rng.integers(0, 100, count), 2), dutch)
    place = columns.joined(postcode, _TOWN.text(town), separator=" ")
    country = columns.text([each.country for each in TONGUES], tongue)
    return columns.only(rng.random(count) < 0.97, columns.joined(street, place, country, separator="; "))  # noqa: PLR2004 (share known)


def _preferred(rng: np.random.Generator, count: int) -> Column:
    kinds = (ContactKind.EMAIL, ContactKind.PHONE, ContactKind.POST)
    says = rng.random(count) < 0.6  # noqa: PLR2004 (share that said so)
    return columns.only(
        says, columns.text([str(kind) for kind in kinds], rng.choice(len(kinds), count, p=(0.85, 0.08, 0.07)))
    )


def _registration(customers: Customers) -> Column:
    """Return a number as the trade register of the country writes it, made from the customer's own, its check digit right."""
    digits = 20_000_000 + customers.numbers
    belgian = columns.joined("0", columns.number(_belgian(customers)))
    spelled = (
        columns.number(digits),
        belgian,
        belgian,
        columns.joined("HRB ", columns.number(customers.numbers)),
        columns.number(_siren(digits)),
    )
    return pc.choose(pa.array(customers.tongue), *spelled)


def _vat(customers: Customers) -> Column:
    digits = 800_000_000 + customers.numbers
    belgian = columns.joined("BE0", columns.number(_belgian(customers)))
    siren = _siren(20_000_000 + customers.numbers)
    spelled = (
        columns.joined("NL", columns.number(digits), "B", columns.number(_dutch_tail(digits), 2)),
        belgian,
        belgian,
        columns.joined("DE", columns.number(_german(80_000_000 + customers.numbers))),
        columns.joined("FR", columns.number((12 + 3 * (siren % 97)) % 97, 2), columns.number(siren)),
    )
    return pc.choose(pa.array(customers.tongue), *spelled)


def _belgian(customers: Customers) -> Ints:
    """Return nine digits: seven, and 97 less their remainder."""
    body = 4_000_000 + customers.numbers
    return body * 100 + 97 - body % 97


def _siren(body: Ints) -> Ints:
    """Return nine digits: eight, and the digit that makes the sum of the Luhn scheme a multiple of ten."""
    total = np.zeros(len(body), dtype=np.int64)
    for place in range(8):
        digit = body // 10**place % 10 * (2 if place % 2 == 0 else 1)
        total += digit // 10 + digit % 10
    return body * 10 + -total % 10


def _german(body: Ints) -> Ints:
    """Return nine digits: eight, and their check digit by ISO 7064, modulo 11 and 10."""
    product = np.full(len(body), 10, dtype=np.int64)
    for place in reversed(range(8)):
        total = (body // 10**place % 10 + product) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return body * 10 + (11 - product) % 10


def _dutch_tail(digits: Ints) -> Ints:
    """Return the two digits behind the B that make the whole number, letters as 10 to 35, one more than a multiple of 97."""
    head = 2321 % 97  # N and L
    for place in reversed(range(9)):
        head = (head * 10 + digits // 10**place % 10) % 97
    head = (head * 100 + 11) % 97  # B
    tail = (1 - head * 100) % 97
    return np.where(tail < 2, tail + 97, tail)  # noqa: PLR2004 (00 and 01 are not given out)
