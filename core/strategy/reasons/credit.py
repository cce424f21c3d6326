"""Money we owe the customer: never asked for, and the last reason a customer can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


def _matches(items: Candidates, _: Left) -> Mask:
    return items.is_credit


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    is_payment = items.frame["item_key"].isna().iloc[rows]
    return [words("a payment not matched yet") if each else words("a credit not matched yet") for each in is_payment]


REASON = Reason(
    code="credit",
    place=999,
    label="Credit",
    explanation="Credit notes and payments that are not matched to an invoice yet: money we owe the customer.",
    takes=whole(_matches),
    evidence=_evidence,
)
