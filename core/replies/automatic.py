"""Whether a machine wrote a mail: an answer for an absence, or a receipt that it arrived."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.replies.clean import header

if TYPE_CHECKING:
    from email.message import Message

_SUBJECTS: Final = re.compile(
    r"^\W*(?:"
    r"auto(?:matic|mated)?[ -]?(?:reply|response|answer)|out of (?:the )?office|absence|away from|on (?:leave|vacation|holiday)"
    r"|automatisch antwoord|automatische (?:antwort|beantwoording|reactie)|afwezig|niet aanwezig|buiten kantoor|met (?:verlof|vakantie)|ik ben (?:afwezig|met)"
    r"|ontvangstbevestiging|bevestiging van ontvangst"
    r"|r[ée]ponse automatique|absent|absence du bureau|en (?:congé|vacances)|hors du bureau|message d'absence|accusé de réception"
    r"|abwesenheit|abwesend|nicht im büro|im urlaub|automatische antwort|eingangsbestätigung|lesebestätigung"
    r"|delivery status|acknowledg(?:e)?ment of receipt|read:|gelesen:|gelezen:|lu ?:"
    r")",
    re.IGNORECASE,
)
_BULK: Final = frozenset({"bulk", "auto_reply", "list"})
_SIGNS: Final = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-AutoReply-From", "X-Mail-Autoreply")


def is_automatic(mail: Message) -> bool:
    """Return whether a machine wrote ``mail``.

    By RFC 3834 (Auto-Submitted), by the signs mail programs gave before it, and by subjects in four languages: a person who
    answers a mail keeps its subject after "Re:".
    """
    submitted = header(mail.get("Auto-Submitted")).lower()
    if submitted:
        return not submitted.startswith("no")
    if header(mail.get("Precedence")).lower() in _BULK:
        return True
    if any(mail.get(name) is not None for name in _SIGNS):
        return True
    if header(mail.get("X-Auto-Response-Suppress")).lower() == "all" and header(mail.get("Return-Path")) == "<>":
        return True
    return _SUBJECTS.match(header(mail.get("Subject"))) is not None
