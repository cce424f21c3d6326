"""What can happen to a closed month, in words."""

from __future__ import annotations

from core.metrics.close import Part
from dashboard.texts import later

CHANGES = {
    "added": later("entered later"),
    "gone": later("taken out later"),
    "moved": later("moved to another day"),
    "corrected": later("amount corrected"),
    "settled": later("settled, known later"),
    "due_date": later("due date corrected"),
}
PARTS = {
    Part.CLOSING: later("Open at the month-end"),
    Part.SALES: later("Sales of the period"),
    Part.OPENING: later("Open when the period began"),
}
SUMS = {
    "gross_minor": later("Open balance of invoices"),
    "unallocated_minor": later("Unallocated"),
    "opening_minor": later("Open balance at the start of the period"),
    "sales_minor": later("Sales of the period"),
}
