"""Words covered in kept files: every encoding and form, stars of the same length, archives inside archives."""

from __future__ import annotations

import io
import json
import re
import zipfile
from random import Random
from xml.sax.saxutils import escape

import pytest

from core.intake.covering import FEWEST_LETTERS, Cover
from core.phrases import Texts

NAME = "Zoë & Søn"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "written", [NAME, NAME.upper(), escape(NAME), "Zo&#235; &amp; S&#248;n", "Zo&#xeb; &amp; S&#xf8;n"]
)
def test_every_way_of_writing_is_covered_and_nothing_moves(encoding: str, written: str) -> None:
    told = f"a;{written};b\n".encode(encoding)
    covered = Cover([NAME]).content(told)
    stars = len(written.encode(encoding)) // len("*".encode(encoding))
    assert covered == f"a;{'*' * stars};b\n".encode(encoding)
    assert len(covered) == len(told)


def test_json_is_covered_and_stays_json() -> None:
    told = json.dumps({"name": NAME, "other": "Zo"}).encode()
    covered = Cover([NAME]).content(told)
    assert json.loads(covered)["other"] == "Zo"
    assert set(json.loads(covered)["name"]) == {"*"}
    assert Cover([NAME]).value({NAME: [f"to {NAME}", 7, None]}) == {"*" * 9: ["to *********", 7, None]}


def test_short_and_shared_words_go_only_as_a_cell_of_the_customers_row() -> None:
    cover = Cover([], near={"C7": ["KPN", "Jan de Vries"]})
    told = b"C7;KPN;Jan de Vries;KPNX\nC8;KPN;Jan de Vries\nC7;visit KPN\nC77;KPN;1\n"
    assert cover.content(told) == b"C7;***;************;KPNX\nC8;KPN;Jan de Vries\nC7;visit KPN\nC77;KPN;1\n"


def test_thousands_of_words_are_covered_as_one_pattern_of_all_would() -> None:
    letters = Random(7)  # noqa: S311 - the same words each time
    words = {"".join(letters.choices("abcdeÖ &", k=letters.randint(5, 14))).strip() for _ in range(600)} - {""}
    told = "".join(letters.choices("abcdeABCDEöÖ &\n", k=6_000)) + " ".join(sorted(words)[::10]).upper()
    longest_first = sorted((each for each in words if len(each) >= FEWEST_LETTERS), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
    expected = pattern.sub(lambda found: "*" * len(found[0]), told)
    assert expected.count("*") > 500
    assert Cover(words).text(told) == expected
    plain = told.upper().encode("utf-16-le")
    assert Cover(words).content(plain).decode("utf-16-le") == expected.upper()


def test_many_texts_say_which_words_they_hold_whatever_the_case_and_the_script() -> None:
    texts = Texts(["Yıldız", "Søn & Zoë", 'de "lange" Jan'])
    said = ["of YILDIZ", "Yıldı", json.dumps("SØN & ZOË"), json.dumps('De "Lange" JAN'), None, "Søn &", " Zoë"]
    assert texts.found(said) == {0: {"Yıldız"}, 2: {"Søn & Zoë"}, 3: {'de "lange" Jan'}}


def test_archives_are_written_anew_and_damaged_ones_left() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sheet.xml", f"<t>{escape(NAME)}</t>")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("book.xlsx", inner.getvalue())
        file.writestr("plain.txt", "nothing")
    covered = Cover([NAME]).content(outer.getvalue())
    with zipfile.ZipFile(io.BytesIO(covered)) as file:
        assert file.read("plain.txt") == b"nothing"
        with zipfile.ZipFile(io.BytesIO(file.read("book.xlsx"))) as sheet:
            assert sheet.read("sheet.xml") == b"<t>" + b"*" * len(escape(NAME).encode()) + b"</t>"
    assert Cover(["nobody here"]).content(outer.getvalue()) == outer.getvalue()
    damaged = outer.getvalue()[:60]
    assert Cover([NAME]).content(damaged) == damaged
