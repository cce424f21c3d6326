"""How often somebody may ask: a bucket of tries for each who asks, refilled over time, and forgotten when it is full."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

MOST_KEPT: Final = 20_000
"""Who asked lately, at most; above it the ones who asked least lately are forgotten first."""
_ONE_LINE: Final = 64
"""Bits of an IPv6 address that a provider gives to one line: whoever has it can ask from any of the rest."""


def line_of(address: str) -> str:
    """Return what stands for who asks from ``address``: of IPv6 the network of one line, of IPv4 the address itself.

    >>> line_of("2001:db8::1:2:3:4"), line_of("::ffff:192.0.2.7"), line_of("192.0.2.7")
    ('2001:db8::/64', '192.0.2.7', '192.0.2.7')
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return str(known)
    return str(known.ipv4_mapped or IPv6Network((known, _ONE_LINE), strict=False))


@dataclass(kw_only=True)
class Pace:
    """At most ``most`` tries at once, and as many again every ``seconds``, for each who asks.

    Kept in memory: of one process, and empty after a restart. It stops those who try thousands of links, not a network of them.
    """

    most: int
    seconds: float
    _left: dict[Hashable, tuple[float, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def allows(self, who: Hashable, now: float) -> bool:
        """Return whether ``who`` may try at ``now`` (seconds of any clock that only goes forward), and count the try."""
        with self._lock:
            left, at = self._left.pop(who, (float(self.most), now))
            left = min(self.most, left + max(0.0, now - at) * self.most / self.seconds)
            is_allowed = left >= 1
            self._left[who] = (left - 1 if is_allowed else left, now)
            if len(self._left) > MOST_KEPT:
                for each in list(self._left)[: MOST_KEPT // 10]:
                    del self._left[each]
            return is_allowed
