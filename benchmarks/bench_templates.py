"""The check of the templates at start beside compiling them all, and the B1 check of a message beside reading every line anew."""

from __future__ import annotations

import time
from dataclasses import replace

from benchmarks.table import Figure
from core.messages import sentences
from core.messages.readability import reading, remarks
from core.messages.render import render
from core.messages.samples import samples
from core.messages.sources import FORMS
from core.messages.templates import discover
from core.vocabulary import MessageName

MESSAGES = 500


def figures() -> list[Figure]:
    """Return CPU time of the check at start, and of the B1 check for each of ``MESSAGES`` customers."""
    return [*_check(), *_reading()]


def _check() -> list[Figure]:
    sentences.read_sentences.cache_clear()
    sentences.read_form.cache_clear()
    begun = time.process_time()
    templates = discover()
    checked = time.process_time()
    for forms in templates.forms.values():
        for form in FORMS:
            forms.form(form)
    compiled = time.process_time()
    return [
        Figure(
            name=f"check of {len(templates.forms) * len(FORMS)} templates at start",
            measured=1_000 * (checked - begun),
            unit="ms CPU",
            target=0.5,
            reference_name="compiling them all",
            reference=1_000 * (compiled - checked),
        )
    ]


def _reading() -> list[Figure]:
    person, _ = samples()
    (item,) = person.items
    texts = [
        render(
            MessageName.SECOND_REMINDER,
            "nl",
            replace(person, customer_id=str(number), items=(replace(item, balance_minor=10_000 + 37 * number),)),
        ).text
        for number in range(MESSAGES)
    ]
    remarks(texts[0], "nl")
    begun = time.process_time()
    for text in texts:
        remarks(text, "nl")
    ours = time.process_time() - begun
    begun = time.process_time()
    for text in texts:
        reading.forget()
        remarks(text, "nl")
    anew = time.process_time() - begun
    return [
        Figure(
            name="B1 check of a message",
            measured=1e6 * ours / MESSAGES,
            unit="us CPU",
            target=0.2,
            reference_name="reading every line anew",
            reference=1e6 * anew / MESSAGES,
        )
    ]
