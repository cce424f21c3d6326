"""The message templates, found, checked and compiled once: one folder per message and language under templates/."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.messages.check import problems, trial
from core.messages.sources import FOLDER, FORMS, FileLoader, environment, languages_in
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Template

FALLBACK = "en"


class TemplateError(SaldoError):
    """The template folder is not complete or not right; the sentence names every place."""

    def __init__(self, found: list[str]) -> None:
        self.problems = found
        super().__init__(f"The message templates need mending: {'; '.join(found)}.")


@dataclass(frozen=True, kw_only=True)
class Forms:
    """The compiled forms of one message in one language."""

    subject: Template
    html: Template
    text: Template


@dataclass(frozen=True, kw_only=True)
class Templates:
    """Every message in every language it is written in."""

    forms: dict[tuple[MessageName, str], Forms]

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages that the messages are written in."""
        return tuple(sorted({language for _, language in self.forms}))

    def language_for(self, language: str) -> str:
        """Return ``language`` where there are templates in it, else English."""
        return language if (MessageName.FRIENDLY_REMINDER, language) in self.forms else FALLBACK


def discover(folder: Path = FOLDER) -> Templates:
    """Return the templates of ``folder``, compiled; raise :class:`TemplateError` naming all that is missing or wrong."""
    loader = FileLoader(folder)
    sandbox = environment(loader)
    found = problems(loader, sandbox) or trial(loader, sandbox)
    if found:
        raise TemplateError(found)
    forms = {}
    for message in MessageName:
        for language in languages_in(folder):
            subject, html, text = (sandbox.get_template(f"{message}/{language}/{form}") for form in FORMS)
            forms[message, language] = Forms(subject=subject, html=html, text=text)
    return Templates(forms=forms)


@cache
def shipped() -> Templates:
    """Return the templates that come with Saldo; the first call checks and compiles them."""
    return discover()
