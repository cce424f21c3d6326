"""Grammars: what the rows of each kind of file mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.intake.fields import ImportKind
from core.intake.grammars.company import AGENCY, COMPLAINTS, ORDERS
from core.intake.grammars.ledger import LEDGER
from core.intake.grammars.months import CONTROL, SALES
from core.intake.grammars.others import CUSTOMERS, DISPUTES, RATES
from core.intake.grammars.payments import PAYMENTS
from core.intake.grammars.side import CREDIT, INSURANCE

if TYPE_CHECKING:
    from core.intake.grammars.base import Grammar

GRAMMARS: dict[ImportKind, Grammar] = {
    ImportKind.LEDGER: LEDGER,
    ImportKind.CUSTOMERS: CUSTOMERS,
    ImportKind.PAYMENTS: PAYMENTS,
    ImportKind.DISPUTES: DISPUTES,
    ImportKind.RATES: RATES,
    ImportKind.SALES: SALES,
    ImportKind.CONTROL: CONTROL,
    ImportKind.CREDIT: CREDIT,
    ImportKind.INSURANCE: INSURANCE,
    ImportKind.ORDERS: ORDERS,
    ImportKind.COMPLAINTS: COMPLAINTS,
    ImportKind.AGENCY: AGENCY,
}
