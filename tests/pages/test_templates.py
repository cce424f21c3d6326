"""The studio as an editor walks through it: write, look, try, save, approve, roll back, and a test mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns import studio
from core.desk import settings
from core.vocabulary import MessageName
from tests.pages.conftest import PORTFOLIO, clean, opened, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

MESSAGE = MessageName.FRIENDLY_REMINDER
BODY = f"studio_{MESSAGE}_en_body.md_"


@pytest.fixture
def studio_page(book: Callable[[str], Book], app: Application) -> Callable[..., AppTest]:
    book(PORTFOLIO)
    assert app

    def page(part: str = "write") -> AppTest:
        return opened("templates", message=MESSAGE, **{"in": "en"}, part=part)

    return page


def typed(at: AppTest, text: str, *, number: int = 0) -> AppTest:
    at.text_area(key=f"{BODY}{number}").set_value(text).run()
    return clean(at)


def body(app: Application, number: int = 0) -> str:
    return studio.version(app.desk, MESSAGE, "en", number).forms["body.md"]


def saved(at: AppTest, app: Application, line: str) -> AppTest:
    typed(at, f"{body(app)}\n{line}\n")
    at.text_input(key="studio_comment").set_value("a line more")
    at.button(key="studio_save").click().run()
    return clean(at)


def test_the_text_is_shown_for_a_customer_of_the_ledger(studio_page: Callable[..., AppTest]) -> None:
    at = studio_page()
    assert "the shipped text goes out" in texts(at)
    at.text_input(key="studio_search").set_value("müller").run()
    assert "Müller" in clean(at).selectbox(key="studio_customer_müller").options[0]


def test_a_change_is_a_draft_then_goes_out_then_is_rolled_back(
    studio_page: Callable[..., AppTest], app: Application
) -> None:
    at = saved(studio_page(), app, "See you soon.")
    assert "version 1 is a draft" in texts(at)
    assert "See you soon." in body(app, 1)
    at = studio_page("versions")
    at.text_input(key="studio_why").set_value("friendlier").run()
    at.button(key="studio_approve").click().run()
    assert "version 1 goes out" in texts(clean(at))
    key = f"studio_version_{MESSAGE}_en_1"
    at.radio(key=key).set_value(0).run()
    at.text_input(key="studio_why").set_value("too friendly").run()
    at.button(key="studio_approve").click().run()
    assert "the shipped text goes out" in texts(clean(at))
    assert [each.why for each in studio.approvals(app.desk, MESSAGE, "en")] == ["too friendly", "friendlier"]


def test_what_is_wrong_is_said_while_it_is_written(studio_page: Callable[..., AppTest], app: Application) -> None:
    at = typed(studio_page(), "{{ nobody }}")
    errors = " ".join(error.value for error in at.error)
    assert "nobody" in errors
    at = typed(
        studio_page(), f"{body(app)}\n{{% for a in items %}}{{% for b in items %}}x{{% endfor %}}{{% endfor %}}\n"
    )
    assert "loop inside a loop" in " ".join(error.value for error in at.error)


def test_the_second_of_two_editors_is_told_and_keeps_the_text(
    studio_page: Callable[..., AppTest], app: Application
) -> None:
    second = typed(studio_page(), f"{body(app)}\nSecond.\n")
    saved(studio_page(), app, "First.")
    second.run()
    assert "saved version 1 while you were writing" in clean(second).warning[0].value
    assert "Second." in str(second.text_area(key=f"{BODY}0").value)
    second.button(key="studio_save").click().run()
    assert "changed while you were working on it" in " ".join(error.value for error in clean(second).error)
    second.button(key="studio_keep").click().run()
    assert "Second." in str(clean(second).text_area(key=f"{BODY}1").value)
    second.button(key="studio_save").click().run()
    assert [each.number for each in studio.history(app.desk, MESSAGE, "en")] == [2, 1, 0]
    assert "Second." in body(app, 2)


def test_an_older_version_is_a_beginning_for_a_new_one(studio_page: Callable[..., AppTest], app: Application) -> None:
    saved(studio_page(), app, "First.")
    at = studio_page("versions")
    at.radio(key=f"studio_version_{MESSAGE}_en_1").set_value(0).run()
    at.button(key="studio_restore").click().run()
    assert clean(at).text_area(key=f"{BODY}1").value == body(app)


def test_ten_awkward_customers_are_tried_and_the_made_up_ones_are_called_so(
    studio_page: Callable[..., AppTest],
) -> None:
    table = studio_page("try").dataframe[0].value
    assert len(table) == 10
    assert {"made up", "the ledger"} == set(table["from"])
    assert table["outcome"].str.contains("fine|remark").all()


def test_a_test_mail_arrives_in_the_mailbox_and_nowhere_else(
    studio_page: Callable[..., AppTest], app: Application
) -> None:
    app.mailbox.start()
    try:
        at = studio_page()
        at.text_input(key="studio_test_to").set_value("me@example.org").run()
        at.button(key="studio_test_send").click().run()
        assert "Sent." in [each.value for each in clean(at).success]
    finally:
        app.mailbox.stop()
    [mail] = app.mailbox.list_mail()
    assert mail.recipient == "me@example.org"
    assert mail.subject.startswith("[Test] ")


def test_an_address_that_is_none_is_refused_in_words(studio_page: Callable[..., AppTest], app: Application) -> None:
    at = studio_page()
    at.text_input(key="studio_test_to").set_value("a@b\r\nBcc: c@d.example").run()
    at.button(key="studio_test_send").click().run()
    assert "is no e" in " ".join(error.value for error in clean(at).error)
    assert not app.mailbox.list_mail()


def test_templates_of_every_kind_open(studio_page: Callable[..., AppTest], app: Application) -> None:
    assert settings.get(app.desk, "nothing") is None
    studio_page()
    for message in (*list(MessageName)[::3], "_base"):
        at = opened("templates", message=message, **{"in": "nl"}, part="write")
        assert at.text_area
