"""Payment references with check digits: ISO 11649 (RF), the Belgian structured communication, the Dutch betalingskenmerk."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from stdnum import iso11649
from stdnum.be import ogm_vcs
from stdnum.iso7064 import mod_97_10

if TYPE_CHECKING:
    from collections.abc import Callable

DUTCH_WEIGHTS: Final = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)
_DUTCH_WITH_LENGTH: Final = range(7, 13)  # digits that get a check digit and a length digit in front
_DUTCH_FULL: Final = 15
_DUTCH_UNCHECKED: Final = 7
_BELGIAN: Final = 10
_RF_LONGEST: Final = 21
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
_BELGIAN_WRITTEN = re.compile(r"([+*]{3})[0-9]{3}/?[0-9]{4}/?[0-9]{5}[+*]{3}")


class ReferenceKind(StrEnum):
    """Which reference stands beside a payment; a setting of each entity."""

    OWN = "own"  # the number of the invoice, or of the customer for several
    RF = "rf"
    BELGIAN = "belgian"
    DUTCH = "dutch"


def rf(number: str) -> str | None:
    """Return ``number`` as an ISO 11649 reference without spaces; None when it has no or too many letters and digits.

    Letters are written as capitals; everything that is no letter or digit falls away, as in ``INV/2026-0042``.
    """
    core = _SEPARATORS.sub("", number).upper()
    if not core or len(core) > _RF_LONGEST:
        return None
    return f"RF{mod_97_10.calc_check_digits(f'{core}RF')}{core}"


def belgian(number: str) -> str | None:
    """Return ``number`` as a structured communication with its signs; None unless it is one to ten digits, not all zero."""
    digits = _digits(number)
    if digits is None or len(digits) > _BELGIAN or not int(digits):
        return None
    base = digits.zfill(_BELGIAN)
    return _signed(f"{base}{ogm_vcs.calc_check_digits(base)}")


def dutch(number: str) -> str | None:
    """Return ``number`` as a betalingskenmerk; None unless it is one to fifteen digits.

    Up to seven digits are filled to seven and, as eight to twelve, get a check digit and a length digit in front; thirteen
    to fifteen are filled to fifteen and get a check digit.
    """
    digits = _digits(number)
    if digits is None or len(digits) > _DUTCH_FULL:
        return None
    if len(digits) > _DUTCH_WITH_LENGTH[-1]:
        full = digits.zfill(_DUTCH_FULL)
        return f"{_dutch_check(full)}{full}"
    core = digits.zfill(_DUTCH_WITH_LENGTH[0])
    counted = f"{len(core) % 10}{core}"
    return f"{_dutch_check(counted)}{counted}"


def is_dutch(reference: str) -> bool:
    """Return whether ``reference`` is a betalingskenmerk that adds up; seven digits have nothing that could be wrong."""
    digits = _digits(reference)
    if digits is None:
        return False
    if len(digits) == _DUTCH_UNCHECKED:
        return True
    check, rest = digits[:1], digits[1:]
    if len(rest) == _DUTCH_FULL:
        return check == _dutch_check(rest)
    counted, core = rest[:1], rest[1:]
    return len(core) in _DUTCH_WITH_LENGTH and counted == str(len(core) % 10) and check == _dutch_check(rest)


def is_belgian(reference: str) -> bool:
    """Return whether ``reference`` is a structured communication that adds up, with its signs or as bare digits."""
    return bool(ogm_vcs.is_valid(_SEPARATORS.sub("", reference)))


def is_rf(reference: str) -> bool:
    """Return whether ``reference`` is an ISO 11649 reference that adds up, with or without spaces."""
    return bool(iso11649.is_valid(reference))


_MAKERS: dict[ReferenceKind, Callable[[str], str | None]] = {
    ReferenceKind.RF: rf,
    ReferenceKind.BELGIAN: belgian,
    ReferenceKind.DUTCH: dutch,
}


def made(kind: ReferenceKind, number: str) -> str | None:
    """Return the reference of ``kind`` for an invoice's or customer's ``number``; None where it cannot be led back to it."""
    maker = _MAKERS.get(kind)
    return None if maker is None else maker(number)


def structured(reference: str) -> str | None:
    """Return what a bank takes as a structured reference: an RF without spaces, or the twelve digits of a Belgian one.

    A Belgian one needs its signs: twelve bare digits may be Dutch, or a number. None for anything else.
    """
    bare = reference.replace(" ", "").upper()
    if bare.startswith("RF") and is_rf(bare):
        return bare
    return _SEPARATORS.sub("", bare) if _BELGIAN_WRITTEN.fullmatch(bare) and is_belgian(bare) else None


def written(reference: str) -> str:
    """Return ``reference`` as people write it: ``RF18 5390 0754 7034``, ``+++010/8068/17183+++``, Dutch digits in fours."""
    machine = structured(reference)
    if machine is not None:
        return _in_fours(machine) if machine.startswith("RF") else _signed(machine)
    return _in_fours(reference) if len(reference) == _DUTCH_FULL + 1 and is_dutch(reference) else reference


def with_signs(reference: str) -> str:
    """Return a reference of a Belgian ledger as it is written: with the signs that some systems leave out."""
    bare = reference.strip()
    return _signed(bare) if re.fullmatch(r"[0-9]{12}", bare) and is_belgian(bare) else reference


def number_in(reference: str) -> list[str]:
    """Return the numbers that ``reference`` may have been made of, as :func:`made` makes it; nothing when it does not add up.

    >>> number_in("RF73INV20260042"), number_in("+++202/6000/04236+++"), number_in("271234567")
    (['INV20260042'], ['2026000042'], ['1234567'])
    """
    bare = _SEPARATORS.sub("", reference).upper()
    found = []
    if bare.startswith("RF") and is_rf(bare):
        found.append(bare[4:])
    if len(bare) == _BELGIAN + 2 and is_belgian(bare):
        found.append(bare[:_BELGIAN].lstrip("0"))
    if len(bare) > _DUTCH_UNCHECKED and is_dutch(bare):
        found.append(bare[1:].lstrip("0") if len(bare) == _DUTCH_FULL + 1 else bare[2:].lstrip("0"))
    return [number for number in found if number]


def _signed(digits: str) -> str:
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"


def _in_fours(text: str) -> str:
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _dutch_check(digits: str) -> str:
    """Return the check digit: weights from the right, 11 less the remainder of 11; 10 becomes 1 and 11 becomes 0."""
    total = sum(int(digit) * DUTCH_WEIGHTS[place % len(DUTCH_WEIGHTS)] for place, digit in enumerate(reversed(digits)))
    return str({10: 1, 11: 0}.get(11 - total % 11, 11 - total % 11))


def _digits(number: str) -> str | None:
    """Return the digits of a number with nothing but signs between them, else None: a letter dropped could be another's number."""
    bare = _SEPARATORS.sub("", number)
    return bare if bare.isascii() and bare.isdigit() else None
