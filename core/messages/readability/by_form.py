"""The B1 check of one message as a customer would get it: the remarks on each form that is made of words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.messages.readability.remarks import remarks
from core.messages.words import words

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.readability.remarks import Remark
    from core.messages.templates import Templates
    from core.vocabulary import MessageName

_MARKS = re.compile(r"(?m)^(?:# |- )|\\(?=[^\w\s])")


def remarks_by_form(
    templates: Templates, message: MessageName, language: str, context: MessageContext
) -> dict[str, list[Remark]]:
    """Return the remarks on subject, text, sms and call of one message; nothing for a form without any.

    HTML and letter say what the text says, so they are not read twice.
    """
    forms, values = templates.forms[message, language], words(context, language)
    texts = {
        "subject": forms.subject.render(values),
        "text": forms.text.render(values),
        "sms": forms.sms.render(values),
        "call": _MARKS.sub("", forms.call.render(values)),
    }
    found = {form: remarks(text, language) for form, text in texts.items()}
    return {form: each for form, each in found.items() if each}
