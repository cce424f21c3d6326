"""Who is in a campaign and who is out for which reason; both add up to the portfolio, and the screen shows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.money import precision, to_minor
from core.strategy.reasons import BY_CODE
from dashboard import tables
from dashboard.charts.flow import reason_bars
from dashboard.charts.style import CONFIG
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboard.i18n import Words

IN = "in"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the reconciliation: in, or out for a reason."""

    code: str
    label: str
    explanation: str
    customers: int
    items: int
    minor: int


def lines(totals: Mapping[str, Any], currency: str, words: Words) -> list[Line]:
    """Return the lines of kept totals in ``currency``: in first, then the reasons by customers, the most first."""
    _ = words
    included = _line(IN, _("In the campaign"), _("Gets one message."), totals["in"], currency)
    out = [
        _line(code, _(BY_CODE[code].label), _(BY_CODE[code].explanation), told, currency)
        for code, told in totals["out"].items()
    ]
    return [included, *sorted(out, key=lambda line: (-line.customers, -line.items))]


def reconciliation(totals: Mapping[str, Any], currency: str, words: Words, *, key: str) -> None:
    """Draw in against out as figures, bars and a table whose last line is the portfolio."""
    _ = words
    told = lines(totals, currency, words)
    portfolio = _line("portfolio", _("Portfolio"), "", totals["portfolio"], currency)
    st.plotly_chart(
        reason_bars(
            [(line.code, line.label, line.customers, _beside(line, currency, words)) for line in told], words=words
        ),
        config=CONFIG,
        key=f"{key}_bars",
        alt=_("Customers in and out by reason"),
    )
    adds_up = (
        sum(line.customers for line in told) == portfolio.customers
        and sum(line.items for line in told) == portfolio.items
        and sum(line.minor for line in told) == portfolio.minor
    )
    if adds_up:
        st.caption(
            _(
                "In and out add up to the portfolio: {customers} customers, {items} items, {amount}.",
                customers=words.number(portfolio.customers),
                items=words.number(portfolio.items),
                amount=words.money(portfolio.minor, currency),
            ),
        )
    else:
        st.error(_("In and out do not add up to the portfolio. Do not launch; plan the campaign again."))
    frame = pd.DataFrame(
        [
            {"label": line.label, "customers": line.customers, "items": line.items,
             "amount": line.minor / 10 ** precision(currency), "explanation": line.explanation}
            for line in [*told, portfolio]
        ],
    )  # fmt: skip
    columns = {
        "label": st.column_config.TextColumn(_("In or out"), width=210),
        "customers": tables.number_column(_("Customers"), words, width=95),
        "items": tables.number_column(_("Items"), words, width=80),
        "amount": tables.money_column(currency, currency, words, width=125),
        "explanation": st.column_config.TextColumn(_("Why"), width=420),
    }
    with st.expander(_("The same in numbers"), icon=":material/table_rows:"):
        tables.table(frame, columns, alt=_("Reconciliation"), most=24)
        export_menu(lambda: frame, name="reconciliation", words=words, key=key)


def _beside(line: Line, currency: str, words: Words) -> str:
    return f"{words.number(line.customers)} · {words.round_money(line.minor, currency)}"


def _line(code: str, label: str, explanation: str, told: Mapping[str, Any], currency: str) -> Line:
    return Line(
        code=code,
        label=label,
        explanation=explanation,
        customers=int(told["customers"]),
        items=int(told["items"]),
        minor=to_minor(Decimal(told["amounts"].get(currency, "0")), currency),
    )
