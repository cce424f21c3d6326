"""Edits of templates are versions on the desk: drafts until approved, never lost, and out of reach of everything but sentences."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from core.campaigns import studio
from core.campaigns.errors import NothingSaidError
from core.campaigns.studio_customers import TRAITS, awkward, customer, customers, found
from core.campaigns.studio_errors import (
    NoSuchTemplateError,
    NoSuchVersionError,
    NothingChangedError,
    TemplateMovedError,
    TemplateRefusedError,
    TooLongError,
)
from core.campaigns.studio_trial import TemplateFailsError, draft, problems
from core.campaigns.studio_use import approved_set
from core.messages.render import render
from core.messages.samples import awkward as made_up
from core.messages.samples import for_message, samples
from core.messages.templates import shipped
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(4)

MESSAGE, LANGUAGE = MessageName.FRIENDLY_REMINDER, "en"
FOLDER = (MESSAGE, LANGUAGE)
PERSON = for_message(MESSAGE, samples()[0])


def original(desk: Desk) -> dict[str, str]:
    return dict(studio.version(desk, *FOLDER, 0).forms)


def with_line(desk: Desk, line: str) -> dict[str, str]:
    forms = original(desk)
    return forms | {"body.md": f"{forms['body.md']}\n{line}\n"}


def saved(desk: Desk, line: str, *, based_on: int = 0, by: str = "Els") -> int:
    return studio.save(desk, *FOLDER, with_line(desk, line), based_on=based_on, by=by, comment="a try")


def sent(desk: Desk) -> str:
    """What goes out now."""
    with desk.reading() as session:
        templates = approved_set(session).templates
    return render(MESSAGE, LANGUAGE, PERSON, templates).text


def test_version_0_is_the_file_and_goes_out(desk: Desk) -> None:
    [only] = studio.history(desk, *FOLDER)
    assert (only.number, only.is_approved, only.created_by) == (0, True, "")
    assert set(only.forms) == {"subject.txt", "body.md", "sms.txt", "call.md"}
    with desk.reading() as session:
        assert approved_set(session).templates is shipped()


def test_an_edit_is_a_draft_until_somebody_approves_it(desk: Desk) -> None:
    assert saved(desk, "See you soon.") == 1
    assert "See you soon." not in sent(desk)
    studio.approve(desk, *FOLDER, 1, instead_of=0, by="Jan", why="friendlier")
    assert "See you soon." in sent(desk)
    [approved] = studio.approvals(desk, *FOLDER)
    assert (approved.number, approved.approved_by, approved.why) == (1, "Jan", "friendlier")
    assert [(each.number, each.is_approved) for each in studio.history(desk, *FOLDER)] == [(1, True), (0, False)]
    assert studio.changed_templates(desk) == {(str(MESSAGE), LANGUAGE): (1, 1)}


def test_only_what_differs_from_the_file_is_kept(desk: Desk) -> None:
    saved(desk, "See you soon.")
    assert studio.version(desk, *FOLDER, 1).forms["subject.txt"] == original(desk)["subject.txt"]
    with desk.reading() as session:
        assert list(approved_set(session).over) == []
    studio.approve(desk, *FOLDER, 1, instead_of=0, by="Jan", why="friendlier")
    with desk.reading() as session:
        assert list(approved_set(session).over) == [f"{MESSAGE}/{LANGUAGE}/body.md"]


def test_a_roll_back_is_approving_an_older_one(desk: Desk) -> None:
    saved(desk, "See you soon.")
    studio.approve(desk, *FOLDER, 1, instead_of=0, by="Jan", why="friendlier")
    studio.approve(desk, *FOLDER, 0, instead_of=1, by="Els", why="customers laughed")
    assert "See you soon." not in sent(desk)
    assert [each.number for each in studio.approvals(desk, *FOLDER)] == [0, 1]


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(desk: Desk) -> None:
    saved(desk, "By Els.")
    with pytest.raises(TemplateMovedError, match="version 1 by Els"):
        saved(desk, "By Jan.", by="Jan")
    assert saved(desk, "By Jan.", based_on=1, by="Jan") == 2
    studio.approve(desk, *FOLDER, 2, instead_of=0, by="Jan", why="mine")
    with pytest.raises(TemplateMovedError, match="version 2 by Jan"):
        studio.approve(desk, *FOLDER, 1, instead_of=0, by="Els", why="no, mine")


def test_of_two_who_save_in_the_same_instant_one_is_told(desk: Desk) -> None:
    def attempt(name: str) -> object:
        try:
            return saved(desk, f"By {name}.", by=name)
        except TemplateMovedError as error:
            return type(error)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, ["Els", "Jan", "Mia", "Bo"]))
    assert sorted(map(str, outcomes)) == sorted(map(str, [1, *[TemplateMovedError] * 3]))


def test_what_cannot_be_saved_or_approved_says_why(desk: Desk) -> None:
    with pytest.raises(NothingChangedError):
        studio.save(desk, *FOLDER, original(desk), based_on=0, by="Els", comment="")
    with pytest.raises(TooLongError, match="40,000"):
        saved(desk, "x" * 40_001)
    with pytest.raises(NoSuchTemplateError):
        studio.save(desk, *FOLDER, {"../../../core/wiring.py": "x"}, based_on=0, by="Els", comment="")
    with pytest.raises(NoSuchTemplateError):
        studio.save(desk, *FOLDER, {"letter.typ": '#read("/etc/passwd")'}, based_on=0, by="Els", comment="")
    for message, language in (("nothing", "en"), (MESSAGE, "../nl"), ("../core", "en"), (MESSAGE, "xx")):
        with pytest.raises(NoSuchTemplateError):
            studio.history(desk, message, language)
    with pytest.raises(NoSuchVersionError):
        studio.version(desk, *FOLDER, 7)
    saved(desk, "See you soon.")
    with pytest.raises(NothingSaidError):
        studio.approve(desk, *FOLDER, 1, instead_of=0, by="Jan", why=" ")


BROKEN = {
    "a name that nobody has": ("{{ custommer_name }}", "custommer_name"),
    "a tag that is not closed": ("{% if is_consumer %}", "Unexpected end|end of template"),
    "a field that an item has not": ("{% for item in items %}{{ item.colour }}{% endfor %}", "colour"),
}


@pytest.mark.parametrize(("line", "told"), BROKEN.values(), ids=BROKEN.keys())
def test_a_draft_may_be_broken_but_does_not_go_out(desk: Desk, line: str, told: str) -> None:
    number = saved(desk, line)
    with pytest.raises(TemplateRefusedError, match=told):
        studio.approve(desk, *FOLDER, number, instead_of=0, by="Jan", why="looks fine")
    assert "colour" not in sent(desk)


def test_a_message_without_what_nobody_can_pay_without_does_not_go_out(desk: Desk) -> None:
    forms = original(desk) | {"body.md": "{{ greeting }},\n\nPlease pay.\n"}
    studio.save(desk, *FOLDER, forms, based_on=0, by="Els", comment="short")
    with pytest.raises(TemplateRefusedError, match="lacks"):
        studio.approve(desk, *FOLDER, 1, instead_of=0, by="Jan", why="short is good")


HOSTILE = {
    "a loop in a loop": "{% for a in items %}{% for b in items %}{{ b.number }}{% endfor %}{% endfor %}",
    "a macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "a text a billion times": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "a class": "{{ ''.__class__.__mro__ }}",
    "a call": "{{ greeting.upper() }}",
    "an import": "{% import 'os' as os %}",
    "another file": "{% include '/etc/passwd' %}",
    "a file of the folder": "{% include '_base/style.css' %}",
    "another parent": "{% extends '_base/layout.html' %}",
    "raw": "{% raw %}<script>{% endraw %}",
    "text not escaped": "{{ customer_name|safe }}",
    "escaping off": "{% autoescape false %}{{ customer_name }}{% endautoescape %}",
    "a setting": "{% set x = 1 %}",
    "a format": "{{ '%100000000d'|format(1) }}",
}


@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_is_neither_shown_nor_approved(desk: Desk, line: str) -> None:
    number = saved(desk, line)
    forms = studio.version(desk, *FOLDER, number).forms
    written = draft(desk, *FOLDER, forms)
    assert written.problems
    with pytest.raises(TemplateRefusedError):
        studio.approve(desk, *FOLDER, number, instead_of=0, by="Jan", why="trust me")
    if written.remarks:
        with pytest.raises(TemplateFailsError):
            written.rendered(PERSON)


MARKUP = {
    "a script": "<script>document.title = 'PWN'</script>",
    "a handler": '<img src=x onerror="alert(1)">',
    "a pixel": '<img src="http://127.0.0.1:1/pixel.gif">',
    "a style": "<style>body { background: url(http://127.0.0.1:1/x) }</style>",
    "a frame": '<iframe src="file:///etc/passwd"></iframe>',
    "typst": '#read("/etc/passwd") #import "@preview/x:1.0.0": y',
    "a path as a part": "[../../core/wiring]",
    "a second header": "Subject: x\r\nBcc: all@example.org",
}


@pytest.mark.parametrize("line", MARKUP.values(), ids=MARKUP.keys())
def test_markup_in_a_text_is_text_in_every_form(desk: Desk, line: str) -> None:
    shown = draft(desk, *FOLDER, with_line(desk, line)).rendered(PERSON)
    for mark in ("<script", "<img src=x", '<img src="http', "<style>body", "<iframe"):
        assert mark not in shown.html
    outside_texts = re.sub(r'#"(?:\\.|[^"\\])*";', "", shown.letter)
    assert line.splitlines()[0].strip()[:8] not in outside_texts
    assert line.splitlines()[0].strip() in shown.text


@pytest.mark.parametrize("name", made_up())
def test_no_customer_makes_the_messages_anything_but_text(desk: Desk, name: str) -> None:
    shown = draft(desk, *FOLDER, original(desk)).rendered(for_message(MESSAGE, made_up()[name]))
    assert "<script" not in shown.html
    assert "49" not in shown.subject
    assert "\n" not in shown.subject
    assert "\r" not in shown.text.replace("\r\n", "\n")


def test_a_shared_part_is_edited_like_a_message_and_tried_in_all_of_them(desk: Desk) -> None:
    forms = dict(studio.version(desk, "_base", LANGUAGE, 0).forms)
    part = "closing.md"
    number = studio.save(
        desk, "_base", LANGUAGE, forms | {part: f"{forms[part]}\nKind of us.\n"}, based_on=0, by="Els", comment=""
    )
    assert problems(desk, "_base", LANGUAGE, studio.version(desk, "_base", LANGUAGE, number).forms) == []
    studio.approve(desk, "_base", LANGUAGE, number, instead_of=0, by="Jan", why="kind")
    assert "Kind of us." in sent(desk)
    broken = studio.save(desk, "_base", LANGUAGE, forms | {part: "{{ nobody }}"}, based_on=1, by="Els", comment="")
    with pytest.raises(TemplateRefusedError, match="nobody"):
        studio.approve(desk, "_base", LANGUAGE, broken, instead_of=1, by="Jan", why="x")


LEDGER = """
    A  is business NL nl a@example.org name "Stichting Vrienden van het Nationaal Museum voor Oudheden en Jongheden"
    A  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR
    B  is consumer BE nl b@example.org name "Beyoncé"
    B  INV3  issued 2026-10-01  due 2026-10-20   75.25 EUR  paid 5.25 on 2026-10-25
    C  is business NL nl c@example.org name "O'Neil <b>Ltd</b>"
    C  INV4  issued 2026-10-01  due 2026-10-21   80.10 USD
    C  INV5  issued 2026-10-01  due 2026-10-21   80.10 EUR
    D  is business NL nl name "מרים"
    D  INV6  issued 2026-10-01  due 2026-10-21    0.01 EUR
"""


def test_the_awkward_are_taken_from_the_book_and_made_up_where_it_has_none(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    everybody = customers(book)
    tried = awkward(desk, book, everybody, MESSAGE)
    assert len(tried) == len(TRAITS) == 10
    assert {each.what: each.customer_id for each in tried if not each.is_made_up} == {
        "the longest name": "A",
        "no first name": "B",
        "a right-to-left name": "D",
        "a name with signs of a program": "C",
    }
    made = {each.what for each in tried if each.is_made_up}
    assert {"forty invoices or more", "a credit note"} <= made
    shown = draft(desk, *FOLDER, original(desk))
    for each in tried:
        assert shown.rendered(each.context).subject


def test_a_customer_of_choice_is_shown_as_the_book_has_it(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    everybody = customers(book)
    assert found(everybody, "neil")["customer_id"].tolist() == ["C"]
    assert found(everybody, "[")["customer_id"].tolist() == []
    key = int(found(everybody, "B").iloc[0]["customer_key"])
    tried = customer(desk, book, everybody, key, MESSAGE)
    text = draft(desk, *FOLDER, original(desk)).rendered(tried.context).text
    assert ("70.00" in text, "INV3" in text, tried.is_made_up) == (True, True, False)
