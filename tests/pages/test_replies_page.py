"""The pages of replies and of ways to send: one click and the way back, what came back, and the test of the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from core.campaigns import reading
from core.campaigns.agreements import About, stop
from core.campaigns.answered import answer, settled, taking_back
from core.campaigns.answers.copy import CopyWentError
from core.channels.bounce_address import parse_bounce_address
from core.desk import holds
from core.desk.campaign_tables import Campaign, Message
from core.desk.case_frames import cases_of
from core.desk.mail_choices import mail_choices
from core.desk.replies import ReplyHandledError, handle, open_replies
from core.desk.stopped import stopped_addresses
from core.mail_reading import read_folder
from core.payments.terms import PaymentTerms, save_payment_terms
from core.replies.take import take
from core.strategy.ladder import NO_STEP
from core.strategy.overrides import customer_key
from core.vocabulary import MessageName, MessageState, ReplyOutcome
from tests.mails import BOUNCES, arrived, bounce, mailed, reply
from tests.pages.conftest import clean, texts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

BOOK = """
    C1 is business NL nl anna@customer.example name "Bakkerij *Smit*"
    C1 F1 issued 2026-09-01 due 2026-10-01 100.00 EUR
    C2 is business NL nl bob@other.example name "Other B.V."
    C2 F2 issued 2026-09-01 due 2026-10-01 10.00 EUR
"""
PATTERN = parse_bounce_address(BOUNCES)


@pytest.fixture
def answered(app: Application, book: Callable[[str], Book]) -> Application:
    """A customer who answered a message, a mail of nobody, a bounce and a made-up report."""
    book(BOOK)
    first, second = mailed(app.desk, entity="NL01"), mailed(app.desk, "C2", "bob@other.example", entity="NL01")
    take(
        app.desk,
        arrived(
            reply(answers=first.message_id, files=(("proof.pdf", b"%PDF"),)),
            reply("Who are you?", by="x@nowhere.example", own_id="<r2@x.example>"),
            bounce(to=second.returns_to, of="bob@other.example"),
            bounce(original="<999.999.00000000000003e7@saldo.example>", own_id="<b9@x.example>"),
        ),
        pattern=PATTERN,
    )
    return app


def reply_id(app: Application) -> int:
    return int(open_replies(app.desk)["reply_id"].iloc[0])


def test_a_reply_is_one_click_from_paid_and_the_click_can_be_taken_back(
    answered: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("replies")
    said = texts(at)
    assert "It seems to say: Says it is paid" in said
    key = reply_id(answered)
    clean(at.button(key=f"reply_{key}_paid").click().run())
    standing = holds.standing(answered.desk, answered.book().latest_on)
    assert standing[["kind", "number"]].to_numpy().tolist() == [["reported_payment", "F1"]]
    clean(at.button(key="replies_undo").click().run())
    assert holds.standing(answered.desk, answered.book().latest_on)["kind"].tolist() == ["reply"]
    assert reply_id(answered) == key


def test_each_outcome_opens_what_it_says_and_is_taken_back_whole(answered: Application) -> None:
    desk, book, key = answered.desk, answered.book(), reply_id(answered)
    for outcome, kind in (("copy", "waiting_on_us"), ("dispute", "dispute"), ("stop", "stop")):
        done = answer(desk, book, key, ReplyOutcome(outcome), by="jan")
        assert holds.standing(desk, book.latest_on)["kind"].tolist() == [kind]
        done.undo()
        assert holds.standing(desk, book.latest_on)["kind"].tolist() == ["reply"]


def test_of_two_who_deal_with_a_reply_the_second_is_told_and_opens_nothing(answered: Application) -> None:
    desk, book, key = answered.desk, answered.book(), reply_id(answered)
    done = stop(desk, book, About(entity="NL01", customer_id="C1"), until_on=book.latest_on, by="piet", why="asked")
    handle(desk, key, ReplyOutcome.NOTHING, by="jan")
    with pytest.raises(ReplyHandledError, match="jan"):
        settled(desk, key, ReplyOutcome.STOP, taking_back(desk, book, done, by="piet"), by="piet")
    assert cases_of(desk, entity="NL01", customer_id="C1")["state"].tolist() == ["withdrawn"]
    with pytest.raises(ReplyHandledError, match="jan"):
        answer(desk, book, key, ReplyOutcome.STOP, by="piet")


def test_a_promise_asks_for_its_day_first(answered: Application, screen: Callable[..., AppTest]) -> None:
    key = reply_id(answered)
    at = clean(screen("replies").button(key=f"reply_{key}_promise").click().run())
    assert open_replies(answered.desk)["reply_id"].iloc[0] == key, "nothing is dealt with yet"
    assert any("Promised for" in each.label for each in at.date_input)


def test_a_mail_of_nobody_is_attached_by_hand(answered: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("replies", view="nobody")
    key = int(open_replies(answered.desk)["reply_id"].iloc[1])
    at.selectbox(key=f"reply_customer_{key}").set_value(("NL01", "C2")).run()
    clean(at.button(key=f"reply_attach_{key}").click().run())
    assert open_replies(answered.desk)["customer_id"].tolist() == ["C1", "C2"]


def test_what_came_back_is_shown_with_its_evidence_and_can_be_lifted(
    answered: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("replies", view="back")
    assert "no such user" in texts(at)
    assert len(at.dataframe) == 1, "the report that belongs to no message"
    stop = int(stopped_addresses(answered.desk)["stop_id"].iloc[0])
    at.text_input(key=f"lift_why_{stop}").set_value("it works again").run()
    clean(at.button(key=f"lift_{stop}").click().run())
    assert stopped_addresses(answered.desk).empty
    assert len(screen("replies", view="done").dataframe) == 0


def test_the_test_button_sends_one_mail_and_says_so(app: Application, screen: Callable[..., AppTest]) -> None:
    at = screen("sending")
    at.text_input(key="mail_trial_to").set_value("you@example.org")
    at = clean(next(each for each in at.button if each.label == "Send a test mail").click().run(timeout=30))
    said = texts(at)
    assert "is on its way" in said
    assert "not encrypted: it stays on this machine" in said
    app.stop_work()


def test_a_bounce_address_without_a_place_for_the_message_is_refused(
    app: Application, screen: Callable[..., AppTest]
) -> None:
    at = screen("sending")
    bounces = next(each for each in at.text_input if "undelivered" in each.label)
    bounces.set_value("bounce@example.org")
    saved = [each for each in at.button if each.label == "Save"][-1].click().run()
    assert "has no place for the message" in texts(saved)
    assert mail_choices(app.desk).bounce_address == ""


def test_a_folder_is_read_from_the_command_line_once(
    app: Application, book: Callable[[str], Book], tmp_path: Path
) -> None:
    book(BOOK)
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.eml").write_bytes(reply(by="anna@customer.example"))
    assert read_folder(app, folder).kinds == {"reply": 1}
    assert read_folder(app, folder).kinds == {"repeated": 1}
    row = open_replies(app.desk).iloc[0]
    assert (row["customer_id"], row["matched_by"]) == ("C1", "address"), "known by the ledger alone"


def test_the_customers_page_says_what_came_back_and_why(answered: Application, screen: Callable[..., AppTest]) -> None:
    lost = mailed(answered.desk, template=MessageName.LEGAL_NOTICE_NL, entity="NL01")
    take(answered.desk, arrived(bounce(to=lost.returns_to, own_id="<b7@x.example>")), pattern=PATTERN)
    key = customer_key(answered.book(), "NL01", "C1")
    at = screen("customer", id=str(key))
    said = texts(at)
    assert "counts as not given" in said
    assert "550 5.1.1 no such user" in said.replace("\\", "")
    clean(at.button(key=f"reply_{reply_id(answered)}_nothing").click().run())
    assert open_replies(answered.desk)["customer_id"].notna().sum() == 0


def test_a_copy_goes_by_one_click_where_it_lies_and_waits_on_us_where_not(
    answered: Application, tmp_path: Path
) -> None:
    desk, book, key = answered.desk, answered.book(), reply_id(answered)
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "F1.pdf").write_bytes(b"%PDF-1.7 copy")
    save_payment_terms(desk, "NL01", PaymentTerms(copies_folder=str(folder)), by="jan")
    done = answer(desk, book, key, ReplyOutcome.COPY, by="jan")
    with desk.reading() as session:
        went = session.scalars(select(Message).where(Message.step == NO_STEP)).one()
        name = session.get_one(Campaign, went.campaign_id).name
    assert (done.has_copy, went.state, went.customer_id) == (True, MessageState.QUEUED, "C1")
    assert b"F1.pdf" in reading.mail(desk, name, entity="NL01", customer_id="C1").content
    assert (holds.standing(desk, book.latest_on).empty, key in open_replies(desk)["reply_id"].tolist()) == (True, False)
    done.undo()
    assert open_replies(desk)["reply_id"].tolist()[0] == key
    again = answer(desk, book, key, ReplyOutcome.COPY, by="jan")
    with desk.session() as session:
        session.execute(update(Message).where(Message.step == NO_STEP).values(state=MessageState.SENT))
    with pytest.raises(CopyWentError):
        again.undo()
