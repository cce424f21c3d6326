"""One message for one customer: subject, HTML and text from the compiled templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.messages.clean import one_line
from core.messages.templates import shipped
from core.messages.words import words

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.templates import Templates
    from core.vocabulary import MessageName


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The forms of one message as the customer will read them, and the language they are in."""

    subject: str
    html: str
    text: str
    language: str


def render(
    message: MessageName,
    language: str,
    context: MessageContext,
    templates: Templates | None = None,
) -> Rendered:
    """Return ``message`` for ``context`` in ``language``, or in English where there are no templates in it.

    The subject is one line. Values are escaped in the HTML form only.
    """
    chosen = templates or shipped()
    spoken_language = chosen.language_for(language)
    forms = chosen.forms[message, spoken_language]
    values = words(context, spoken_language)
    return Rendered(
        subject=one_line(forms.subject.render(values)),
        html=forms.html.render(values),
        text=forms.text.render(values),
        language=spoken_language,
    )
