"""The message templates, found and checked at start-up and compiled when they are first asked for."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.messages.check import problems
from core.messages.sandbox import environment
from core.messages.sources import FOLDER, FORMS, FileLoader, languages_in, lineage
from core.sentence import together
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from jinja2 import Environment, Template

FALLBACK = "en"
# Where no language is on file: the language of most people there, which in Belgium is Dutch.
_SPOKEN_IN = {"NL": "nl", "BE": "nl", "FR": "fr", "LU": "fr", "DE": "de", "AT": "de"}


class TemplateError(SaldoError):
    """The template folder is not complete or not right; the sentence names every place."""

    def __init__(self, found: list[str]) -> None:
        self.problems = found
        super().__init__("The message templates need mending: {problems}.", problems=together(found, "; "))


class Forms:
    """The forms of one message in one language, each compiled when it is first asked for."""

    def __init__(self, sandboxes: Mapping[str, Environment], folder: str) -> None:
        self._sandboxes = sandboxes
        self._folder = folder

    def form(self, name: str) -> Template:
        """Return the compiled form ``name``, one of :data:`~core.messages.sources.FORMS`."""
        return self._sandboxes[name].get_template(f"{self._folder}/{name}")

    @cached_property
    def subject(self) -> Template:
        """One line."""
        return self.form("subject.txt")

    @cached_property
    def html(self) -> Template:
        """The body of a mail."""
        return self.form("body.html")

    @cached_property
    def text(self) -> Template:
        """The body of a mail as plain text."""
        return self.form("body.txt")

    @cached_property
    def sms(self) -> Template:
        """A text message."""
        return self.form("sms.txt")

    @cached_property
    def letter(self) -> Template:
        """The typst source of a letter."""
        return self.form("letter.typ")

    @cached_property
    def call(self) -> Template:
        """What a colleague says on the telephone, in Markdown."""
        return self.form("call.md")


class Templates:
    """Every message in every language it is written in."""

    def __init__(self, loader: FileLoader) -> None:
        self.loader = loader
        self.languages = tuple(languages_in(loader.folder))
        sandboxes = {form: environment(loader, form) for form in FORMS}
        self.forms = {
            (message, language): Forms(sandboxes, f"{message}/{language}")
            for message in MessageName
            for language in self.languages
        }

    @property
    def spoken(self) -> tuple[str, ...]:
        """Return the languages without their variants: what is on file for a customer, whose country does the rest."""
        return tuple(language for language in self.languages if lineage(language) == (language,))

    def language_for(self, language: str | None, country: str | None = None) -> str:
        """Return the language to write in for a customer's language and country; see :func:`language_for`."""
        return language_for(language, country, self.languages)


def language_for(language: str | None, country: str | None = None, languages: Iterable[str] | None = None) -> str:
    """Return the language to write in: the customer's own as written in its country, and English for any other.

    ``nl`` and ``BE`` give ``nl_BE`` where there are messages in it, else ``nl``; ``nl-BE`` does by itself. Where no
    language is on file, the one that most people of the country speak.
    """
    known = set(shipped().languages if languages is None else languages)
    place = (country or "").strip().upper()
    base, _, region = (language or "").strip().replace("-", "_").partition("_")
    base = base.lower() or _SPOKEN_IN.get(place, FALLBACK)
    written = (f"{base}_{region.upper() or place}", base, FALLBACK)
    return next((each for each in written if each in known), FALLBACK)


def discover(folder: Path = FOLDER, edited: Mapping[str, str] | None = None) -> Templates:
    """Return the templates of ``folder`` with ``edited`` texts, by name, laid over them.

    Raises :class:`TemplateError` naming all that is missing or wrong.
    """
    loader = FileLoader(folder, edited)
    found = problems(loader)
    if found:
        raise TemplateError(found)
    return Templates(loader)


def edited(texts: Mapping[str, str], folder: Path = FOLDER) -> Templates:
    """Return the templates of ``folder`` with ``texts``, by name, laid over them, unchecked: for a form that is being written."""
    return Templates(FileLoader(folder, texts))


@cache
def shipped() -> Templates:
    """Return the templates that come with Saldo; the first call checks them."""
    return discover()
