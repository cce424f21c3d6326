"""Tally: Pending Bills."""

from __future__ import annotations

from core.intake.fields import ImportKind
from core.intake.mapping import Group, Mapping
from core.intake.presets.base import Preset
from core.vocabulary import ImportMode

TALLY = Preset(
    name="tally",
    label="Tally Pending Bills",
    mapping=Mapping(
        kind=ImportKind.LEDGER,
        columns={
            "issued_on": ("Date",),
            "number": ("Ref. No.",),
            "customer_id": ("Party's Name",),
            "amount": ("Opening Amount", "Opening"),
            "open_amount": ("Pending Amount", "Pending"),
            "due_on": ("Due on",),
        },
        mode=ImportMode.SNAPSHOT,
        date_order="dmy",
        constants={"currency": "INR"},
        total_when_blank=("number",),
        group=Group(place="above", field="customer_id"),
        due_after_days=0,
    ),
    signature=(("Ref. No.", "Pending Amount"), ("Ref. No.", "Pending")),
    covers=('Tally "Pending Bills" xlsx',),
)
