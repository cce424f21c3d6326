"""Every metric by slug, in the order in which screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics import (
    average_days_delinquent,
    best_possible_dso,
    collection_effectiveness,
    countback_dso,
    dso,
    dso_net,
    net_balance,
    open_balance,
    over_90_share,
    past_due,
    past_due_share,
    percent_current,
    unallocated,
)

if TYPE_CHECKING:
    from core.metrics.metric import Metric

METRICS: dict[str, Metric] = {
    module.METRIC.slug: module.METRIC
    for module in (
        open_balance,
        past_due,
        past_due_share,
        over_90_share,
        percent_current,
        unallocated,
        net_balance,
        dso,
        dso_net,
        countback_dso,
        best_possible_dso,
        average_days_delinquent,
        collection_effectiveness,
    )
}
