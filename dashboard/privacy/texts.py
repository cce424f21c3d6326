"""Words of the page of privacy for what core names: steps, and what became of a report."""

from __future__ import annotations

from core.desk.person_decisions import Step
from core.privacy.retention import ReportState
from dashboard.texts import later

STEPS = {
    Step.AGENCY: later("Collection agency"),
    Step.DELIVERY_STOP: later("Delivery stop"),
    Step.CREDIT_REFUSAL: later("Credit refused"),
    Step.COSTS: later("Collection costs"),
}
STATES = {
    ReportState.WAITING: later("waits for its day"),
    ReportState.HELD: later("held back"),
    ReportState.DONE: later("removed"),
    ReportState.NOTHING: later("nothing was too old"),
}
COLOURS = {
    ReportState.WAITING: "blue",
    ReportState.HELD: "orange",
    ReportState.DONE: "green",
    ReportState.NOTHING: "gray",
}
