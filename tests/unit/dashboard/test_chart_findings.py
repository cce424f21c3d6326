"""Text alternatives of figures: each says the finding of its own data, in both languages, and none is drawn without one."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from core.behaviour.patterns import Dot
from dashboard.charts.aging import age_bars
from dashboard.charts.calibration import calibration_plot
from dashboard.charts.cash import cash_by_week
from dashboard.charts.contacts import contacts_by_day
from dashboard.charts.contribution import contribution_bars
from dashboard.charts.evidence import dots
from dashboard.charts.finding import largest
from dashboard.charts.fit import fit_curve
from dashboard.charts.flow import reason_bars
from dashboard.charts.forest import Line, forest
from dashboard.charts.happenings import lanes
from dashboard.charts.heat import Heat, heat_map
from dashboard.charts.mix_days import mix_days
from dashboard.charts.moves import ribbons
from dashboard.charts.replay_days import replay_days
from dashboard.charts.rungs import Rung, rungs
from dashboard.charts.spread import spread_bars
from dashboard.charts.squares import squares
from dashboard.charts.trend import month_lines
from dashboard.charts.waterfall import Step, waterfall
from dashboard.drawn import alternative
from dashboard.i18n import Words

if TYPE_CHECKING:
    import plotly.graph_objects as go

ROOT = Path(__file__).resolve().parents[3]
EN, NL = Words(language="en"), Words(language="nl")
BUCKETS = [("not_due", "not due"), ("d1_30", "1–30 days")]


def aged(words: Words) -> go.Figure:
    amounts = {"a": {"not_due": 900_00, "d1_30": 100_00}, "b": {"d1_30": 1_000_00}}
    return age_bars([("a", "Reliable <A>"), ("b", "Forgetful")], BUCKETS, amounts, currency="EUR", words=words)


def contacts(words: Words) -> pd.DataFrame:
    _ = words
    days = pd.to_datetime(["2026-11-02", "2026-11-03"])
    return pd.DataFrame(
        {"day": days, "channel": ["email", "email"], "contacts_was": [3.0, 4.0], "contacts_then": [5.0, 6.0]}
    )


def weeks() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "to_on": pd.to_datetime(["2026-11-08", "2026-11-15"]),
            "expected_minor": [1_000_00, 3_000_00],
            "low_minor": [800_00, 2_000_00],
            "high_minor": [1_200_00, 4_000_00],
            "due_minor": [500_00, 500_00],
            "came_minor": [1_100_00, 9_000_00],
        }
    )


def test_aging_says_the_shares_and_who_has_most_that_is_late() -> None:
    assert alternative(aged(EN), "Age") == (
        "Age. €2,000 in all, not due: 45.0%; 1–30 days: 55.0%. "
        "Not counting not due: The largest is Forgetful: €1,000. Then Reliable <A>: €100."
    )
    assert "In totaal € 2.000" in alternative(aged(NL), "Ouderdom")


def test_one_group_is_not_compared_with_itself() -> None:
    figure = age_bars([("a", "All")], BUCKETS, {"a": {"d1_30": 500}}, currency="EUR", words=EN)
    assert alternative(figure, "Age") == "Age. €5 in all, 1–30 days: 100.0%."
    nothing = age_bars([("a", "All")], BUCKETS, {"a": {}}, currency="EUR", words=EN)
    assert alternative(nothing, "Age") == "Age. There is nothing in it."


def test_a_course_says_its_ends_and_extremes_and_passes_over_gaps() -> None:
    months = [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    series: dict[str, list[float | None]] = {"DSO": [None, 40.0, 35.0], "Nothing": [None, None, None]}
    figure = month_lines(months, series, said=lambda days: f"{days:.0f} days", words=EN, targets={"Target": 30.0})
    told = alternative(figure, "Course")
    assert "DSO: 40 days in Sept 2026, 35 days in Oct 2026; lowest 35 days in Oct 2026, highest 40 days" in told
    assert "Nothing has no value." in told
    assert told.endswith("Target: 30 days.")


def test_a_forecast_says_what_is_expected_and_what_came() -> None:
    told = alternative(cash_by_week(weeks(), "EUR", EN), "Cash")
    assert "€4,000 is expected in 2 weeks, most in the week to 15 November 2026: €3,000." in told
    assert told.endswith("€10,100 came in; 1 of 2 weeks lay inside the interval.")
    ahead = alternative(cash_by_week(weeks().drop(columns="came_minor"), "EUR", EN), "Cash")
    assert "came in" not in ahead


def test_steps_say_both_levels_and_the_largest() -> None:
    steps = [
        Step(key="a", label="Disputed", size=-40, said="−40"),
        Step(key="b", label="Too small", size=-5, said="−5"),
        Step(key="c", label="Public", size=-10, said="−10"),
        Step(key="d", label="On hold", size=-1, said="−1"),
    ]
    told = alternative(waterfall(("All", 100, "100"), steps, ("In", 44, "44"), words=EN), "Audience")
    assert told == (
        "Audience. From All, 100, to In, 44. The largest is Disputed: −40. Then Public: −10; Too small: −5; and 1 more."
    )


def test_the_largest_of_none_and_of_one() -> None:
    assert largest([("a", 0, "0")], EN) == "There is nothing in it."
    assert largest([("a", 0, "0"), ("b", 2, "two")], NL) == "Alleen b: two."


def test_heat_says_its_fullest_cells_without_markup() -> None:
    cells = {("r", "c"): Heat(level=0.5, text="50%<br>€5", said=""), ("r", "d"): Heat(level=0.0, text="0", said="")}
    told = alternative(heat_map([("r", "Row & co")], [("c", "Col"), ("d", "D")], cells, words=EN), "Heat")
    assert told == "Heat. The fullest cells: Row & co, Col: 50%, €5."
    grid = [(0, 0, 0, "a", "<b>Mo</b><br>none"), (1, 0, 7, "b", "<b>Tu</b> &amp; 7")]
    assert alternative(squares(grid, columns=["1", "2"], rows=["r"], words=EN), "Days").endswith("Most of it: Tu & 7.")


def test_dots_say_how_many_keep_to_it() -> None:
    kept = [
        Dot(on=date(2026, 9, 1), keeps=True, number="1", amount_minor=None, currency=None, after=None),
        Dot(on=date(2026, 10, 1), keeps=False, number="2", amount_minor=None, currency=None, after=None),
    ]
    assert "1 of 2 keep to it; the latest (1 Oct 2026) does not." in alternative(
        dots(kept, as_of=date(2026, 10, 31), words=EN), "Habit"
    )
    assert "ook de laatste" in alternative(dots(kept[:1], as_of=date(2026, 10, 31), words=NL), "Gewoonte")


def test_the_other_figures_say_their_finding() -> None:
    spread = [("a", "A", (0.0, 1.0, 2.0, 3.0, 4.0), ""), ("b", "B", (5.0, 6.0, 9.0, 12.0, 20.0), "")]
    line = Line(label="All", value=0.1, low=0.05, high=0.15, said="All: 10 points more paid")
    rung = Rung(day=5, number="1", said="Friendly · e-mail", is_firm=False)
    fit = SimpleNamespace(
        values=(10.0, 20.0), per_day=np.array([50.0, 5.0]), wanted=8.0, best=20.0, at=lambda _value: 5.0
    )
    days = pd.DataFrame(
        {"day": pd.to_datetime(["2026-10-01", "2026-10-02"]), "messages": [4, 9], "paid": [1, 2], "wrong": [0, 1]}
    )
    groups = [{"said": 0.2, "came": 0.3, "rows": 10}, {"said": 0.5, "came": 0.5, "rows": 10}]
    email = {"email": "E-mail"}
    told = {
        "Highest: B, median 9.0, half of it between 6.0 and 12.0. Lowest: A": spread_bars(
            spread, axis="Days", words=EN
        ),
        "All: 10 points more paid.": forest([line], unit="points", words=EN),
        "1 step, counted from the due date. day 5: Friendly · e-mail.": rungs([rung], words=EN),
        "20 fits best: 5.0 a day.": fit_curve(fit, EN, label="Days"),  # type: ignore[arg-type]
        "13 messages on 2 days: 3 paid within 7 days, 1 wrong. Most on 2 October 2026: 9.": replay_days(days, EN),
        "lie 5.0% apart on average; furthest where 20.0% was said and 30.0% came.": calibration_plot(groups, EN),
        "E-mail: 11, now 7. The busiest day is 3 November 2026, with 6.": contacts_by_day(
            contacts(EN), email, words=EN
        ),
        "E-mail: 11, nu 7. De drukste dag is 3 november 2026, met 6.": mix_days(contacts(NL), email, NL),
        "A → B: 12": ribbons([("A", "B", 12)], words=EN),
        "Change from then to now. The largest is B: 1.0 → 4.0. Then A: 2.0 → 1.0.": contribution_bars(
            [("a", "A"), ("b", "B")], [2, 1], [1, 4], names=("then", "now"), said=lambda days: f"{days:.1f}", words=EN
        ),
        "The largest is In: 9 customers.": reason_bars(
            [("in", "In", 9, "9 customers"), ("o", "Out", 1, "1")], words=EN
        ),
        "Notes: 2, the latest on 3 Oct 2026.": lanes(
            {"Notes": [(date(2026, 10, 3), "x"), (date(2026, 9, 1), "y")], "Calls": []},
            until=date(2026, 10, 31),
            words=EN,
        ),
    }
    for sentence, figure in told.items():
        assert sentence in alternative(figure, "Title"), sentence


def test_no_figure_is_drawn_without_its_finding() -> None:
    drawn = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for folder in ("dashboard", "pages")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"plotly_chart", "line_chart", "bar_chart", "altair_chart"}
    ]
    assert [place for place in drawn if not place.startswith("dashboard/drawn.py")] == []


@pytest.mark.parametrize("file", sorted((ROOT / "dashboard" / "charts").glob("*.py")), ids=lambda file: file.stem)
def test_every_kind_of_figure_is_looked_at_here(file: Path) -> None:
    makes = [
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and ast.unparse(node.returns or ast.Constant("")) == "go.Figure"
    ]
    here = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in makes if f"{name}(" not in here and name != "finish"] == []
