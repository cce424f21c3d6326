"""Words covered in kept files: every encoding and form, stars of the same length, archives inside archives."""

from __future__ import annotations

import io
import json
import zipfile
from xml.sax.saxutils import escape

import pytest

from core.intake.covering import Cover

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
    cover = Cover(["KPN"], near=["Jan de Vries"], beside=["C7"])
    told = b"C7;KPN;Jan de Vries;KPNX\nC8;KPN;Jan de Vries\nC7;visit KPN\n"
    assert cover.content(told) == b"C7;***;************;KPNX\nC8;KPN;Jan de Vries\nC7;visit KPN\n"
    assert Cover([]).is_empty
    assert not cover.is_empty


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
