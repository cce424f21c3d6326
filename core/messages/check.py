"""The check of the template folder at start-up: every form there, every name known, nothing in it but sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import jinja2

from core.messages.greeting import CUSTOMS
from core.messages.markup import FORMS as MARKUP
from core.messages.markup import PART, TAG, MarkupError, made
from core.messages.needs import NEEDED, OWNERS
from core.messages.samples import for_message, samples
from core.messages.sentences import read_form, read_sentences
from core.messages.sources import BASE, BODY, FORMS, LABEL, LABELS, SOURCES, SUBJECT, FileLoader, languages_in, lineage
from core.messages.words import VOCABULARY, words
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.messages.context import MessageContext
    from core.messages.sentences import Reading
    from core.messages.templates import Templates

SHIPPED_LANGUAGES = frozenset({"nl", "nl_BE", "fr", "fr_BE", "de", "en"})
KNOWN = VOCABULARY.keys() | {"form"}

_WORD = re.compile(r"[^\W\d_]{2,}")
_STYLE_ATTRIBUTE = re.compile(r"\sstyle\s*=")
_CLASS_ATTRIBUTE = re.compile(r'\bclass\s*=\s*["\']?([^"\'>]*)')
_REMOTE = re.compile(
    r"<(?:link|script|iframe|object|embed|form|svg|video|audio)\b|\b(?:srcset|background|poster)\s*=|url\(|@import"
    r'|\bsrc\s*=(?!"cid:)',
    re.IGNORECASE,
)


def problems(loader: FileLoader) -> list[str]:
    """Return what is missing or wrong in the folder of ``loader``, one phrase each; empty when all is well."""
    present = (
        sorted(place.name for place in loader.folder.iterdir() if place.is_dir()) if loader.folder.is_dir() else []
    )
    found = [
        f"{name}/ is no message (known: {', '.join(MessageName)})"
        for name in present
        if name not in {BASE, *MessageName}
    ]
    languages = sorted(SHIPPED_LANGUAGES | set(languages_in(loader.folder)))
    found += [
        f"{language} has no greeting in core/messages/greeting.py" for language in languages if language not in CUSTOMS
    ]
    found += _shared(loader, languages)
    for message in MessageName:
        for language in languages:
            found += problems_of(loader, message, language)
    return list(dict.fromkeys(found))


def problems_of(loader: FileLoader, message: MessageName, language: str) -> list[str]:
    """Return what is missing or wrong in the files of one message and language; what it falls back to is told there."""
    found: list[str] = []
    for file in SOURCES:
        name = f"{message}/{language}/{file}"
        origin = loader.origin(message, language, file)
        if origin is None:
            found += [f"{name} is missing"] if len(lineage(language)) == 1 else []
        elif origin == name:
            found += _wrong(loader, message, language, file)
    return found


def _wrong(loader: FileLoader, message: MessageName, language: str, file: str) -> Iterator[str]:
    """Yield what is wrong in one file of sentences."""
    name = f"{message}/{language}/{file}"
    source = loader.source(name)
    reading = read_sentences(LABEL.sub("", source))
    yield from _named(name, reading)
    labels = loader.labels(language)
    yield from (
        f"{name} says {word}, which {BASE}/{language}/{LABELS} has not"
        for word, _ in LABEL.findall(source)
        if word not in labels
    )
    for variable in sorted(reading.names & OWNERS.keys()):
        if message not in OWNERS[variable]:
            yield f"{name} uses {variable}, which is only for {', '.join(sorted(OWNERS[variable]))}"
    if file == SUBJECT and len(source.strip().splitlines()) != 1:
        yield f"{name} must be one line"
    if not _WORD.search(TAG.sub(" ", source)):
        yield f"{name} has no word in it: a picture alone says nothing to somebody who cannot see it"
    yield from (
        f"{name} asks for [{part}], which is missing in {BASE}/"
        for part in PART.findall(source)
        if not _forms_of(loader, part, language)
    )
    if file == BODY and not reading.remarks:
        yield from (f"{name} {why}" for why in _marked(source))
        used = reading.names.union(*(_names_of(loader, part, language) for part in PART.findall(source)))
        yield from (f"{name} lacks {{{{ {variable} }}}}" for variable in sorted(NEEDED[message] - used))


def _named(name: str, reading: Reading) -> Iterator[str]:
    yield from (f"{name} {remark}" for remark in reading.remarks)
    yield from (
        f"{name} uses {variable}, which no message has (known: {', '.join(VOCABULARY)})"
        for variable in sorted(reading.names - KNOWN)
    )


@lru_cache(maxsize=2_000)
def _marked(source: str) -> tuple[str, ...]:
    """Return why ``source`` is no Markdown of ours; nothing when it is."""
    try:
        made(source, MARKUP[".txt"], language="")
    except MarkupError as error:
        return (str(error),)
    return ()


def _forms_of(loader: FileLoader, part: str, language: str) -> list[str]:
    """Return the names that a shared part is written under: its sentences, or one file for each form."""
    sentences = loader.origin(BASE, language, f"{part}.md")
    if sentences:
        return [sentences]
    names = [f"{BASE}/{part}{suffix}" for suffix in MARKUP]
    return names if all(loader.written(name) is not None for name in names) else []


def _names_of(loader: FileLoader, part: str, language: str) -> set[str]:
    used: set[str] = set()
    for name in _forms_of(loader, part, language):
        source = loader.written(name) or ""
        used |= (
            read_sentences(LABEL.sub("", source)) if name.endswith(".md") else read_form(LABEL.sub("", source))
        ).names
        used = used.union(*(_names_of(loader, inner, language) for inner in PART.findall(source)))
    return used


def _shared(loader: FileLoader, languages: Iterable[str]) -> list[str]:
    """Return what is wrong in ``_base/``: sentences of each language, the forms of all, and the words these ask for."""
    found: list[str] = []
    asked: dict[str, str] = {}
    for name in loader.list_templates():
        if not name.startswith(f"{BASE}/"):
            continue
        source = loader.written(name) or ""
        asked |= dict.fromkeys((word for word, _ in LABEL.findall(source)), name)
        if name.endswith(".md"):
            found += _named(name, read_sentences(LABEL.sub("", source)))
            found += [f"{name} {why}" for why in _marked(source)]
        else:
            found += _named(name, read_form(LABEL.sub("", source)))
        if name.endswith(".html"):
            found += [f"{name} {remark}" for remark in _lint(source, loader.sheet.classes)]
    for layout in ("layout.html", "letter.typ"):
        found += [] if loader.written(f"{BASE}/{layout}") is not None else [f"{BASE}/{layout} is missing"]
    for language in languages:
        labels = loader.labels(language)
        found += [
            f"{name} says {word}, which {BASE}/{language}/{LABELS} has not"
            for word, name in sorted(asked.items())
            if word not in labels and (name.count("/") == 1 or name.split("/")[1] in lineage(language))
        ]
    return found


def _lint(source: str, classes: frozenset[str]) -> Iterator[str]:
    """Return what an HTML form may not hold: mail programs drop it, or it would call out."""
    if _STYLE_ATTRIBUTE.search(source):
        yield "has a style attribute: write a class of _base/style.css"
    if _REMOTE.search(source):
        yield "names a resource outside the mail"
    for found in _CLASS_ATTRIBUTE.finditer(source):
        if "{" in found[1]:
            yield f"has Jinja in a class attribute: {found[0]}"
        else:
            yield from (
                f"uses class {name}, which _base/style.css has not" for name in found[1].split() if name not in classes
            )


def trial(templates: Templates, contexts: Iterable[MessageContext] = ()) -> list[str]:
    """Return the forms that fail on a sample customer, with the error; ``contexts`` instead of the shipped samples."""
    tried = tuple(contexts) or samples()
    return [failed for message, language in templates.forms for failed in trial_of(templates, message, language, tried)]


def trial_of(
    templates: Templates, message: MessageName, language: str, contexts: Iterable[MessageContext]
) -> list[str]:
    """Return the forms of one message and language that fail on a customer of ``contexts``, each with its first error."""
    failed: list[str] = []
    for file in FORMS:
        for context in contexts:
            name = f"{message}/{language}/{file}"
            try:
                values = words(for_message(message, context), language)
                text = templates.forms[message, language].form(file).render(values)
            except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
                failed.append(f"{name}: {error}")
                break
            if not text.strip() or (file == SUBJECT and len(text.strip().splitlines()) != 1):
                failed.append(f"{name} must be one line" if file == SUBJECT else f"{name} says nothing")
                break
    return failed
