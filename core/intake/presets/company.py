"""Saldo's own layouts of orders under way, complaints and agency statements."""

from __future__ import annotations

from core.intake.fields import FIELDS, ImportKind
from core.intake.mapping import Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

SALDO_ORDERS = Preset(
    name="saldo_orders",
    label="Saldo: orders under way",
    mapping=Mapping(
        kind=ImportKind.ORDERS,
        columns={field.name: (field.name,) for field in FIELDS[ImportKind.ORDERS]},
        mode=ImportMode.SNAPSHOT,
    ),
    signature=(("customer_id", "order_number", "order_state", "amount"),),
    note="A full list: an order that is no longer on it is delivered or gone.",
)

SALDO_COMPLAINTS = Preset(
    name="saldo_complaints",
    label="Saldo: complaints",
    mapping=Mapping(
        kind=ImportKind.COMPLAINTS,
        columns={field.name: (field.name,) for field in FIELDS[ImportKind.COMPLAINTS]},
    ),
    signature=(("customer_id", "reference", "cause", "opened_on", "owner"),),
    note="Each row as it stands now: a complaint ends with its date closed, or with the state closed.",
)

SALDO_AGENCY = Preset(
    name="saldo_agency",
    label="Saldo: statement of an agency",
    mapping=Mapping(
        kind=ImportKind.AGENCY,
        columns={field.name: (field.name,) for field in FIELDS[ImportKind.AGENCY]},
    ),
    signature=(("reference", "paid_on", "amount", "fee"), ("reference", "paid_on", "amount", "agency_state")),
    note="Each booking once: what came in for a handover, what the agency kept, and how it stands there.",
)
