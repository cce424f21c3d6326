"""Average days delinquent: the part of DSO that is due to late payment."""

from __future__ import annotations

from core.metrics import best_possible_dso, companies, dso
from core.metrics.days_of_sales import days_of_sales
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit

WAYC = Measures(current_minor=3_000, past_due_minor=4_000, sales_minor=30_000, days=30)
"""DSO 7 days, best possible 3."""


def compute(measures: Measures) -> Figure:
    """Return DSO less best possible DSO, in days; ``None`` without sales.

    Parts: the days of each past-due bucket, which add up to the value where the balance is split.
    """
    total, best = dso.compute(measures).value, best_possible_dso.compute(measures)
    if total is None or best.value is None:
        return Figure(value=None, why=best.why)
    split = {key: days_of_sales(minor, measures).value or 0.0 for key, minor in measures.past_due_by_bucket.items()}
    return Figure(value=total - best.value, why=best.why, parts=split)


METRIC = Metric(
    slug="average_days_delinquent",
    label="Average days delinquent",
    unit=Unit.DAYS,
    direction=Direction.LOWER,
    theme=Theme.LATENESS,
    definition="How many days late payment adds to DSO; split per bucket it shows where those days come from.",
    formula="DSO - best possible DSO (= past due / sales of the period x days in the period)",
    reference="waycalculator.com/finance/Average-Days-Delinquent-Calculator; per bucket: coveringcredit.com.",
    warning="Not the average lateness of paid invoices. Never compute it from published medians of DSO and best possible DSO: those are independent.",
    compute=compute,
    examples=(
        Example(
            title="NL-1, 53.67 - 36.80",
            source="computed",
            measures=companies.NL1_QUARTER,
            expected=16.87,
            parts={"d1_30": 6.90, "d31_60": 3.07, "d61_90": 1.92, "d90_plus": 4.98},
        ),
        Example(title="55.35 - 34.98", source="JD Edwards help", measures=companies.JDE, expected=20.37),
        Example(title="7 - 3", source="waycalculator.com", measures=WAYC, expected=4.0),
        Example(title="no sales", source="computed", measures=companies.WITHOUT_SALES, expected=None),
    ),
)
