"""Writing files: whole or not at all, under a name that says what it is, in the colours of the screens."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.errors import UnknownNameError
from core.exports import look
from core.exports.errors import NoSuchFolderError, TakenError
from core.exports.formats import MIME, Format, file_name, format_of, most_items, write_file
from core.exports.text import plain
from core.metrics.scope import Scope

if TYPE_CHECKING:
    from core.exports.pack import Pack
    from core.language import Words

ROOT = Path(__file__).resolve().parents[3]
BEGINS = {Format.XLSX: b"PK", Format.PPTX: b"PK", Format.PDF: b"%PDF-1.7"}


@pytest.mark.parametrize("format_", Format)
def test_every_format_is_written_whole_with_progress_to_its_end(
    tmp_path: Path, pack: Pack, dutch: Words, format_: Format
) -> None:
    path, told = tmp_path / f"out.{format_}", []
    path.write_text("older", encoding="utf-8")
    write_file(pack, format_, dutch, path, lambda share, step: told.append((share, step)))
    assert path.read_bytes().startswith(BEGINS[format_])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert told
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert all(0 <= share <= 1 and step for share, step in told)


def test_a_file_that_cannot_be_made_leaves_the_older_one(tmp_path: Path, pack: Pack, dutch: Words) -> None:
    path = tmp_path / "out.xlsx"
    path.write_text("older", encoding="utf-8")
    with pytest.raises(KeyError):
        write_file(replace(pack, house="gone"), Format.XLSX, dutch, path)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("out.xlsx", "older")]


def test_a_folder_that_is_missing_and_one_in_the_way_are_said(tmp_path: Path, pack: Pack, dutch: Words) -> None:
    with pytest.raises(NoSuchFolderError, match="make it first"):
        write_file(pack, Format.PDF, dutch, tmp_path / "nowhere" / "out.pdf")
    with pytest.raises(TakenError, match="is a folder"):
        write_file(pack, Format.PDF, dutch, tmp_path)


def test_formats_are_known_by_name() -> None:
    assert format_of("PDF") is Format.PDF
    with pytest.raises(UnknownNameError, match="format called 'doc'"):
        format_of("doc")
    assert set(MIME) == set(Format)
    assert [most_items(each) > 0 for each in Format] == [True, False, False]


def test_the_name_of_a_file_says_day_currency_and_company(pack: Pack) -> None:
    assert file_name(pack, Format.PDF) == "saldo-2026-10-31-eur.pdf"
    own = replace(pack, scope=Scope(entity="NL/../01 é"))
    assert file_name(own, Format.XLSX) == "saldo-2026-10-31-eur-nl01.xlsx"


def test_colours_are_those_of_the_screens() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    light = theme["light"]
    assert [f"#{colour}" for colour in look.AGES] == light["chartCategoricalColors"]
    assert (f"#{look.BLUE}", f"#{look.INK}", f"#{look.GREY}", f"#{look.LINE}") == (
        light["primaryColor"],
        light["textColor"],
        light["grayColor"],
        light["borderColor"],
    )
    assert f"#{look.NAVY}" == light["sidebar"]["backgroundColor"]
    assert (f"#{look.GREEN}", f"#{look.RED}") == (light["greenColor"], light["redColor"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\nc", "a b c"),
        ("x\u202egnp.exe", "xgnp.exe"),
        ("  two   spaces ", "two   spaces"),
        ("abcdefgh", "abcd…"),
    ],
)
def test_text_is_one_line_without_what_no_file_can_show(text: str, expected: str) -> None:
    assert plain(text, 5 if text == "abcdefgh" else 255) == expected
