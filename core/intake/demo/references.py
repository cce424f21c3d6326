"""Document numbers and payment references with their check digits, for whole columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.intake.demo import columns

if TYPE_CHECKING:
    from core.intake.demo.columns import Column, Ints

_DUTCH_WEIGHTS = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
_DUTCH_DIGITS = 15
_RF_TAIL = 271_500  # "RF00" in the digits of ISO 11649
_ENTITY_STEP = 100_000_000  # keeps the references of two entities apart


class Counters:
    """The next number of each kind of document per entity, carried from one batch of customers to the next."""

    def __init__(self, entities: int) -> None:
        self._next = np.ones(entities, dtype=np.int64)

    def take(self, entity: Ints) -> Ints:
        """Return the next number of each row's entity, rising down the rows."""
        taken = np.zeros(len(entity), dtype=np.int64)
        for code in range(len(self._next)):
            rows = np.flatnonzero(entity == code)
            taken[rows] = self._next[code] + np.arange(len(rows))
            self._next[code] += len(rows)
        return taken


def document_number(entity: Ints, year: Ints, serial: Ints, letter: str = "") -> Column:
    """Return numbers as each company writes them: ``2026-000123``, ``F2026/000123``, ``RE26-000123``; ``letter`` in front."""
    full_year, short_year = columns.number(year), columns.number(year % 100, 2)
    count = columns.number(serial, 6)
    written = (
        columns.joined(letter, full_year, "-", count),
        columns.joined(letter, "F", full_year, "/", count),
        columns.joined(letter, "RE", short_year, "-", count),
    )
    return pc.choose(pa.array(entity), *written)


def payment_reference(entity: Ints, serial: Ints) -> Column:
    """Return the reference a customer should quote: Dutch betalingskenmerk, Belgian structured message, or ISO 11649."""
    payload = (entity + 1) * _ENTITY_STEP * 10 + serial
    return pc.choose(pa.array(entity), dutch(payload), belgian(payload), iso(payload))


def dutch(payload: Ints) -> Column:
    """Return 16 digits: a check digit and 15 of payload, weighted from the right, modulo 11."""
    total, rest = np.zeros(len(payload), dtype=np.int64), payload.copy()
    for place in range(_DUTCH_DIGITS):
        total += rest % 10 * _DUTCH_WEIGHTS[place % len(_DUTCH_WEIGHTS)]
        rest //= 10
    check = 11 - total % 11
    check = np.where(check == 10, 1, np.where(check == 11, 0, check))  # noqa: PLR2004 (the scheme's own exceptions)
    return columns.joined(columns.number(check), columns.number(payload, _DUTCH_DIGITS))


def belgian(payload: Ints) -> Column:
    """Return ``+++ddd/dddd/ddddd+++``: ten digits and their remainder modulo 97, where 0 is written 97."""
    check = np.where(payload % 97 == 0, 97, payload % 97)
    digits = columns.joined(columns.number(payload, 10), columns.number(check, 2))
    groups = (pc.utf8_slice_codeunits(digits, start, stop) for start, stop in ((0, 3), (3, 7), (7, 12)))
    return columns.joined("+++", columns.joined(*groups, separator="/"), "+++")


def iso(payload: Ints) -> Column:
    """Return ``RF``, two check digits and the payload (ISO 11649)."""
    check = 98 - (payload * 1_000_000 + _RF_TAIL) % 97
    return columns.joined("RF", columns.number(check, 2), columns.number(payload))
