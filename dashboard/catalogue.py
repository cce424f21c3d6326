"""Keep the catalogues fresh: ``python -m dashboard.catalogue`` writes every text the screens can say into dashboard/locale."""

from __future__ import annotations

import ast
import io
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from core.intake.fields import FIELDS
from core.intake.presets import PRESETS
from core.law.age import ages
from core.law.wording import rules as law_rules
from core.metrics.buckets import AgedBy, Convention, buckets
from core.metrics.registry import METRICS
from core.metrics.review.patterns import texts as review_texts
from core.metrics.undefined import Why
from core.segments.fields import FIELDS as SEGMENT_FIELDS
from core.segments.forbidden import FORBIDDEN
from core.segments.shipped import SHIPPED as POLICY
from core.strategy.reasons import REASONS
from core.strategy.strategy_shipped import PRESETS as LADDERS
from dashboard.i18n import DOMAIN, FOLDER, LANGUAGES, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
ONE: Final = frozenset({"_", "words", "later", "Sentence"})
TWO: Final = frozenset({"count", "counted"})
"""What is called with a text, and with those for one and for many."""
FAULTS: Final = frozenset({"AssertionError", "NotImplementedError", "OSError", "RuntimeError", "TypeError"})
"""Errors of the program, whose sentences only its log has."""
# Header lines that say nothing, or something else on every run.
CHATTER = (b"-Date:", b"Report-Msgid", b"Last-Translator", b"Language-Team", b"Generated-By", b"Project-Id")


def texts() -> Catalog:
    """Return everything to translate: what the code says, and the labels and sentences of the registries it draws."""
    found = Catalog(fuzzy=False)
    for folder in ("dashboard", "pages", "core"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for message in said_in(ast.parse(file.read_text(encoding="utf-8"))):
                found.add(message)
    for text in declared():
        found.add(text)
    return found


def said_in(code: ast.AST) -> Iterator[str | tuple[str, str]]:
    """Yield the texts of ``code``: those it marks, the sentences of its errors, and the parts of them that stand where one is raised."""
    for call in ast.walk(code):
        if not isinstance(call, ast.Call):
            continue
        name, given = _name_of(call.func), [each.value for each in call.args if isinstance(each, ast.Constant)]
        texts = [each for each in given if isinstance(each, str)]
        if name in ONE and call.args:
            yield from _texts_of(call.args[0])
        elif name in TWO and len(texts) > 1:
            yield texts[0], texts[1]
        elif name == "__init__" or (name.endswith("Error") and name not in FAULTS):
            yield from (each for each in texts if " " in each)


def _texts_of(given: ast.expr) -> list[str]:
    """Return the texts that ``given`` can be."""
    match given:
        case ast.Constant(value=str(text)) if text:
            return [text]
        case ast.IfExp(body=one, orelse=other):
            return [*_texts_of(one), *_texts_of(other)]
        case ast.BoolOp(values=either):
            return [text for each in either for text in _texts_of(each)]
    return []


def _name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def declared() -> Iterator[str]:
    """Yield the texts of the registries."""
    for metric in METRICS.values():
        yield from (metric.label, metric.definition, metric.formula, metric.warning)
    yield from Why
    yield from review_texts()
    yield from (bucket.label for by, convention in product(AgedBy, Convention) for bucket in buckets(by, convention))
    yield from _of_segments()
    for ladder in LADDERS.values():
        yield ladder.label
        yield from (step.label for step in ladder.steps)
    for reason in REASONS:
        yield from (reason.label, reason.explanation)
    for fields in FIELDS.values():
        for field in fields:
            yield field.label
    for preset in PRESETS.values():
        yield preset.label
    yield from (rule.text for rule in law_rules())
    yield from (table.newest.note for table in ages(date.max) if table.newest.note)


def _of_segments() -> Iterator[str]:
    """Yield the texts of the segment policy that is shipped, and of what its rules may and may not name."""
    for threshold in POLICY.thresholds:
        yield threshold.label
    for known in SEGMENT_FIELDS.values():
        yield from (known.label, known.help, *known.choices)
    for segment in POLICY.segments:
        yield from (segment.label, segment.description)
    for rule in POLICY.rules:
        yield rule.label
    yield from sorted(set(FORBIDDEN.values()))


def refreshed(language: str) -> bytes:
    """Return the catalogue of ``language`` with new texts added, gone ones dropped, and every translation kept."""
    place = path(language)
    known = Catalog(locale=language)
    if place.exists():
        with place.open("rb") as file:
            known = read_po(file, locale=language)
    fresh = Catalog(
        locale=language, project="Saldo", header_comment=f"# Texts of Saldo, {LANGUAGES[language]}.", fuzzy=False
    )
    for message in texts():
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        translated = known.get(key)
        fresh.add(message.id, "" if translated is None else translated.string)
    written = io.BytesIO()
    write_po(written, fresh, sort_output=True, omit_header=False, no_location=True, width=120)
    lines = written.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not any(name in line for name in CHATTER))


def path(language: str) -> Path:
    """Return where the catalogue of ``language`` lives."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def main() -> None:
    """Write every catalogue but the source language's, which the code itself is."""
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            path(language).parent.mkdir(parents=True, exist_ok=True)
            path(language).write_bytes(refreshed(language))


if __name__ == "__main__":
    main()
