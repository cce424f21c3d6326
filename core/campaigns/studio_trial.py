"""A template on trial: what is wrong in it, and what it makes of customers of the book, the awkward ones first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jinja2

from core.campaigns.studio_use import approved_set
from core.errors import SaldoError
from core.messages.check import problems_of, trial_of
from core.messages.render import render
from core.messages.samples import awkward as made_up
from core.messages.sentences import read_sentences
from core.messages.sources import BASE, LABEL
from core.messages.templates import edited
from core.sentence import Sentence
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk
    from core.messages.context import MessageContext
    from core.messages.render import Rendered
    from core.messages.templates import Templates

FORMS = ("subject", "html", "text", "sms", "letter", "call")


class TemplateFailsError(SaldoError):
    """A template that cannot be shown for a customer."""

    def __init__(self, why: str) -> None:
        super().__init__("This text cannot be shown: {why}.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text that is being written: the templates with it in them, and what is wrong in it, one phrase each."""

    message: str
    language: str
    templates: Templates
    problems: tuple[str, ...]
    remarks: tuple[str, ...]  # of the problems, those that keep it from being rendered at all: more than sentences

    def rendered(self, context: MessageContext, *, message: MessageName | None = None) -> Rendered:
        """Return every form of the message for ``context``; of a shared part, ``message`` says in which message.

        Raises ``TemplateFailsError`` with the reason.
        """
        if self.remarks:
            raise TemplateFailsError(self.remarks[0])
        try:
            found = render(message or MessageName(self.message), self.language, context, self.templates)
            for form in FORMS:
                getattr(found, form)
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise TemplateFailsError(str(error).rstrip(".")) from error
        return found


def draft(desk: Desk, message: str, language: str, forms: Mapping[str, str]) -> Draft:
    """Return ``forms`` laid over the templates that go out now, read and checked but not rendered."""
    with desk.reading() as session:
        over = dict(approved_set(session).over)
    templates = edited(over | {f"{message}/{language}/{name}": text for name, text in forms.items()})
    remarks = tuple(
        f"{message}/{language}/{name} {remark}"
        for name, text in forms.items()
        for remark in read_sentences(LABEL.sub("", text)).remarks
    )
    messages = list(MessageName) if message == BASE else [MessageName(message)]
    found = [each for name in messages for each in problems_of(templates.loader, name, language)]
    return Draft(
        message=message,
        language=language,
        templates=templates,
        problems=tuple(dict.fromkeys([*remarks, *found])),
        remarks=remarks,
    )


def problems(desk: Desk, message: str, language: str, forms: Mapping[str, str]) -> list[str]:
    """Return what keeps a version from going out: what is wrong in its texts, and the made-up customers it fails on."""
    written = draft(desk, message, language, forms)
    if written.problems:
        return list(written.problems)
    messages = list(MessageName) if message == BASE else [MessageName(message)]
    tried = made_up()
    return [each for name in messages for each in trial_of(written.templates, name, language, tried.values())]
