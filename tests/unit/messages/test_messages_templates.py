"""The check at start-up: whatever is wrong in the template folder is found before a customer sees it, and named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.messages.check import SHIPPED_LANGUAGES, problems_of, trial
from core.messages.needs import NEEDED, OWNERS
from core.messages.samples import awkward
from core.messages.sources import FOLDER, SOURCES, FileLoader, lineage
from core.messages.templates import TemplateError, discover, edited, language_for, shipped
from core.messages.words import VOCABULARY, words
from core.settings import Settings
from core.vocabulary import MessageName
from core.wiring import wire
from tests.unit.messages.conftest import about

BASES = ("de", "en", "fr", "nl")


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


def test_every_message_is_there_in_six_languages() -> None:
    templates = shipped()
    assert set(templates.languages) == SHIPPED_LANGUAGES
    assert set(templates.forms) == {(message, language) for message in MessageName for language in SHIPPED_LANGUAGES}


def test_every_form_says_something_to_every_awkward_customer() -> None:
    """16 messages, 6 languages, 6 forms and 13 customers: one line where it must be one, and no error anywhere."""
    assert trial(shipped(), awkward().values()) == []


@pytest.mark.parametrize(
    ("language", "country", "written"),
    [
        ("nl", "NL", "nl"),
        ("nl", "BE", "nl_BE"),
        ("NL", "be", "nl_BE"),
        ("nl-BE", "", "nl_BE"),
        ("nl_BE", "NL", "nl_BE"),
        ("fr", "BE", "fr_BE"),
        ("fr", "CH", "fr"),
        ("de", "BE", "de"),
        ("en", "NL", "en"),
        ("es", "ES", "en"),
        ("", "NL", "nl"),
        ("", "BE", "nl_BE"),
        (None, "FR", "fr"),
        ("", "AT", "de"),
        ("", "XX", "en"),
        (None, None, "en"),
        ("klingon", "??", "en"),
    ],
)
def test_the_language_follows_the_customer_and_its_country(
    language: str | None, country: str | None, written: str
) -> None:
    assert language_for(language, country) == written
    assert shipped().language_for(language, country) == written


def test_a_variant_is_its_language_but_for_what_differs() -> None:
    loader = FileLoader(FOLDER)
    assert lineage("nl_BE") == ("nl_BE", "nl")
    assert loader.origin("last_letter", "nl_BE", "body.md") == "last_letter/nl/body.md"
    assert loader.origin("_base", "nl_BE", "closing.md") == "_base/nl_BE/closing.md"
    dutch, belgian = (
        shipped().forms[MessageName.FRIENDLY_REMINDER, language].text.render(words(about(), language))
        for language in ("nl", "nl_BE")
    )
    assert "Zet erbij: 2026-0012" in dutch
    assert "Met vriendelijke groet,\n" in dutch
    assert "Mededeling: 2026-0012" in belgian
    assert "Met vriendelijke groeten,\n" in belgian
    assert "Horen we niets van u?" in dutch
    assert "Horen we niets van u?" in belgian


def test_a_file_of_a_variant_goes_before_that_of_its_language(folder: Path) -> None:
    (folder / "thank_you" / "nl_BE").mkdir()
    (folder / "thank_you" / "nl_BE" / "subject.txt").write_text("Merci, {{ sender.name }}\n", encoding="utf-8")
    forms = discover(folder).forms
    values = words(about(), "nl_BE")
    assert forms[MessageName.THANK_YOU, "nl_BE"].subject.render(values).startswith("Merci")
    assert forms[MessageName.THANK_YOU, "nl"].subject.render(values).startswith("Dank u wel")
    assert "Met vriendelijke groeten" in forms[MessageName.THANK_YOU, "nl_BE"].text.render(values)


def test_the_vocabulary_is_what_a_template_is_given() -> None:
    assert set(words(about(), "nl")) == set(VOCABULARY)
    assert set(OWNERS) <= set(VOCABULARY)
    assert all(names <= set(VOCABULARY) for names in NEEDED.values())


@pytest.mark.parametrize("file", SOURCES)
def test_a_missing_form_is_named(folder: Path, file: str) -> None:
    (folder / "second_reminder" / "nl" / file).unlink()
    assert f"second_reminder/nl/{file} is missing" in _problem(folder)
    assert "nl_BE" not in _problem(folder)  # which only lacks what it would fall back to


def test_a_missing_language_is_named_with_every_form(folder: Path) -> None:
    shutil.rmtree(folder / "last_letter" / "en")
    assert all(f"last_letter/en/{file} is missing" in _problem(folder) for file in SOURCES)


def test_a_language_begun_in_one_message_is_asked_of_all(folder: Path) -> None:
    shutil.copytree(folder / "last_letter" / "nl", folder / "last_letter" / "it")
    problem = _problem(folder)
    assert "friendly_reminder/it/subject.txt is missing" in problem
    assert "it has no greeting" in problem


def test_an_empty_folder_names_every_form(tmp_path: Path) -> None:
    problem = _problem(tmp_path / "nowhere")
    assert sum(problem.count(f"/{file} is missing") for file in SOURCES) == len(MessageName) * len(BASES) * len(SOURCES)
    assert "_base/layout.html is missing" in problem


def test_a_folder_that_is_no_message_is_named(folder: Path) -> None:
    (folder / "freindly_reminder").mkdir()
    assert "freindly_reminder/ is no message" in _problem(folder)


@pytest.mark.parametrize("file", SOURCES)
def test_an_unknown_variable_is_named_with_the_known_ones(folder: Path, file: str) -> None:
    with (folder / "friendly_reminder" / "nl" / file).open("a", encoding="utf-8") as text:
        text.write("{{ totaal }}")
    problem = _problem(folder)
    assert f"friendly_reminder/nl/{file} uses totaal, which no message has" in problem
    assert "total, totals" in problem


def test_a_name_of_another_message_is_named(folder: Path) -> None:
    _change(folder / "friendly_reminder" / "nl" / "sms.txt", "{{ sender.name }}", "{{ promise.amount }}")
    assert "friendly_reminder/nl/sms.txt uses promise, which is only for promise_confirmation" in _problem(folder)


@pytest.mark.parametrize(
    ("file", "before", "after", "named"),
    [
        ("_base/items.html", "item.due_on", "item.due_date", "items has no due_date"),
        ("plan_offer/fr/sms.txt", "{{ sender.phone }}", "{{ sender.tel }}", "sender has no tel"),
        ("_base/instalments.typ", "part.due_on", "part.on", "plan.instalments has no on"),
        ("last_letter/de/body.md", "{{ total }}", "{{ total.euros }}{{ total }}", "euros is no field of a message"),
    ],
)
def test_an_unknown_field_is_named_with_the_known_ones(
    folder: Path, file: str, before: str, after: str, named: str
) -> None:
    _change(folder / file, before, after)
    assert named in _problem(folder)


def test_a_body_that_leaves_out_what_it_asks_is_named(folder: Path) -> None:
    _change(folder / "legal_notice_nl" / "nl" / "body.md", "total_with_costs", "costs")
    _change(folder / "plan_offer" / "en" / "body.md", "[items]", "")
    problem = _problem(folder)
    assert "legal_notice_nl/nl/body.md lacks {{ total_with_costs }}" in problem
    assert "plan_offer/en/body.md lacks {{ items }}" in problem


def test_a_syntax_error_is_named_with_its_line(folder: Path) -> None:
    _change(folder / "friendly_reminder" / "nl" / "body.md", "{% elif", "{% elfi")
    problem = _problem(folder)
    assert "friendly_reminder/nl/body.md line 8" in problem
    assert "lacks" not in problem


def test_a_missing_part_and_a_missing_word_are_named(folder: Path) -> None:
    _change(folder / "thank_you" / "nl" / "body.md", "[closing]", "[closnig]")
    _change(folder / "_base" / "de" / "labels.toml", 'together = "Zusammen"', "")
    problem = _problem(folder)
    assert "thank_you/nl/body.md asks for [closnig], which is missing in _base/" in problem
    assert "says together, which _base/de/labels.toml has not" in problem


def test_a_missing_layout_is_named(folder: Path) -> None:
    (folder / "_base" / "layout.html").unlink()
    assert "_base/layout.html is missing" in _problem(folder)


@pytest.mark.parametrize(
    ("written", "remark"),
    [
        ("**strong", "** is opened and not closed"),
        ("{% raw %}{{ <script> }}{% endraw %}", "raw"),
        ("{{ customer_name|safe }}", "filter safe is not for sentences"),
        ("{{ customer_name|urlize }}", "filter urlize is not for sentences"),
        ("{% set x = 1 %}{{ x }}", "is not for sentences"),
        ("{{ 2 * 1000000 }}", "mul is not for sentences"),
        ("{{ customer_name.upper() }}", "call is not for sentences"),
        ('{% include "_base/style.css" %}', "include is not for sentences"),
        ("{% for a in items %}{% for b in items %}x{% endfor %}{% endfor %}", "a loop inside a loop"),
        ("{{ total.__class__ }}", "__class__ is no field of a message"),
        ("{% autoescape false %}{{ customer_name }}{% endautoescape %}", "is not for sentences"),
    ],
)
def test_what_sentences_may_not_hold_is_named(folder: Path, written: str, remark: str) -> None:
    _change(folder / "last_letter" / "en" / "body.md", "[payment]", f"{written}\n\n[payment]")
    problem = _problem(folder)
    assert "last_letter/en/body.md" in problem
    assert remark in problem


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
def test_what_a_shared_form_may_not_hold_is_named(folder: Path, written: str, remark: str) -> None:
    _change(folder / "_base" / "items.html", "</table>", f"{written}</table>")
    problem = _problem(folder)
    assert "_base/items.html" in problem
    assert remark in problem


def test_a_picture_that_comes_with_the_mail_is_allowed(folder: Path) -> None:
    _change(folder / "_base" / "items.html", "</table>", '<img alt="" src="cid:qr"></table>')
    assert discover(folder)


def test_a_subject_of_two_lines_is_named(folder: Path) -> None:
    _change(folder / "last_letter" / "en" / "subject.txt", "Last message:", "Last message:\n")
    assert "last_letter/en/subject.txt must be one line" in _problem(folder)


@pytest.mark.parametrize(
    "pictures", ["\U0001f4b6 {{ total }} \u27a1 {{ sender.iban }} \U0001f4c5\n", "{{ total }}\n", "\n"]
)
def test_a_form_of_pictures_only_is_named(folder: Path, pictures: str) -> None:
    (folder / "before_due" / "fr" / "sms.txt").write_text(pictures, encoding="utf-8")
    assert "before_due/fr/sms.txt has no word in it" in _problem(folder)


def test_a_server_with_broken_templates_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken() -> None:
        raise TemplateError(["last_letter/nl/sms.txt is missing"])

    monkeypatch.setattr("core.wiring.templates.shipped", broken)
    with pytest.raises(TemplateError, match=r"last_letter/nl/sms\.txt is missing"):
        wire(Settings(home=tmp_path)).start_work()


def test_a_template_cannot_read_outside_its_folder(folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret", encoding="utf-8")
    assert FileLoader(folder).written("../secret.txt") is None
    assert FileLoader(folder).written("_base/../../secret.txt") is None


def test_an_edit_lies_over_the_file_and_is_checked_alone() -> None:
    texts = {"thank_you/nl/body.md": "{{ greeting }},\n\nHallo <b>{{ sender.name }}</b>: **top**.\n\n[invoices]\n"}
    page = edited(texts).forms[MessageName.THANK_YOU, "nl_BE"].html.render(words(about(), "nl_BE"))
    assert "Hallo &lt;b&gt;Voorbeeld B.V.&lt;/b&gt;: <strong>top</strong>." in page
    assert problems_of(FileLoader(FOLDER, texts), MessageName.THANK_YOU, "nl") == []
    broken = {"thank_you/nl/body.md": "{{ greting }},"}
    found = problems_of(FileLoader(FOLDER, broken), MessageName.THANK_YOU, "nl")
    assert any("uses greting" in each for each in found)
    assert any("lacks {{ items }}" in each for each in found)
    assert shipped().forms[MessageName.THANK_YOU, "nl"].html.render(words(about(), "nl")) != page
