"""A change shared out over its causes: each cause's step, averaged over every order in which the causes can be changed."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

Corner: TypeAlias = tuple[bool, ...]
"""One claim a cause: whether it already stands as at the end."""


def shared_out(value: Callable[[Any], Fraction], causes: int) -> tuple[Fraction, ...]:
    """Return the part of each cause in ``value(all at the end) - value(all at the start)``.

    The Shapley value: the cause's own step, averaged over all orders of changing the causes one at a time. The parts add
    up to the whole change exactly, whatever ``value`` returns in between, because in every order the steps telescope; a
    cause that changes nothing gets nothing.

    Parameters
    ----------
    value
        The figure when the causes marked true stand as at the end and the others as at the start.
    causes
        How many there are, 1 or more; ``value`` is asked 2 to that power times.

    References
    ----------
    Shapley, L. S. (1953), A value for n-person games; Albrecht, Francois and Schoors (2002), A Shapley decomposition of
    carbon emissions without residuals, Energy Policy 30(9).

    """
    known = {corner: value(corner) for corner in product((False, True), repeat=causes)}
    weights = [Fraction(factorial(n) * factorial(causes - n - 1), factorial(causes)) for n in range(causes)]
    return tuple(
        sum(
            (
                weights[sum(corner)] * (known[_with(corner, cause)] - known[corner])
                for corner in known
                if not corner[cause]
            ),
            Fraction(0),
        )
        for cause in range(causes)
    )


def _with(corner: Corner, cause: int) -> Corner:
    return (*corner[:cause], True, *corner[cause + 1 :])
