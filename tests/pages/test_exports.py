"""What leaves the screens: files without a cell that a spreadsheet would run, and figures that say what the ledger says."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from core.metrics.metric import Direction, Unit
from dashboard.charts.aging import age_bars
from dashboard.charts.flow import reason_bars
from dashboard.charts.style import CATEGORICAL
from dashboard.charts.trend import month_lines
from dashboard.components.mail import sealed
from dashboard.exports import as_csv, as_xlsx
from dashboard.i18n import Words
from dashboard.kpi import COLOURS, change, said

EN = Words(language="en")
RISKY = pd.DataFrame(
    {"name": ["=SUM(A1)", "+31 20", "@x", "plain"], "amount": [1.5, -2.0, 3.0, 4.0], "on": [date(2026, 1, 2)] * 4}
)


def test_csv_starts_no_formula() -> None:
    rows = pd.read_csv(io.BytesIO(as_csv(RISKY)))
    assert rows["name"].tolist()[0].startswith("'=")
    assert rows["amount"].tolist() == [1.5, -2.0, 3.0, 4.0]


def test_xlsx_keeps_numbers_dates_and_text_what_they_are() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(RISKY, sheet="items")))
    head, *rows = book.get_sheet_by_name("items").to_python()
    assert head == ["name", "amount", "on"]
    # A formula would read as its missing result.
    assert [row[0] for row in rows] == RISKY["name"].tolist()
    assert [row[1] for row in rows] == [1.5, -2.0, 3.0, 4.0]
    assert rows[0][2] == date(2026, 1, 2)


def test_age_bars_hold_every_cell_and_carry_its_name() -> None:
    figure = age_bars(
        [("a", "First"), ("b", "<b>Second</b>")],
        [("current", "Current"), ("d1_30", "1–30")],
        {"a": {"current": 10_000, "d1_30": 5_000}, "b": {"current": 0, "d1_30": 2_550}},
        currency="EUR",
        words=EN,
    )
    # Bars are drawn from below, so the last group comes first.
    assert [list(trace.x) for trace in figure.data] == [[0.0, 100.0], [25.5, 50.0]]
    assert [trace.marker.color for trace in figure.data] == list(CATEGORICAL[:2])
    assert [list(pair) for pair in figure.data[1].customdata] == [["b", "d1_30"], ["a", "d1_30"]]
    assert figure.data[0].y[0].startswith("&lt;b&gt;Second")


def test_shares_of_a_group_add_up_to_one() -> None:
    figure = age_bars(
        [("a", "A")], [("x", "X"), ("y", "Y")], {"a": {"x": 1, "y": 3}}, currency="EUR", words=EN, as_share=True
    )
    assert [trace.x[0] for trace in figure.data] == [0.25, 0.75]


def test_a_month_without_a_value_is_a_gap() -> None:
    figure = month_lines(
        [date(2026, 8, 31), date(2026, 9, 30)], {"DSO": [None, 50.0]}, said=lambda value: f"{value:.1f}", words=EN
    )
    assert list(figure.data[0].y) == [None, 50.0]
    assert figure.data[0].connectgaps is False


def test_the_first_bar_leads_in_the_list_of_reasons() -> None:
    figure = reason_bars([("in", "In", 5, "5"), ("x", "Out", 2, "2")], words=EN)
    assert list(figure.data[0].y) == ["Out", "In"]
    assert list(figure.data[0].x) == [2, 5]


@pytest.mark.parametrize(
    ("now", "before", "unit", "expected"),
    [
        (110, 100, Unit.AMOUNT, "+10.0%"),
        (45.04, 45.0, Unit.DAYS, 0),
        (44.0, 45.2, Unit.DAYS, "-1.2"),
        (0.30, 0.28, Unit.SHARE, "+2.0 pt"),
        (63.4, 72.5, Unit.PERCENT, "-9.1 pt"),
        (None, 1.0, Unit.DAYS, None),
        (5, 0, Unit.AMOUNT, None),
    ],
)
def test_a_change_has_a_plain_sign_or_none(
    now: float | None, before: float | None, unit: Unit, expected: object
) -> None:
    assert change(now, before, unit, EN) == expected


def test_undefined_is_not_zero() -> None:
    assert said(None, Unit.DAYS, "EUR", EN) == "n/a"
    assert said(0.0, Unit.DAYS, "EUR", EN) == "0.0 days"


def test_every_direction_has_a_colour() -> None:
    assert set(COLOURS) == set(Direction)


def test_a_mail_frame_runs_nothing_and_asks_nothing() -> None:
    page = sealed("<script>top.x()</script><img src='http://evil.example/p.gif'>\"'", height=300, title='a "b"')
    assert 'sandbox=""' in page
    assert "default-src &#x27;none&#x27;" in page
    assert "<script>" not in page
    assert "<img" not in page
