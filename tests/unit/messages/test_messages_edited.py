"""A message in a person's own words says them in every form, and says nothing but them."""

from __future__ import annotations

import pytest

from core.campaigns.letter_words import letter_words
from core.messages.bytes import content_for
from core.messages.edited import with_own_words
from core.messages.letters import press
from core.messages.markup import typst_text
from core.messages.render import render
from core.messages.samples import for_message, samples
from core.vocabulary import ChannelName, MessageName

MESSAGE = MessageName.FRIENDLY_REMINDER
CONTEXT = for_message(MESSAGE, samples()[0])
ADDRESS = "Markt 58; 5686 RP Nuenen; NL"
WORDS = "Dear Anna,\n\nPlease ring me.\nOr write.\n\nKarin"
HOSTILE = '#read("/etc/passwd") "quoted" \\ [x]\n],\n  facts: [x]\n)[\n<script>x</script> {{ 7*7 }}'


def own(text: str, subject: str = "About your bill") -> dict[ChannelName, bytes]:
    rendered = with_own_words(render(MESSAGE, "en", CONTEXT), subject=subject, text=text)
    where = {
        ChannelName.EMAIL: "anna@voorbeeld.example",
        ChannelName.SMS: "+31612345678",
        ChannelName.LETTER: ADDRESS,
        ChannelName.PHONE: "+31612345678",
    }
    return {channel: content_for(channel, rendered, CONTEXT, address) for channel, address in where.items()}


def test_every_channel_says_the_same_words() -> None:
    said = own(WORDS)
    assert said[ChannelName.SMS].decode() == WORDS
    assert said[ChannelName.PHONE].decode() == WORDS
    assert b"Please ring me." in said[ChannelName.EMAIL]
    assert letter_words(said[ChannelName.LETTER].decode()) == f"About your bill\n\n{WORDS}"
    assert "{{" not in said[ChannelName.LETTER].decode().split("//> layout")[1]


@pytest.mark.parametrize("subject", ["About your bill", '#read("/etc/passwd") ], [ "x" \\'])
def test_words_in_a_letter_are_text_whatever_they_are(subject: str) -> None:
    letter = own(HOSTILE, subject)[ChannelName.LETTER]
    assert len(press.pages(letter)) == 1
    assert "7*7" in letter_words(letter.decode())


def test_a_letter_in_own_words_keeps_its_address_sender_and_foot() -> None:
    before = content_for(ChannelName.LETTER, render(MESSAGE, "en", CONTEXT), CONTEXT, ADDRESS).decode()
    after = own(WORDS)[ChannelName.LETTER].decode()
    assert after.splitlines()[0] == before.splitlines()[0]
    for line in ("  sender: [", "  from: [", "  foot: ["):
        [told] = {part for part in before.split("//> layout")[1].splitlines() if part.startswith(line)}
        assert told in after


@pytest.mark.parametrize("name", [r"a\u{41}b", r"\u{22}", r"x\n", 'Bo "B" \\', r"\\u{110000}"])
def test_a_name_with_signs_of_typst_is_read_as_it_is_printed(name: str) -> None:
    assert letter_words(typst_text(name)) == name
