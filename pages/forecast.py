"""Cash forecast: what of today's open invoices comes in over 13 weeks, how sure that is, and how past forecasts did."""

from __future__ import annotations

from dashboard.empty import edition_or_stop, nothing
from dashboard.heading import heading
from dashboard.numbers_nav import numbers_nav
from dashboard.prediction.cash import finding, past_board, split_board, weeks_board
from dashboard.prediction.reads import forecast
from dashboard.sections import section
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Cash forecast"))
asked = heading(_("Cash forecast"), of, _, is_dated=True)
numbers_nav(_)
told = forecast(of, asked.as_of, asked.scope)

if told.totals.empty:
    nothing(
        _("Nothing is open here"), _("There is nothing to forecast in this part of the portfolio: widen the filters.")
    )
else:
    finding(told, asked.currency, _)
    weeks_board(told, asked.currency, _)
    parts = {"segment": _("By segment"), "entity": _("By own company"), "past": _("Past forecasts")}
    view = section(_("View"), parts, param="view")
    if view == "past":
        past_board(asked, _)
    else:
        split_board(of, told, asked, view, _)
