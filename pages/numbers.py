"""Numbers: the figures of a day, the aging down to the invoice, and the course of two years."""

from __future__ import annotations

from core.metrics.registry import METRICS
from dashboard import reads
from dashboard.aging_board import aging_board
from dashboard.empty import edition_or_stop
from dashboard.figures import all_figures
from dashboard.heading import heading
from dashboard.kpi import HEADLINES, cards
from dashboard.sections import section
from dashboard.session import words
from dashboard.trend_board import course, trend_board

_ = words()
of = edition_or_stop(_("Numbers"))
asked = heading(_("Numbers"), of, _, is_dated=True)

values = reads.values(of, asked.as_of, scope=asked.scope)
cards(
    [METRICS[slug] for slug in HEADLINES],
    {slug: by_currency[asked.currency] for slug, by_currency in values.items() if asked.currency in by_currency},
    course(of, asked),
    currency=asked.currency,
    as_of=asked.as_of,
    words=_,
)

view = section(
    _("View"),
    {"aging": _("Aging"), "course": _("Two years"), "definitions": _("All figures")},
    param="view",
)
if view == "course":
    trend_board(of, asked)
elif view == "definitions":
    all_figures(values, asked.currency, _)
else:
    aging_board(of, asked)
