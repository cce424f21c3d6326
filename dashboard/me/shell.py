"""What every answer of the customer's page is made of: one style, no script, and headers that keep it to itself."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from core.messages.words import sender_words
from dashboard.me.say import FALLBACK, NAMES, say

if TYPE_CHECKING:
    from jinja2 import Template

    from core.messages.context import Sender
    from dashboard.me.say import Say

HERE: Final = Path(__file__).parent
CSS: Final = (HERE / "style.css").read_text(encoding="utf-8").strip()
_HASH: Final = b64encode(sha256(CSS.encode()).digest()).decode()
HEADERS: Final = {
    # A browser checks where a form's redirect goes too, and payment providers have addresses of their own.
    "content-security-policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; form-action 'self' https:; "
    "frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store, private",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page is: the token of its address, and the language that was picked for this look only."""

    token: str
    picked: str = ""

    def path(self, part: str = "") -> str:
        """Return the address of a part without anything behind it."""
        return f"/me/{self.token}/{part}" if part else f"/me/{self.token}"

    def to(self, part: str = "", **query: str) -> str:
        """Return the address of a part, the language carried along."""
        asked = ({"l": self.picked} if self.picked else {}) | query
        return f"{self.path(part)}?{urlencode(asked)}" if asked else self.path(part)


@cache
def template(name: str) -> Template:
    """Return a page of this folder, compiled."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(name)


def drawn(name: str, speak: Say, sender: Sender | None, *, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401 - what a template is handed
    """Return one page in one language, of one company or of nobody."""
    sent = None if sender is None else sender_words(sender)
    questions = "" if sent is None else speak("questions", person=sent.person, phone=sent.phone, email=sent.reply_to)
    common: dict[str, Any] = {
        "say": speak.words,
        "lang": speak.language.replace("_", "-"),
        "css": CSS,
        "sender": sent,
        "questions": questions,
        "call": "" if sent is None else speak("call", person=sent.person, phone=sent.phone),
        "call_us": "" if sent is None else speak("call_us", person=sent.person, phone=sent.phone),
        "who": "",
        "valid": "",
        "others": [],
    }
    return HTMLResponse(template(name).render({**common, **values}), status_code=status, headers=HEADERS)


def door(said: str, language: str, sender: Sender | None = None, *, status: int) -> HTMLResponse:
    """Return the page behind a link that opens nothing: one sentence, and whom to call where the link was ours."""
    speak = say(language or FALLBACK)
    return drawn("door.html", speak, sender, status=status, said=speak(f"door_{said}"))


def others(place: Place, speak: Say) -> list[tuple[str, str, str]]:
    """Return the languages that the page can be read in besides this one: code, own name, address."""
    return [
        (code, name, Place(token=place.token, picked=code).to())
        for code, name in NAMES.items()
        if code != speak.language[:2]
    ]
