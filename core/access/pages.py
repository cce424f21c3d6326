"""Which pages are there for whom: everybody who has a role sees every page, except who sees their own customers only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.actions import Role

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

OF_OWN_CUSTOMERS: Final = frozenset(
    {"today", "customers", "customer", "work", "numbers", "aging", "review", "behaviour", "causes", "credit"}
)
"""All there is for an account manager: what is about their own customers, and nothing about how the house works."""


def is_for(page: str, roles: AbstractSet[Role]) -> bool:
    """Return whether ``page``, as named by its file, is there for somebody with these roles; without a role nothing is."""
    return bool(roles) and (page in OF_OWN_CUSTOMERS or set(roles) != {Role.ACCOUNT_MANAGER})
