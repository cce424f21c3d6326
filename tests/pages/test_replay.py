"""The page of the time machine: a question, its run, what was found by name, two runs, and our own reminders."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.desk import replays
from core.strategy.replay.history import keep_history
from core.strategy.replay.history_file import read_history
from core.strategy.replay.keep import begin_run, carry_out
from core.strategy.replay.proposal import proposal
from dashboard import jobs
from tests.pages.conftest import PORTFOLIO, choose, clean, texts
from tests.replays import EVERY_DAY, proposed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.strategy.replay.proposal import Proposal
    from core.wiring import Application

FIRST, LAST = date(2026, 10, 22), date(2026, 10, 31)


def ran(app: Application, asked: Proposal | None = None, title: str = "") -> int:
    chosen, book = asked or proposal(app.desk), app.book()
    run_id = begin_run(app.desk, book, chosen, FIRST, LAST, by="Els", title=title, conduct=EVERY_DAY)
    carry_out(app.desk, book, chosen, run_id, conduct=EVERY_DAY)
    return run_id


@pytest.mark.parametrize("view", ["ask", "own", "runs"])
def test_every_part_opens_without_a_ledger_and_without_a_run(
    screen: Callable[..., AppTest], book: Callable[[str], Book], view: str
) -> None:
    assert "No ledger yet" in texts(screen("replay", view=view))
    book(PORTFOLIO)
    at = screen("replay", view=view)
    assert at.title[0].value == "Time machine"
    assert ("Nothing was asked yet" in texts(at)) == (view == "runs")


def test_a_question_is_answered_and_stays(
    screen: Callable[..., AppTest], book: Callable[[str], Book], app: Application
) -> None:
    book(PORTFOLIO)
    at = screen("replay")
    at.date_input(key="replay_days").set_value((FIRST, LAST))
    at.button[-1].click()
    at.run()
    job = jobs.find("replay")
    assert job is not None
    for _ in range(300):
        if job.is_done:
            break
        at.run()
    (run,) = replays.runs(app.desk)
    assert (run.first_on, run.last_on, run.state) == (FIRST, LAST, replays.RunState.DONE)
    assert f"Messages {run.totals['messages']}" in texts(screen("replay", view="runs", run=str(run.id)))


def test_a_run_shows_its_names_and_another_beside_it(
    screen: Callable[..., AppTest], book: Callable[[str], Book], app: Application
) -> None:
    book(PORTFOLIO)
    first, second = ran(app, title="As it is"), ran(app, proposed(), title="One ladder")
    at = screen("replay", view="runs", run=str(first))
    assert "As it is" in texts(at)
    assert any("Bakkerij *De Korst*" in name for name in at.dataframe[0].value["Customer"])
    at.selectbox(key=f"replay_with_{first}").set_value(second)
    assert f"Run {second}" in clean(at.run()).dataframe[0].value
    assert "No reminder is like that." in texts(choose(at, f"replay_{first}_which", "wrong"))


def test_a_history_says_what_went_wrong(
    screen: Callable[..., AppTest], book: Callable[[str], Book], app: Application, tmp_path: Path
) -> None:
    book(PORTFOLIO)
    path = tmp_path / "own.csv"
    path.write_text(
        "customer,invoice,date\nA,INV3,2026-03-01\nA,INV1,2026-09-15\nX,INV1,2026-09-15\n", encoding="utf-8"
    )
    run_id = keep_history(app.desk, app.book(), read_history(path), by="Els")
    said = texts(screen("replay", view="runs", run=str(run_id)))
    assert "1 of your reminders reached people who had already paid." in said
    assert "Reminders matched 2" in said


def test_a_run_can_be_taken_away(screen: Callable[..., AppTest], book: Callable[[str], Book], app: Application) -> None:
    book(PORTFOLIO)
    run_id = ran(app)
    at = screen("replay", view="runs", run=str(run_id))
    at.button(key="replay_forget").click()
    assert "Nothing was asked yet" in texts(clean(at.run()))
    assert replays.runs(app.desk) == []


def test_the_page_speaks_dutch(screen: Callable[..., AppTest], book: Callable[[str], Book]) -> None:
    book(PORTFOLIO)
    assert screen("replay", lang="nl").title[0].value == "Tijdmachine"
