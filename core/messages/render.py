"""One message for one customer: its forms, each made from the compiled templates when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.messages.clean import one_line
from core.messages.templates import shipped
from core.messages.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.messages.context import MessageContext
    from core.messages.templates import Templates
    from core.vocabulary import MessageName

FORMS: Final = ("subject", "html", "text", "sms", "letter", "call")


class Rendered:
    """The forms of one message as the customer will read them, and the language they are in.

    A form that nobody asks for is never made: an SMS costs no letter.
    """

    __slots__ = ("_forms", "_make", "language")

    def __init__(self, *, language: str, make: Callable[[str], str] | None = None, **forms: str) -> None:
        unknown = forms.keys() - set(FORMS)
        if unknown:
            message = f"a message has no form {min(unknown)}"
            raise TypeError(message)
        self.language = language
        self._forms = forms
        self._make = make

    @property
    def subject(self) -> str:
        """Return the one line above a mail or a letter."""
        return self._form("subject")

    @property
    def html(self) -> str:
        """Return the HTML of a mail."""
        return self._form("html")

    @property
    def text(self) -> str:
        """Return the plain text of a mail."""
        return self._form("text")

    @property
    def sms(self) -> str:
        """Return the short text."""
        return self._form("sms")

    @property
    def letter(self) -> str:
        """Return the letter as typst source, without the address."""
        return self._form("letter")

    @property
    def call(self) -> str:
        """Return what somebody who calls has before them, in Markdown."""
        return self._form("call")

    def replaced(self, **forms: str) -> Rendered:
        """Return the message with other words in ``forms``."""
        return Rendered(language=self.language, make=self._make, **(self._forms | forms))

    def _form(self, name: str) -> str:
        made = self._forms.get(name)
        if made is None:
            if self._make is None:
                message = f"this message was made without its form {name}"
                raise ValueError(message)
            made = self._forms[name] = self._make(name)
        return made


def render(
    message: MessageName,
    language: str,
    context: MessageContext,
    templates: Templates | None = None,
) -> Rendered:
    """Return ``message`` for ``context`` in ``language``, or in the nearest language there are templates in.

    The subject is one line. Values are escaped as each form needs it.
    """
    chosen = templates or shipped()
    spoken_language = chosen.language_for(language, context.country)
    forms = chosen.forms[message, spoken_language]
    values = words(context, spoken_language)

    def make(name: str) -> str:
        text: str = getattr(forms, name).render(values)
        return one_line(text) if name == "subject" else text

    return Rendered(language=spoken_language, make=make)
