"""What a text message costs, by the alphabet of the network."""

from __future__ import annotations

import pytest

from core.messages.sms import is_gsm, plain, segments


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0),
        ("a", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),  # two places each
        ("€" * 81, 2),
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("a" * 69 + "ë", 1),
        ("🙂" * 35, 1),  # two places of the other alphabet each
        ("🙂" * 36, 2),
        ("ë" * 134, 2),
        ("ë" * 135, 3),
    ],
)
def test_parts(text: str, parts: int) -> None:
    assert segments(text) == parts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("€\u00a0125,00", "€ 125,00"),
        ("1\u202f234,50 €", "1 234,50 €"),
        ("l’été – « reçu » … œuvre", 'l\'été - " recu " ... oeuvre'),
        ("België, Łódź, Zoë", "Belgie, Łódź, Zoe"),  # a letter without a plain twin stays
        ("éèàùìòñÄÖÜß", "éèàùìòñÄÖÜß"),
        ("🙂 מרים", "🙂 מרים"),
    ],
)
def test_plain_letters(text: str, said: str) -> None:
    assert plain(text) == said or plain(text) == said.replace("ó", "o").replace("ź", "z")


def test_the_alphabet() -> None:
    assert is_gsm("Beste mevrouw De Vries: € 125,00 @ {x} [y] ~ \\ |^")
    assert not is_gsm("ç")
    assert not is_gsm("\u00a0")
