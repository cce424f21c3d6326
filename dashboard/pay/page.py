"""The pay page as HTML, in the customer's language; it names nobody but who asks to be paid."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from core.messages.format import LOCALES, money
from core.messages.qr import code_of
from core.messages.references import written
from core.messages.transfer import transfer_of
from core.messages.words import sender_words
from core.payments.stand import Stand

if TYPE_CHECKING:
    from core.messages.context import Sender
    from core.messages.transfer import Transfer
    from core.payments.stand import Standing
    from core.payments.token import Asked

HERE: Final = Path(__file__).parent
BROKEN: Final = "broken"
FALLBACK: Final = "en"
_SHOWN: Final = 12
"""Invoice numbers named; a customer with more knows them from the message."""


@cache
def say(language: str) -> dict[str, str]:
    """Return what the page says in ``language``, in English where it is not written in it."""
    known: dict[str, dict[str, str]] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return known.get(language[:2], known[FALLBACK])


@cache
def _template() -> Template:
    sandbox = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return sandbox.get_template("page.html")


def broken(language: str) -> str:
    """Return the page for a link that was not made here."""
    return _template().render(
        language=language[:2], stand=BROKEN, sender=None, failed=False, say=say(language), questions=""
    )


def page(
    asked: Asked, now: Standing, sender: Sender, *, has_provider: bool, method: str = "", has_failed: bool = False
) -> str:
    """Return the page for what ``asked`` stands for ``now``; ``has_provider`` shows the button that pays online."""
    language = next((each for each in (asked.language, asked.language[:2]) if each in LOCALES), FALLBACK)
    words, sent = say(language), sender_words(sender)
    transfer = _transfer(asked, now, sender)
    picture = "" if transfer is None else f"data:image/png;base64,{b64encode(code_of(transfer).png()).decode()}"
    return _template().render(
        language=language[:2],
        stand=str(now.stand),
        sender=sent,
        failed=has_failed,
        amount=money(now.amount_minor, asked.currency, language),
        numbers=", ".join(now.numbers[:_SHOWN]) + (" …" if len(now.numbers) > _SHOWN else ""),
        provider=has_provider,
        method=method,
        reference=written(asked.reference),
        picture=picture,
        say=words,
        questions=words["questions"].format(person=sent.person, phone=sent.phone),
    )


def _transfer(asked: Asked, now: Standing, sender: Sender) -> Transfer | None:
    """Return the transfer of what is still to pay; a code can ask for euro only."""
    if now.stand is not Stand.OPEN or asked.currency != "EUR" or not sender.iban:
        return None
    return transfer_of(sender.name, sender.iban, now.amount_minor, asked.reference)
