"""What the customer's page says: the same in every language, in plain words, with a sentence for everything that can happen."""

from __future__ import annotations

import re

import pytest

from core.customer_page.acts import CAUSES
from core.customer_page.asking import Topic
from core.customer_page.links import Door
from core.customer_page.refusals import Why
from core.desk.customer_requests import RequestState
from core.messages.readability.remarks import remarks
from dashboard.me.forms import PARTS
from dashboard.me.say import say, sentences

LANGUAGES = ("nl", "nl_BE", "fr", "fr_BE", "de", "en")


def test_every_language_says_everything_with_the_same_values() -> None:
    english = sentences("en")
    for language in LANGUAGES:
        said = sentences(language)
        assert said.keys() == english.keys()
        for name, text in said.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[name])), (language, name)


def test_there_is_a_sentence_for_everything_that_can_happen() -> None:
    known = sentences("en").keys()
    asked = {f"why_{each}" for each in Why} | {f"door_{each}" for each in Door if each is not Door.OPEN}
    asked |= {f"state_{each}" for each in RequestState} | {f"cause_{each}" for each in CAUSES}
    asked |= {f"topic_{each}" for each in Topic} | {*PARTS, *(f"{part}_why" for part in PARTS)}
    assert asked <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_plain_language(language: str) -> None:
    filled = {
        "person": "Jan",
        "phone": "010 123",
        "email": "jan@voorbeeld.example",
        "list": "F/1",
        "iban": "NL91",
        "number": "F/1",
    }
    values = dict.fromkeys(("n", "most", "days", "amount", "least", "day", "time", "reference"), "1") | filled
    text = "\n\n".join(
        text.format(**values) for name, text in sentences(language).items() if not name.startswith("channel_")
    )
    assert [f"{each.where}: {each.advice}" for each in remarks(text, language)] == []


def test_a_language_the_page_does_not_speak_is_english() -> None:
    assert say("it").language == "en"
    assert say("nl_BE").words["reference"] == "Mededeling"
    assert say("nl_BE")("amount") == "Bedrag"
