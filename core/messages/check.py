"""The check of the template folder at start-up: every form there, every name known, nothing remote, and it renders."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import jinja2
from jinja2 import meta

from core.messages.context import Item, MessageContext, demo_sender
from core.messages.greeting import CUSTOMS
from core.messages.sources import BASE, FORMS, languages_in
from core.messages.words import REQUIRED, VOCABULARY, words
from core.vocabulary import CustomerType, MessageName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment

    from core.messages.sources import FileLoader

SHIPPED_LANGUAGES = frozenset({"nl", "en"})

_STYLE_ATTRIBUTE = re.compile(r"\sstyle\s*=")
_CLASS_ATTRIBUTE = re.compile(r'\bclass\s*=\s*["\']?([^"\'>]*)')
_REMOTE = re.compile(
    r"<(?:link|script|iframe|img|object|embed|form|svg|video|audio)\b|\b(?:src|srcset|background|poster)\s*=|url\(|@import",
    re.IGNORECASE,
)
_UNESCAPED = re.compile(r"\|\s*safe\b|\{%-?\s*autoescape\b")


def problems(loader: FileLoader, sandbox: Environment) -> list[str]:
    """Return what is missing or wrong in the folder of ``loader``, one phrase each; empty when all is well."""
    return [*_missing(loader), *_wrong(loader, sandbox)]


def _missing(loader: FileLoader) -> Iterator[str]:
    known = {BASE, *MessageName}
    present = (
        sorted(place.name for place in loader.folder.iterdir() if place.is_dir()) if loader.folder.is_dir() else []
    )
    yield from (f"{name}/ is no message (known: {', '.join(MessageName)})" for name in present if name not in known)
    languages = SHIPPED_LANGUAGES | set(languages_in(loader.folder))
    yield from (
        f"{language} has no greeting in core/messages/greeting.py" for language in sorted(languages - set(CUSTOMS))
    )
    for message in MessageName:
        for language in sorted(languages):
            for form in FORMS:
                if not (loader.folder / message / language / form).is_file():
                    yield f"{message}/{language}/{form} is missing"


def _wrong(loader: FileLoader, sandbox: Environment) -> Iterator[str]:
    used: dict[str, set[str]] = {}
    parents: dict[str, list[str]] = {}
    for name in loader.list_templates():
        source = loader.source(name)
        try:
            tree = sandbox.parse(source, name)
        except jinja2.TemplateSyntaxError as error:
            yield f"{name} line {error.lineno}: {error.message}"
            continue
        used[name] = meta.find_undeclared_variables(tree)
        parents[name] = [parent for parent in meta.find_referenced_templates(tree) if parent]
        yield from (
            f"{name} uses {variable}, which no message has (known: {', '.join(VOCABULARY)})"
            for variable in sorted(used[name] - VOCABULARY.keys())
        )
        yield from (
            f"{name} builds on {parent}, which is missing" for parent in parents[name] if not _is_there(loader, parent)
        )
        if name.endswith(".html"):
            yield from (f"{name} {remark}" for remark in _lint(source, loader.sheet.classes))
    for name in used:
        lineage = _lineage(name, parents)
        if not name.startswith(BASE) and "/body." in name and lineage <= used.keys():
            lacking = REQUIRED.difference(*(used[template] for template in lineage))
            yield from (f"{name} lacks {{{{ {variable} }}}}" for variable in sorted(lacking))


def _is_there(loader: FileLoader, name: str) -> bool:
    return (loader.folder / name).is_file()


def _lineage(name: str, parents: dict[str, list[str]]) -> set[str]:
    """Return a template and all that it builds on."""
    seen, waiting = set[str](), [name]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(parents.get(current, []))
    return seen


def _lint(source: str, classes: frozenset[str]) -> Iterator[str]:
    """Return what an HTML form may not hold: mail programs drop it, or it would call out, or it would not be escaped."""
    if _STYLE_ATTRIBUTE.search(source):
        yield "has a style attribute: write a class of _base/style.css"
    if _REMOTE.search(source):
        yield "names a resource outside the mail"
    if _UNESCAPED.search(source):
        yield "switches escaping off"
    for found in _CLASS_ATTRIBUTE.finditer(source):
        if "{" in found[1]:
            yield f"has Jinja in a class attribute: {found[0]}"
        else:
            yield from (
                f"uses class {name}, which _base/style.css has not" for name in found[1].split() if name not in classes
            )


def trial(loader: FileLoader, sandbox: Environment) -> list[str]:
    """Return the forms that fail on a sample customer, with the error; finds wrong attributes, which only show then."""
    failed: list[str] = []
    for message in MessageName:
        for language in languages_in(loader.folder):
            for form in FORMS:
                name = f"{message}/{language}/{form}"
                failed.extend(_failures(sandbox, name, language))
    return failed


def _failures(sandbox: Environment, name: str, language: str) -> Iterator[str]:
    for sample in samples():
        try:
            text = sandbox.get_template(name).render(words(sample, language))
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            yield f"{name}: {error}"
            return
        if name.endswith("subject.txt") and len(text.strip().splitlines()) != 1:
            yield f"{name} must be one line"
            return


def samples() -> tuple[MessageContext, ...]:
    """Return two made-up contexts that between them take every branch: one item of a person, three of a firm."""
    items = tuple(
        Item(
            number=f"2026-000{part}",
            issued_on=date(2026, 9, part),
            due_on=date(2026, 10, part),
            amount_minor=12_500 * part,
            balance_minor=12_500,
            currency="USD" if part > 2 else "EUR",  # noqa: PLR2004 (the third is in another currency)
        )
        for part in (1, 2, 3)
    )
    person = MessageContext(
        customer_id="1001",
        customer_name="Anna de Vries",
        customer_type=CustomerType.CONSUMER,
        items=items[:1],
        sender=demo_sender("NL01"),
        as_of=date(2026, 10, 31),
    )
    firm = MessageContext(
        customer_id="2001",
        customer_name="Bakkerij Het Zonnetje B.V.",
        customer_type=CustomerType.BUSINESS,
        items=items,
        sender=demo_sender("BE01"),
        as_of=date(2026, 10, 31),
        person="mevrouw de Wit",
        reference="RF18539007547034",
    )
    return person, firm
