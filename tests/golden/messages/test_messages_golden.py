"""A few messages as a customer receives them, in every language and form: to be read as a difference when a text changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.messages.render import render
from core.messages.samples import for_message, samples
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from tests.golden.conftest import Golden

PERSON, FIRM = samples()
COUNTRY = {"nl": "NL", "nl_BE": "BE", "fr": "FR", "fr_BE": "BE", "de": "DE", "en": "GB"}
TEXTS = [
    *((MessageName.FRIENDLY_REMINDER, language) for language in ("nl", "nl_BE", "fr", "fr_BE", "de", "en")),
    (MessageName.SECOND_REMINDER, "nl"),
    (MessageName.LAST_LETTER, "nl"),
    (MessageName.LAST_LETTER, "fr_BE"),
    (MessageName.LEGAL_NOTICE_NL, "nl"),
    (MessageName.LEGAL_NOTICE_BE, "fr_BE"),
    (MessageName.PLAN_OFFER, "de"),
    (MessageName.THANK_YOU, "en"),
]


def test_rendered_messages(golden: Golden) -> None:
    for message, language in TEXTS:
        for case, sample in (("person", PERSON), ("firm", FIRM)):
            context = replace(for_message(message, sample), country=COUNTRY[language])
            forms = render(message, language, context)
            said = f"{forms.subject}\n\n{forms.text}\n\n{forms.sms.strip()}\n\n{forms.call}"
            golden.check(f"{message}-{language}-{case}.txt", said)
    page = render(MessageName.LEGAL_NOTICE_NL, "nl", for_message(MessageName.LEGAL_NOTICE_NL, PERSON)).html
    golden.check("legal_notice_nl-nl-person.html", page)
