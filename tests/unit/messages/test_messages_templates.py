"""The check at start-up: whatever is wrong in the template folder is found before a customer sees it, and named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.messages.sources import FOLDER
from core.messages.templates import TemplateError, discover, shipped
from core.messages.words import VOCABULARY, words
from core.vocabulary import MessageName
from tests.unit.messages.conftest import about


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "templates"))


def _change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def _problem(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        discover(folder)
    return str(caught.value)


def test_every_message_is_there_in_dutch_and_english() -> None:
    templates = shipped()
    assert templates.languages == ("en", "nl")
    assert set(templates.forms) == {(message, language) for message in MessageName for language in ("nl", "en")}


def test_a_language_without_templates_is_written_in_english() -> None:
    assert [shipped().language_for(language) for language in ("nl", "en", "fr", "")] == ["nl", "en", "en", "en"]


def test_the_vocabulary_is_what_a_template_is_given() -> None:
    assert set(words(about(), "nl")) == set(VOCABULARY)


def test_a_missing_form_is_named(folder: Path) -> None:
    (folder / "second_reminder" / "nl" / "body.txt").unlink()
    assert "second_reminder/nl/body.txt is missing" in _problem(folder)


def test_a_missing_language_is_named_with_every_form(folder: Path) -> None:
    shutil.rmtree(folder / "last_letter" / "en")
    problem = _problem(folder)
    assert "last_letter/en/subject.txt is missing" in problem
    assert "last_letter/en/body.html is missing" in problem


def test_a_language_begun_in_one_message_is_asked_of_all(folder: Path) -> None:
    shutil.copytree(folder / "last_letter" / "nl", folder / "last_letter" / "fr")
    problem = _problem(folder)
    assert "friendly_reminder/fr/subject.txt is missing" in problem
    assert "fr has no greeting" in problem


def test_an_empty_folder_names_every_form(tmp_path: Path) -> None:
    assert _problem(tmp_path / "nowhere").count(" is missing") == len(MessageName) * 2 * 3


def test_a_folder_that_is_no_message_is_named(folder: Path) -> None:
    (folder / "freindly_reminder").mkdir()
    assert "freindly_reminder/ is no message" in _problem(folder)


def test_an_unknown_variable_is_named_with_the_known_ones(folder: Path) -> None:
    _change(folder / "friendly_reminder" / "nl" / "body.txt", "{{ total }}", "{{ totaal }}")
    problem = _problem(folder)
    assert "friendly_reminder/nl/body.txt uses totaal, which no message has" in problem
    assert "total, totals" in problem


def test_an_unknown_field_of_an_item_is_named(folder: Path) -> None:
    _change(folder / "_base" / "en" / "body.html", "item.due_on", "item.due_date")
    problem = _problem(folder)
    assert "friendly_reminder/en/body.html" in problem
    assert "due_date" in problem


def test_a_body_that_leaves_out_the_amount_is_named(folder: Path) -> None:
    for form in ("html", "txt"):
        _change(folder / "_base" / "nl" / f"body.{form}", "{{ total }}", "")
        _change(folder / "last_letter" / "nl" / f"body.{form}", "{{ total }}", "")
    problem = _problem(folder)
    assert "last_letter/nl/body.html lacks {{ total }}" in problem
    assert "last_letter/nl/body.txt lacks {{ total }}" in problem


def test_a_syntax_error_is_named_with_its_line(folder: Path) -> None:
    _change(folder / "_base" / "nl" / "body.txt", "{% endfor %}", "{% endfro %}")
    problem = _problem(folder)
    assert "_base/nl/body.txt line 15" in problem
    assert "lacks" not in problem


def test_a_missing_base_is_named(folder: Path) -> None:
    (folder / "_base" / "layout.html").unlink()
    assert "_base/nl/body.html builds on _base/layout.html, which is missing" in _problem(folder)


@pytest.mark.parametrize(
    ("written", "remark"),
    [
        ('<p class="{{ language }}">', "Jinja in a class attribute"),
        ('<p class="leed">', "uses class leed, which _base/style.css has not"),
        ('<p style="color:red">', "has a style attribute"),
        ('<img alt="" src="https://tracker.example/1.gif">', "names a resource outside the mail"),
        ("<p>{{ customer_name|safe }}</p>", "switches escaping off"),
    ],
)
def test_what_a_mail_may_not_hold_is_named(folder: Path, written: str, remark: str) -> None:
    _change(
        folder / "_base" / "en" / "body.html",
        '<p class="title">Is something',
        f'{written}<p class="title">Is something',
    )
    problem = _problem(folder)
    assert "_base/en/body.html" in problem
    assert remark in problem


def test_a_subject_of_two_lines_is_named(folder: Path) -> None:
    _change(folder / "last_letter" / "en" / "subject.txt", "Last message:", "Last message:\n")
    assert "last_letter/en/subject.txt must be one line" in _problem(folder)


def test_a_template_cannot_reach_into_python(folder: Path) -> None:
    _change(folder / "last_letter" / "en" / "body.txt", "{{ total }}", "{{ total.__class__.__mro__ }}{{ total }}")
    assert "last_letter/en/body.txt" in _problem(folder)


def test_a_template_cannot_read_outside_its_folder(folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    _change(folder / "last_letter" / "en" / "body.txt", "_base/en/body.txt", "../secret.txt")
    assert "last_letter/en/body.txt" in _problem(folder)
