"""How customers pay, as people call it: an open list, because providers add and rename methods every year."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "ideal": "iDEAL",
    "wero": "Wero",
    "bancontact": "Bancontact",
    "payconiq": "Payconiq",
    "paypal": "PayPal",
    "creditcard": "creditcard",
    "giropay": "giropay",
    "sofort": "Sofort",
    "klarna": "Klarna",
    "applepay": "Apple Pay",
}
"""Names that are written in a way of their own; any other method is shown as the ledger or the provider writes it."""
NOT_ONLINE: Final = frozenset(
    {"transfer", "bank_transfer", "banktransfer", "direct_debit", "directdebit", "cash", "cheque"}
)
"""Ways to pay that no page can offer: whoever pays like this is shown none."""


def label(method: str) -> str:
    """Return how people call ``method``; '' for one that is not online.

    >>> label("ideal"), label("swish_pay"), label("direct_debit")
    ('iDEAL', 'swish pay', '')
    """
    known = method.strip()
    key = known.casefold().replace("-", "_").replace(" ", "_")
    if not known or key in NOT_ONLINE:
        return ""
    return LABELS.get(key.replace("_", ""), known.replace("_", " "))
