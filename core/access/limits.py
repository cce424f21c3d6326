"""Whose customers somebody sees, as the desk keeps it, and what two people see together."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from core.acting import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = tuple(each.name for each in fields(Limits))


def as_body(limits: Limits) -> dict[str, Any]:
    """Return ``limits`` as the desk keeps them: lists by name; what is not there is not limited."""
    kept = {name: getattr(limits, name) for name in _NAMES}
    return {name: sorted(values) for name, values in kept.items() if values is not None}


def of_body(body: Mapping[str, Any]) -> Limits:
    """Return the limits that ``as_body`` wrote."""
    return Limits(**{name: frozenset(str(each) for each in body[name]) for name in _NAMES if name in body})


def covers(wide: Limits, narrow: Limits) -> bool:
    """Return whether who has ``wide`` sees everybody that who has ``narrow`` sees."""
    return all(_covers(getattr(wide, name), getattr(narrow, name)) for name in _NAMES)


def joined(one: Limits, other: Limits) -> Limits | None:
    """Return limits that let exactly through what one of two people sees, None where no limits do.

    Netherlands of everybody and Belgium of everybody make both countries; the Netherlands of Els and Belgium of Jan would let
    the Belgian customers of Els through, whom neither of them sees.
    """
    if covers(one, other):
        return one
    if covers(other, one):
        return other
    apart = [name for name in _NAMES if getattr(one, name) != getattr(other, name)]
    if len(apart) != 1:
        return None
    return replace(one, **{apart[0]: getattr(one, apart[0]) | getattr(other, apart[0])})


def _covers(wide: frozenset[str] | None, narrow: frozenset[str] | None) -> bool:
    return wide is None or (narrow is not None and wide >= narrow)
