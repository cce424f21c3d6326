"""Language: the catalogues are fresh, Dutch says the same things, and numbers are written its way."""

from __future__ import annotations

import ast
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

from core.intake.presets import PRESETS
from dashboard import catalogue
from dashboard.i18n import LANGUAGES, SOURCE_LANGUAGE, Words
from dashboard.plain import plain
from tests.pages.conftest import PORTFOLIO, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book

TRANSLATED = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
FILLED = re.compile(r"(?<!\{)\{(\w+)(?:![rs])?(?::[^}]*)?\}")


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogues_hold_what_the_screens_say(language: str) -> None:
    written = catalogue.path(language).read_bytes()
    assert written == catalogue.refreshed(language), "run `python -m dashboard.catalogue`"


def test_a_text_inside_an_f_string_or_an_error_is_in_the_catalogues() -> None:
    said = (
        'def draw(_, n):\n    show(f":red[{_(\'goes out\')}]", f\'{_.count("{n} row", "{n} rows", n)}: {len([1])}\')\n'
    )
    assert set(catalogue.said_in(ast.parse(said))) == {"goes out", ("{n} row", "{n} rows")}
    raised = 'raise GoneError(Sentence("{name} went", name=x), "it is off" if y else z)\nraise TypeError("not for readers")\n'
    assert set(catalogue.said_in(ast.parse(raised))) == {"{name} went"}
    assert catalogue.texts().get("belongs to nobody yet") is not None


@pytest.mark.parametrize("language", TRANSLATED)
def test_only_names_of_products_are_left_as_they_are(language: str) -> None:
    with catalogue.path(language).open("rb") as file:
        left = [each.id for each in read_po(file, locale=language) if each.id and not all(_forms(each.string))]
    assert set(map(str, left)) <= {preset.label for preset in PRESETS.values()}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_the_same_places(language: str) -> None:
    with catalogue.path(language).open("rb") as file:
        for each in read_po(file, locale=language):
            wanted = {name for form in _forms(each.id) for name in FILLED.findall(form)}
            *few, most = _forms(each.string)
            assert not most or set(FILLED.findall(most)) == wanted, each.id
            assert all(set(FILLED.findall(form)) <= wanted for form in few), each.id  # of one, a number may be a word


def _forms(text: object) -> tuple[str, ...]:
    return tuple(str(form) for form in text) if isinstance(text, list | tuple) else (str(text),)


def test_the_url_opens_the_app_in_dutch(book: Callable[[str], Book], screen: Callable[..., AppTest]) -> None:
    book(PORTFOLIO)
    at = screen("today", lang="nl")
    assert at.title[0].value == "Vandaag"
    assert "Openstaand saldo € 1.460" in texts(at)


def test_numbers_follow_the_language() -> None:
    english, dutch = Words(language="en"), Words(language="nl")
    assert english.money(123_456, "EUR") == "€1,234.56"
    assert dutch.money(123_456, "EUR").replace("\u00a0", " ") == "€ 1.234,56"
    assert english.round_money(942_345_600, "EUR") == "€9.42M"
    assert dutch.round_money(942_345_600, "EUR").replace("\u00a0", " ") == "€ 9,42 mln."
    assert (english.share(0.313), dutch.share(0.313)) == ("31.3%", "31,3%")
    assert (english.day(date(2026, 10, 31)), dutch.day(date(2026, 10, 31))) == ("31 October 2026", "31 oktober 2026")


def test_a_currency_without_cents_has_none() -> None:
    assert Words(language="en").round_money(12_345, "JPY") == "JP¥12,345"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Café *X*", "Café \\*X\\*"),
        ("[pay](javascript:alert(1))", "\\[pay\\]\\(javascript\\:alert\\(1\\)\\)"),
        (":red[x] $y$ `z`", "\\:red\\[x\\] \\$y\\$ \\`z\\`"),
        ("a\n# b", "a \\# b"),
    ],
)
def test_plain_disarms_markdown(name: str, shown: str) -> None:
    assert plain(name) == shown


def test_plain_makes_no_links_of_addresses() -> None:
    assert "http://" not in plain("http://evil.example").replace("\\", "")
    assert "www." not in plain("www.evil.example").replace("\\", "")
    assert "a@b" not in plain("a@b.example")
