"""Which texts a mail can be written to."""

from __future__ import annotations

import pytest

from core.strategy.addresses import is_address, is_place


@pytest.mark.parametrize("text", ["a@example.org", "o'neil+ap@mail.example.org", "info@bücher.example"])
def test_an_address_that_mail_can_be_written_to(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "a b@example.org",
        "a@example.org, b@example.org",
        "ä@example.org",
        f"a@{'ü' * 63}.example",
        "a@example.org\n",
    ],
)
def test_a_text_that_is_no_address(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize("text", ["", "Kade 1", ";;;;;;;;", ", , , , ,", "------", "\u200d" * 8])
def test_a_letter_needs_more_than_what_parts_its_lines(text: str) -> None:
    assert is_place(text) == (text == "Kade 1")
