"""Presets: every layout Saldo knows by itself, one file each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import UnknownNameError
from core.intake.presets.afas import AFAS
from core.intake.presets.bureaus import CREDITSAFE, DNB, EXPERIAN, GRAYDON, SALDO_CREDIT
from core.intake.presets.business_central import BUSINESS_CENTRAL
from core.intake.presets.company import SALDO_AGENCY, SALDO_COMPLAINTS, SALDO_ORDERS
from core.intake.presets.ecb import ECB_RATES
from core.intake.presets.erpnext import ERPNEXT
from core.intake.presets.exact import EXACT
from core.intake.presets.highradius import HIGHRADIUS, HR_OPEN_ITEMS
from core.intake.presets.insurers import BUYERS, SALDO_INSURANCE
from core.intake.presets.ledgers import HR_CLEARED, IBM
from core.intake.presets.odoo import ODOO_INVOICES, ODOO_OPEN_ITEMS
from core.intake.presets.quickbooks import QUICKBOOKS
from core.intake.presets.saldo import (
    SALDO_CONTROL_BALANCES,
    SALDO_CUSTOMERS,
    SALDO_DISPUTES,
    SALDO_INVOICES,
    SALDO_PAYMENTS,
    SALDO_RATES,
    SALDO_SALES,
)
from core.intake.presets.sap_de import SAP_DE, SAP_DE_PAYABLES
from core.intake.presets.sap_en import SAP_EN
from core.intake.presets.sap_fr import SAP_FR
from core.intake.presets.sap_nl import SAP_NL
from core.intake.presets.tally import TALLY
from core.intake.presets.xero import XERO
from core.intake.presets.yuki import YUKI

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.intake.presets.base import Preset

_ALL = (
    SALDO_INVOICES,
    SALDO_CUSTOMERS,
    SALDO_PAYMENTS,
    SALDO_DISPUTES,
    SALDO_RATES,
    ECB_RATES,
    SALDO_SALES,
    SALDO_CONTROL_BALANCES,
    SALDO_ORDERS,
    SALDO_COMPLAINTS,
    SALDO_AGENCY,
    SAP_EN,
    SAP_DE,
    SAP_DE_PAYABLES,
    SAP_NL,
    SAP_FR,
    AFAS,
    EXACT,
    YUKI,
    XERO,
    QUICKBOOKS,
    TALLY,
    BUSINESS_CENTRAL,
    ERPNEXT,
    ODOO_OPEN_ITEMS,
    ODOO_INVOICES,
    HIGHRADIUS,
    HR_OPEN_ITEMS,
    HR_CLEARED,
    IBM,
    SALDO_CREDIT,
    DNB,
    CREDITSAFE,
    GRAYDON,
    EXPERIAN,
    SALDO_INSURANCE,
    BUYERS,
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _ALL}


def preset(name: str) -> Preset:
    """Return the preset called ``name``; raise ``UnknownNameError`` when there is none."""
    if name not in PRESETS:
        raise UnknownNameError("preset", name, sorted(PRESETS))
    return PRESETS[name]


def recognise(columns: Sequence[str], *, has_header: bool = True) -> Preset | None:
    """Return the preset that knows most of these columns and whose signature is there; None when there is none.

    Without a header only the number of columns can tell.
    """
    candidates = [each for each in _ALL if not each.is_variant]
    if not has_header:
        return next(
            (each for each in candidates if each.mapping.headers and len(each.mapping.headers) == len(columns)), None
        )
    scored = [(each.score(columns), -place, each) for place, each in enumerate(candidates)]
    score, _, best = max(scored, key=lambda entry: entry[:2])
    return best if score else None
