"""Reading a preview: search, filters, every channel's form, and what a person changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns import reading
from core.campaigns.letter_words import letter_words
from core.campaigns.plan import plan
from core.campaigns.preview import choose_channel, write_preview
from core.campaigns.search import Mark
from core.messages.letters import press
from core.vocabulary import CampaignState, ChannelName
from dashboard.components.mail import script_html, sealed
from tests.pages.conftest import clean, decided, opened, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

NAME = "October"
LEDGER = """
    A  is    business NL nl a@example.org mobile +31612345678 phone +31201234567 post "Markt 58; 5686 RP Nuenen; NL" name "Bakkerij *De Korst* <b>x</b>"
    B  is    business NL nl b@example.org name "Slagerij Van Dam"
    C  is    business NL en c@example.org name "Müller Ltd"
    A  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR
    B  INV2  issued 2026-09-01  due 2026-10-01  200.00 EUR
    C  INV3  issued 2026-09-01  due 2026-10-01  300.00 EUR
    C  INV4  issued 2026-10-31  due 2026-11-30   10.00 EUR
"""


@pytest.fixture
def written(book: Callable[[str], Book], app: Application) -> Application:
    book(LEDGER)
    plan(app.desk, app.book(), NAME, as_of=app.book().latest_on, by="Els")
    assert write_preview(app.desk, NAME, by="Els") == 3
    return app


def page() -> AppTest:
    return opened("campaign", name=NAME)


def row_of(app: Application, customer_id: str) -> int:
    return next(row.id for row in reading.previewed(app.desk, NAME)[1] if row.customer_id == customer_id)


@pytest.mark.usefixtures("written")
def test_any_text_of_the_messages_is_found() -> None:
    at = page()
    assert "3 of 3 messages" in texts(at)
    at.text_input(key="reader_search").set_value("INV2").run()
    said = texts(clean(at))
    assert "1 of 3 messages" in said
    assert "Slagerij" in at.dataframe[0].value.iloc[0]["name"]
    at.text_input(key="reader_search").set_value("nobody says this").run()
    assert "No message fits" in texts(clean(at))
    at.button(key="reader_clear").click().run()
    assert "3 of 3 messages" in texts(clean(at))


@pytest.mark.usefixtures("written")
def test_filters_offer_what_occurs_and_narrow_the_list() -> None:
    at = page()
    at.multiselect(key="reader_language").set_value(["en"]).run()
    assert "1 of 3 messages" in texts(clean(at))
    assert "Müller" in at.dataframe[0].value.iloc[0]["name"]


def test_everybody_in_a_narrowed_list_is_left_out_at_once(written: Application) -> None:
    at = page()
    at.multiselect(key="reader_language").set_value(["nl"]).run()
    at.text_input(key="out_all_why").set_value("a strike of the post").run()
    at.button(key="out_all").click().run()
    clean(at)
    found = reading.counts(written.desk, NAME)
    assert (found.messages, found.left_out) == (1, 2)
    event = reading.events(written.desk, NAME)[-1]
    assert (event.act, event.why, event.detail["messages"]) == ("excluded", "a strike of the post", 2)
    assert reading.totals(written.desk, NAME)["out"]["excluded"]["customers"] == 2


@pytest.mark.parametrize("channel", [ChannelName.SMS, ChannelName.PHONE, ChannelName.LETTER])
def test_another_channel_is_shown_as_it_is_sent(written: Application, channel: ChannelName) -> None:
    at = page()
    message = row_of(written, "A")
    at.selectbox(key=f"by_{message}").set_value(channel).run()
    at.text_input(key=f"by_why_{message}").set_value("asked for it").run()
    at.button(key=f"by_do_{message}").click().run()
    said = texts(clean(at))
    seen = reading.opened(written.desk, message)
    assert seen.message.channel == channel
    assert seen.message.is_channel_chosen
    assert seen.mail is None
    assert "100,00" in (letter_words(seen.letter) or seen.text)
    if channel is ChannelName.LETTER:
        assert not at.error
        assert next(page[:4] for page in press.pages(seen.content)) == b"\x89PNG"
    if channel is ChannelName.SMS:
        assert f"{seen.message.sms_segments} SMS segment" in said
        assert seen.message.address == "+31612345678"


def test_a_customer_without_the_address_is_told_and_keeps_its_channel(written: Application) -> None:
    at = page()
    at.text_input(key="reader_search").set_value("Slagerij").run()
    message = row_of(written, "B")
    at.selectbox(key=f"by_{message}").set_value(ChannelName.SMS).run()
    at.text_input(key=f"by_why_{message}").set_value("asked for it").run()
    at.button(key=f"by_do_{message}").click().run()
    assert "no address" in " ".join(error.value for error in clean(at).error)
    assert reading.opened(written.desk, message).message.channel == ChannelName.EMAIL


def test_own_words_in_an_sms_are_the_bytes_of_the_sms(written: Application) -> None:
    choose_channel(written.desk, NAME, "NL01", "A", channel=ChannelName.SMS, by="Els", why="asked for it")
    at = page()
    next(each for each in at.text_area if each.label == "Text").set_value("Bel ons even: 020 123 45 67. INV1")
    next(button for button in at.button if button.label == "Save").click().run()
    seen = reading.opened(written.desk, row_of(written, "A"))
    assert seen.content == b"Bel ons even: 020 123 45 67. INV1"
    assert (seen.message.channel, seen.message.is_edited) == (ChannelName.SMS, True)
    assert seen.message.sms_segments == 1
    at = page()
    at.text_input(key="reader_search").set_value('"bel ons even"').run()
    assert "1 of 3 messages" in texts(clean(at))
    assert set(at.pills(key="reader_marks").options) >= {"own words 1", "channel chosen by hand 1"}


def test_an_unlawful_message_keeps_the_set_from_being_approved(written: Application) -> None:
    with written.desk.session() as session:
        message = session.get_one(type(reading.previewed(written.desk, NAME)[1][0]), row_of(written, "B"))
        message.breaches = [{"rule": "x", "sentence": "It says too much.", "source": "A law", "values": {}}]
        message.is_edited = True
    at = page()
    assert at.button(key="approve").disabled
    at.button(key="out_unlawful").click().run()
    assert not clean(at).button(key="approve").disabled
    decided(at, "approve", NAME)
    assert reading.campaign(written.desk, NAME).state == CampaignState.APPROVED
    assert Mark.UNLAWFUL


def test_a_script_is_text_whatever_is_in_it() -> None:
    made = script_html(
        '# Say <script>x</script>\n\n**Pay** \\[this\\]\n- ![p](http://evil.example/p.gif)\n- "x" <img src=x onerror=y>'
    )
    assert "<script" not in made
    assert "<img" not in made
    assert "<strong>Pay</strong> [this]" in made
    assert made.startswith("<h3>Say &lt;script&gt;")
    frame = sealed(made, height=100, title='"><script>')
    assert "<script" not in frame
    assert 'sandbox=""' in frame
