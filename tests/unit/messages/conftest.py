"""A message context in the field's words."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from core.messages.context import Item, MessageContext, demo_sender
from core.vocabulary import CustomerType


class Page(HTMLParser):
    """A mail's HTML as a reader meets it: its text, and every element in the body with its attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.style = ""
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._inside:
            self.style += data
        else:
            self.text += data


def bill(number: str = "2026-0012", balance_minor: int = 12_500, currency: str = "EUR", **changes: Any) -> Item:
    fields: dict[str, Any] = {
        "number": number,
        "issued_on": date(2026, 9, 26),
        "due_on": date(2026, 10, 26),
        "amount_minor": balance_minor,
        "balance_minor": balance_minor,
        "currency": currency,
    }
    return Item(**(fields | changes))


def about(*items: Item, **changes: Any) -> MessageContext:
    fields: dict[str, Any] = {
        "customer_id": "1001",
        "customer_name": "Anna de Vries",
        "customer_type": CustomerType.CONSUMER,
        "items": items or (bill(),),
        "sender": demo_sender("NL01"),
        "as_of": date(2026, 10, 31),
    }
    return MessageContext(**(fields | changes))


@pytest.fixture
def consumer() -> MessageContext:
    return about()
