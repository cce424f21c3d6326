"""Who is in a campaign and who is out for which reason: a waterfall from the portfolio to the messages, with the names behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.money import precision, to_minor
from core.strategy.reasons import BY_CODE, REASONS
from dashboard import tables
from dashboard.campaign.behind import behind
from dashboard.charts.waterfall import Step, waterfall
from dashboard.drawn import draw
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dashboard.campaign.behind import Names
    from dashboard.i18n import Words

IN = "in"
CUSTOMERS, EUROS = "customers", "amount"


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
    """Return the lines of kept totals in ``currency``: the reasons in their order, as they were asked, and last what is in."""
    _ = words
    out = [
        _line(reason.code, _(reason.label), _(reason.explanation), totals["out"][reason.code], currency)
        for reason in REASONS
        if reason.code in totals["out"]
    ]
    return [*out, _line(IN, _("In the campaign"), _("Gets one message."), totals["in"], currency)]


def reconciliation(
    totals: Mapping[str, Any], currency: str, words: Words, *, key: str, names: Callable[[], Names]
) -> None:
    """Draw the way from the portfolio to the messages, in customers or in money; a click on a bar shows who is behind it."""
    _ = words
    told = lines(totals, currency, words)
    portfolio = _line("portfolio", _("Portfolio"), "", totals["portfolio"], currency)
    measure = st.segmented_control(
        _("Measure"),
        [CUSTOMERS, EUROS],
        default=CUSTOMERS,
        required=True,
        format_func=lambda each: _("Customers") if each == CUSTOMERS else _("Amount, {currency}", currency=currency),
        key=f"{key}_measure",
        label_visibility="collapsed",
    )
    opened = f"{key}_behind"
    chart = f"{key}_waterfall_{measure}"

    def pick() -> None:
        points = st.session_state[chart].selection.points
        chosen = points[0]["customdata"][0] if points else ""
        if chosen:
            st.session_state[opened] = chosen

    draw(
        _figure(told, portfolio, currency, words, is_money=measure == EUROS),
        _("From the whole portfolio to the messages, reason by reason"),
        key=chart,
        on_select=pick,
    )
    _adds_up(told, portfolio, currency, words)
    code = str(st.session_state.get(opened, ""))
    if code == IN or code in totals["out"]:
        label = _("In the campaign") if code == IN else _(BY_CODE[code].label)
        behind(
            names(), code, label, currency, words, key=key, is_money=measure == EUROS, on_close=lambda: _close(opened)
        )
    _in_numbers([*told, portfolio], currency, words, key=key)


def _close(opened: str) -> None:
    del st.session_state[opened]


def _figure(told: list[Line], portfolio: Line, currency: str, words: Words, *, is_money: bool) -> Any:  # noqa: ANN401 - a figure
    def size(line: Line) -> float:
        return line.minor / 10 ** precision(currency) if is_money else line.customers

    def said(line: Line, sign: str = "") -> str:
        if is_money:
            return f"{sign}{words.round_money(abs(line.minor), currency)}"
        return f"{sign}{words.number(line.customers)}"

    *out, included = told
    steps = [
        Step(key=line.code, label=line.label, size=-size(line), said=said(line, "−" if size(line) >= 0 else "+"))
        for line in out
        if size(line)
    ]
    return waterfall(
        (portfolio.label, size(portfolio), said(portfolio)),
        steps,
        (included.label, size(included), said(included)),
        words=words,
        keys=("", included.code),
    )


def _adds_up(told: list[Line], portfolio: Line, currency: str, words: Words) -> None:
    _ = words
    if (
        sum(line.customers for line in told) == portfolio.customers
        and sum(line.items for line in told) == portfolio.items
        and sum(line.minor for line in told) == portfolio.minor
    ):
        st.caption(
            _(
                "In and out add up to the portfolio: {customers} customers, {items} items, {amount}. Click a bar for the names.",
                customers=words.number(portfolio.customers),
                items=words.number(portfolio.items),
                amount=words.money(portfolio.minor, currency),
            ),
        )
    else:
        st.error(_("In and out do not add up to the portfolio. Do not launch; plan the campaign again."))


def _in_numbers(told: list[Line], currency: str, words: Words, *, key: str) -> None:
    _ = words
    frame = pd.DataFrame(
        [
            {"label": line.label, "customers": line.customers, "items": line.items,
             "amount": line.minor / 10 ** precision(currency), "explanation": line.explanation}
            for line in told
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
        tables.table(frame, columns, alt=_("Reconciliation"), most=28)
        export_menu(lambda: frame, name="reconciliation", words=words, key=key)


def _line(code: str, label: str, explanation: str, told: Mapping[str, Any], currency: str) -> Line:
    return Line(
        code=code,
        label=label,
        explanation=explanation,
        customers=int(told["customers"]),
        items=int(told["items"]),
        minor=to_minor(Decimal(told["amounts"].get(currency, "0")), currency),
    )
