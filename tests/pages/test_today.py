"""Today: the campaign of the day with one click to its messages, what needs a person, and what goes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.campaigns import reading, standing
from core.campaigns.plan import find_audience
from core.campaigns.standing import Caps
from core.strategy import strategy_versions
from core.vocabulary import CampaignState
from tests.pages.conftest import PORTFOLIO, clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application


def values(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def test_the_proposal_counts_what_a_campaign_would_say(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    shown = values(screen("today"))
    now = app.book()
    due = find_audience(app.desk, now, as_of=now.latest_on).customers["is_in"].sum()
    assert shown["Customers"] == str(due)
    assert due > 0


def test_one_click_writes_every_message_of_the_day(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    at = screen("today")
    at.button(key="proposal_write").click().run()
    for _wait in range(50):
        found = reading.campaigns(app.desk)
        if found and found[0].state == CampaignState.PREVIEWED:
            break
        at.run()
    [made] = reading.campaigns(app.desk)
    assert made.state == CampaignState.PREVIEWED
    assert made.name.startswith("Reminders of")


def test_without_anybody_due_it_says_so(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book("A INV1 issued 2026-10-01 due 2026-12-31 100.00 EUR")
    assert "Nobody is due a step today" in texts(screen("today"))


def test_a_paused_approval_says_why_and_a_reason_resumes_it(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    strategy = strategy_versions.strategy_of(app.desk)
    caps = Caps(messages=1, total_minor=1_00, each_minor=10_000_00)
    approval = standing.give(
        app.desk, strategy, "Gentle ones", rungs=standing.gentle(strategy), caps=caps, by="Els", why="a test"
    )
    standing.pause(app.desk, approval, by="standing approval", why="5 messages would go; the cap is 1.")
    at = screen("today")
    assert "5 messages would go" in texts(at)
    at.text_input(key=f"standing_resume_why_{approval}").set_value("looked at").run()
    clean(at.button(key=f"standing_resume_{approval}").click().run())
    [kept] = standing.standing(app.desk)
    assert kept.paused_at is None


def test_a_standing_approval_is_given_with_a_reason(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    at = screen("today")
    at.text_input(key="standing_why").set_value("they are friendly").run()
    clean(at.button(key="standing_save").click().run())
    [given] = standing.standing(app.desk)
    assert (given.name, given.why, given.caps.messages) == ("Gentle reminders", "they are friendly", 200)


def test_a_standing_approval_without_a_reason_is_refused_in_a_sentence(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    at = screen("today")
    at.button(key="standing_save").click().run()
    assert "Say why" in texts(at)
    assert standing.standing(app.desk) == []
