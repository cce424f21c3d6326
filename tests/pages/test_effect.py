"""What it did, on the screen: the answer before, an experiment from start to finding, the made-up example, and the mix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.experiments import kept
from core.experiments.found import Finding
from dashboard.charts.forest import forest
from dashboard.effect.texts import line
from dashboard.i18n import Words
from tests.pages.conftest import clean, texts
from tests.unit.experiments.portfolio import launched, ledger_of, paid, started

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application


@pytest.fixture
def full(book: Callable[[str], Book], app: Application) -> Application:
    book(ledger_of())
    return app


def test_nothing_yet_explains_itself_and_the_example_is_called_made_up(
    full: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("effect")
    assert "Nothing is being measured yet" in texts(at)
    clean(at.toggle(key="effect_example").set_value(True).run())
    said = texts(at)
    assert "these figures are nobody" in said
    assert "Reminders work" in said
    assert kept.experiments(full.desk) == []


def test_a_holdout_that_cannot_answer_cannot_be_started(full: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("effect", view="start")
    assert "not known" in texts(at)
    assert at.button(key="effect_start").disabled
    campaign = screen("campaign")
    assert "Will you know what it did?" in texts(campaign)
    assert kept.experiments(full.desk) == []


def test_a_test_is_started_and_a_refusal_is_said(full: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("effect", view="start")
    clean(at.segmented_control(key="effect_kind").set_value("test").run())
    clean(at.segmented_control(key="effect_subject").set_value("time").run())
    clean(at.button(key="effect_start").click().run())
    assert "Give it a name" in texts(at)
    at.text_input(key="effect_name").set_value("Morning or noon")
    at.text_input(key="effect_why").set_value("which hour?")
    clean(at.button(key="effect_start").click().run())
    [experiment] = kept.running(full.desk)
    assert [arm.minute for arm in experiment.design.arms] == [540, 720]
    assert "No campaign was launched under it yet" in texts(screen("effect"))


def test_from_launch_to_finding_and_the_end(
    full: Application, book: Callable[[str], Book], screen: Callable[..., AppTest]
) -> None:
    started(full.desk)
    launched(full.desk, full.book())
    assert "Too early to tell" in texts(screen("effect"))
    assert "Too early to tell" in texts(screen("campaign", name="november"))
    book("\n".join([paid([f"C{number:02}" for number in range(10)], "2026-12-01"), "Z  cash  2027-04-01  0.01 EUR"]))
    at = screen("effect", name="Gentle")
    assert "it needs about" in texts(at)
    assert "november" in str(screen("effect", view="campaigns").dataframe[0].value.to_dict())
    clean(at.button(key="effect_end").click().run())
    assert "Say why" in texts(at)
    at.text_input(key="effect_end_why").set_value("enough")
    clean(at.button(key="effect_end").click().run())
    assert kept.running(full.desk) == []


def test_the_forest_has_one_line_per_comparison_and_says_each() -> None:
    from core.experiments.example import example  # noqa: PLC0415

    found, words = example(), Words()
    lines = [line(found.main[0], "All together", words, is_whole=True)]
    lines += [line(each.compared, each.name, words) for each in found.parts if each.by == "segment"]
    figure: Any = forest(lines, unit="Difference in points", words=words)
    assert sum(len(trace.x) for trace in figure.data) == len(lines) == 4
    assert found.main[0].finding is Finding.MORE
    assert lines[0].said.startswith("All together: +")
