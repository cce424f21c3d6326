"""A letter as the bytes that are approved: typst source with every value in it, and one line for the print index."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from core.errors import SaldoError
from core.messages.letters.address import postal_address
from core.messages.letters.glyphs import printable
from core.messages.qr import code_of
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.render import Rendered
    from core.vocabulary import ChannelName

MARK: Final = "// saldo-letter "
LAYOUT, END_OF_LAYOUT = "//< layout\n", "//> layout\n"
RIGHT_WINDOWS: Final = frozenset({"BE", "FR"})  # where envelopes have their window on the right
_PLACES: Final = ("#payment(", "#scan(")  # where a letter shows its payment code
_CODE: Final = {"nl": "Betaalcode", "fr": "Code de paiement", "de": "Zahlungscode", "en": "Payment code"}


class BrokenLetterError(SaldoError):
    """Bytes that are no letter of ours."""

    def __init__(self, why: str) -> None:
        super().__init__("This letter cannot be printed: {why}. Write its preview again.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What the print index says of a letter, read from its own bytes."""

    name: str
    lines: tuple[str, ...]
    country: str
    is_registered: bool


def letter_source(channel: ChannelName, rendered: Rendered, context: MessageContext, address: str) -> bytes:
    """Return the letter with its address, payment code and values: equal input gives equal bytes."""
    to = postal_address(context, address, rendered.language)
    posted = {
        "name": to.name,
        "lines": to.lines,
        "country": to.country,
        "is_registered": channel == channel.REGISTERED_LETTER,
    }
    transfer = context.transfer
    body = printable(rendered.letter.replace("\r\n", "\n"))
    asks = any(sign in body.partition(END_OF_LAYOUT)[2] for sign in _PLACES)
    code = code_of(transfer) if asks and transfer is not None else None
    tongue, _, region = rendered.language.partition("_")
    values = {
        "lines": to.lines,
        "side": "right" if context.sender.iban[:2].upper() in RIGHT_WINDOWS else "left",
        "tongue": tongue,
        "region": region or None,
        "registered": channel == channel.REGISTERED_LETTER,
        "code": None if code is None else code.path(),
        "modules": 0 if code is None else len(code.modules),
        "alt": _CODE[tongue],
    }
    said = ", ".join(f"{name}: {_literal(value)}" for name, value in values.items())
    head = json.dumps(posted, ensure_ascii=True)
    return f"{MARK}{head}\n#let post = ({printable(said)})\n{body}".encode()


def posted(source: bytes) -> Posted:
    """Return what the print index says of a letter; raise :class:`BrokenLetterError` when it is none."""
    head, _, _ = source.partition(b"\n")
    if not head.startswith(MARK.encode()):
        raise BrokenLetterError("it has no address line")
    try:
        said: dict[str, Any] = json.loads(head.removeprefix(MARK.encode()))
        return Posted(
            name=said["name"],
            lines=tuple(said["lines"]),
            country=said["country"],
            is_registered=said["is_registered"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenLetterError("its address line cannot be read") from error


def parted(source: bytes) -> tuple[str, str]:
    """Return the layout in a letter's source, and the source without it."""
    text = source.decode()
    before, start, rest = text.partition(LAYOUT)
    layout, end, after = rest.partition(END_OF_LAYOUT)
    if not start or not end:
        raise BrokenLetterError("it has no layout")
    return layout, before + after


def _literal(value: object) -> str:
    """Return a value as typst writes it in code; nothing in a text can end it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"({''.join(f'{_literal(each)}, ' for each in value)})"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{quoted}"'
