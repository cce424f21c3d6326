"""A message as a machine speaks it: who calls, what the short text says without what no ear can keep, and the key for a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from core.messages.context import MessageContext
    from core.messages.render import Rendered

KEY: Final = "1"
"""The key that asks for a person; gateways report it back."""
_OPENING: Final = {
    "nl": "Dit is een gesproken bericht van {name}.",
    "fr": "Ceci est un message vocal de {name}.",
    "de": "Dies ist eine Sprachnachricht von {name}.",
    "en": "This is a recorded message from {name}.",
}
_ENDING: Final = {
    "nl": "Wilt u iemand van ons spreken? Druk op {key}. Dan bellen wij u terug.",
    "fr": "Vous voulez parler à quelqu'un ? Appuyez sur {key}. Nous vous rappelons.",
    "de": "Möchten Sie mit jemandem sprechen? Drücken Sie die {key}. Dann rufen wir Sie zurück.",
    "en": "Would you like to speak to somebody? Press {key}. We will call you back.",
}
_ADDRESS: Final = re.compile(r"\s*https?://\S+")


def spoken(rendered: Rendered, context: MessageContext) -> str:
    """Return what is spoken: the message's short text between who calls and the key to press.

    Addresses of pages and account numbers are left out: nobody writes them down from a call, and whoever wants to pay has the
    message before, or presses the key.
    """
    tongue = rendered.language.partition("_")[0]
    tongue = tongue if tongue in _OPENING else "en"
    said = _ADDRESS.sub("", rendered.sms)
    if context.sender.iban:
        account = r"\s*".join(map(re.escape, re.sub(r"\s", "", context.sender.iban)))
        said = re.sub(rf"\s*{account}[^.]*\.(?=\s|$)", "", said)
    name = context.sender.name
    body = re.sub(r"\s+", " ", said).strip().removesuffix(name).rstrip()
    return " ".join((_OPENING[tongue].format(name=name.rstrip(".")), body, _ENDING[tongue].format(key=KEY)))
