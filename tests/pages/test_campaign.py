"""A campaign from choice to mailbox, as a person walks through it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.campaigns import reading
from core.campaigns.answers.switches import switches
from core.campaigns.staleness import save_most_banking_days
from core.campaigns.worker import Terms
from core.vocabulary import CampaignState, MessageName
from tests.pages.conftest import PORTFOLIO, choose, clean, decided, opened, texts, worked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

NAME = "October"


@pytest.fixture
def chosen(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> AppTest:
    book(PORTFOLIO)
    at = screen("campaign")
    at.text_input(key="campaign_name").set_value(NAME).run()
    return clean(at)


@pytest.fixture
def written(chosen: AppTest, app: Application) -> Application:
    chosen.button(key="write").click().run()
    worked(chosen)
    return app


def test_in_and_out_add_up_to_the_portfolio(chosen: AppTest) -> None:
    said = texts(chosen)
    # A, B, C and D: four customers; nine positions of which one is in dollars; EUR 1,460 less 15 of unmatched cash.
    assert "In and out add up to the portfolio: 4 customers, 8 items, €1,445.00." in said
    table = chosen.dataframe[0].value
    assert table.iloc[:-1]["customers"].sum() == table.iloc[-1]["customers"] == 4


def test_a_segment_narrows_the_audience(chosen: AppTest) -> None:
    before = chosen.dataframe[0].value.set_index("label")["customers"]["In the campaign"]
    choose(chosen, "campaign_segments", ["public_body"])
    assert chosen.dataframe[0].value.set_index("label")["customers"]["In the campaign"] == 1 < before


def test_a_name_is_used_once(written: Application) -> None:
    at = opened("campaign")
    assert not at.button(key="write").disabled
    at.text_input(key="campaign_name").set_value(NAME).run()
    assert "of this name already" in clean(at).warning[0].value
    assert at.button(key="write").disabled
    assert [campaign.name for campaign in reading.campaigns(written.desk)] == [NAME]


def test_every_message_can_be_read_and_one_left_out(written: Application) -> None:
    at = opened("campaign", name=NAME)
    total = reading.previewed(written.desk, NAME)[0]
    assert f"1 of {total}" in texts(at)
    at.button(key="reader_on").click().run()
    assert f"2 of {total}" in texts(clean(at))
    message = reading.previewed(written.desk, NAME)[1][1]
    at.text_input(key=f"out_why_{message.id}").set_value("spoke to them").run()
    at.button(key=f"out_{message.id}").click().run()
    assert "Left out by hand" in texts(clean(at))
    assert f"{total - 1} messages are ready" in texts(at) or "1 message is ready" in texts(at)


def test_own_words_replace_one_message(written: Application) -> None:
    at = opened("campaign", name=NAME)
    next(each for each in at.text_area if each.label == "Text").set_value("Dear all, please call me.")
    next(button for button in at.button if button.label == "Save").click().run()
    clean(at)
    message = reading.previewed(written.desk, NAME)[1][0]
    mail = reading.mail(written.desk, NAME, entity=message.entity, customer_id=message.customer_id)
    assert "please call me" in mail.text
    assert "please call me" in mail.html


def test_approval_launch_and_mailbox(written: Application) -> None:
    at = opened("campaign", name=NAME)
    assert "You act as" in texts(at)
    decided(at, "approve", NAME)
    assert "nothing leaves this machine" in texts(clean(at))
    decided(at, "launch", NAME)
    clean(at)
    assert reading.campaign(written.desk, NAME).state == CampaignState.RUNNING
    written.work(Terms(until_done=True, is_immediate=True))
    previewed = reading.previewed(written.desk, NAME)[1]
    assert reading.state_counts(written.desk, NAME) == {"sent": len(previewed)}

    inbox = opened("mailbox")
    assert set(inbox.dataframe[0].value["to"]) == {message.address for message in previewed}
    for mail in written.mailbox.list_mail():
        message = next(each for each in previewed if each.address == mail.recipient)
        sent = reading.mail(written.desk, NAME, entity=message.entity, customer_id=message.customer_id)
        assert written.mailbox.read_mail(mail.mail_id) == sent.content


def test_pause_needs_a_reason_and_resume_does_not(written: Application) -> None:
    at = opened("campaign", name=NAME)
    decided(at, "approve", NAME)
    decided(at, "launch", NAME)
    assert clean(at).button(key="pause").disabled
    at.text_input(key="pause_why").set_value("wrong day").run()
    at.button(key="pause").click().run()
    assert reading.campaign(written.desk, NAME).state == CampaignState.PAUSED
    clean(at).button(key="resume").click().run()
    assert reading.campaign(written.desk, NAME).state == CampaignState.RUNNING
    at.text_input(key="cancel_why").set_value("all wrong").run()
    at.button(key="cancel").click().run()
    assert reading.campaign(written.desk, NAME).state == CampaignState.CANCELLED
    assert "all wrong" in texts(clean(at))


def test_facts_that_are_too_old_stop_the_launch_and_one_click_brings_newer_ones(
    written: Application, home: Path
) -> None:
    at = opened("campaign", name=NAME)
    decided(at, "approve", NAME)
    save_most_banking_days(written.desk, 1, by="Els")
    stopped = opened("campaign", name=NAME)
    assert stopped.button(key="launch").disabled
    assert "Nothing goes: the facts are more than 1 banking day old" in stopped.warning[0].value
    inbox = home / "inbox"
    inbox.mkdir(exist_ok=True)
    delivered = inbox / "no ledger.csv"
    delivered.write_text("a;b\n1;2\n", encoding="utf-8")
    os.utime(delivered, (0, 0))  # a file that still grows is left alone
    stopped.button(key="import_now").click().run()
    worked(stopped)
    assert "no ledger" in texts(stopped), "what came, or why it could not be taken in, is said"
    save_most_banking_days(written.desk, None, by="Els")
    assert not opened("campaign", name=NAME).button(key="launch").disabled


def test_an_answer_is_switched_on_and_off_in_settings(app: Application, book: Callable[[str], Book]) -> None:
    book(PORTFOLIO)
    at = opened("settings", tab="answers")
    at.toggle(key="answer_thank_you").set_value(True).run()
    at.button(key="answer_save_thank_you").click().run()
    assert "On since" in texts(clean(at))
    assert switches(app.desk)[MessageName.THANK_YOU].is_going
    at.toggle(key="answer_thank_you").set_value(False).run()
    at.button(key="answer_save_thank_you").click().run()
    assert not switches(app.desk)[MessageName.THANK_YOU].is_going
