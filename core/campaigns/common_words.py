"""What messages of one kind have in common: the same message to invented customers, with nothing of a real one in it."""

from __future__ import annotations

import zlib
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.campaigns.locked import NO_WORDS, Words
from core.desk.erasure_tables import CommonWords
from core.messages.bytes import content_for
from core.messages.render import render
from core.messages.samples import for_message, samples
from core.vocabulary import MAILED, POSTED, ChannelName

if TYPE_CHECKING:
    from collections.abc import Hashable

    from core.campaigns.letter import Letter
    from core.desk.engine import Desk

log = structlog.get_logger()
_POST = "Bakkerij Het Zonnetje B.V.\nVoorbeeldstraat 1\n1000 AA Amsterdam"
_WINDOW = 32_768  # bytes that deflate looks back


class CommonWordsOf:
    """Finds what a letter has in common with others of its message, language, channel and sender; made once of each."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[Hashable, Words] = {}

    def __call__(self, letter: Letter) -> Words:
        """Return the words in common of ``letter``."""
        kind = (letter.template, letter.language, letter.channel, letter.context.sender, id(letter.templates))
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = _kept(self._desk, _written(letter))
        return found


def _written(letter: Letter) -> bytes:
    """Return the message of ``letter`` to invented customers; nothing when it cannot be written to them."""
    try:
        return b"".join(_to(letter, number) for number in range(len(samples())))[-_WINDOW:]
    except Exception:
        log.exception("no words in common", message=str(letter.template), language=letter.language)
        return b""


def _to(letter: Letter, number: int) -> bytes:
    invented = replace(samples()[number], sender=letter.context.sender, channel=letter.channel)
    context = for_message(letter.template, invented)
    rendered = render(letter.template, letter.language, context, letter.templates)
    return content_for(letter.channel, rendered, context, _address(letter.channel))


def _address(channel: ChannelName) -> str:
    if channel in MAILED:
        return "boekhouding@voorbeeld.example"
    return _POST if channel in POSTED else "+31600000000"


def _kept(desk: Desk, content: bytes) -> Words:
    """Return ``content`` with its number on the desk, where it is kept once."""
    if not content:
        return NO_WORDS
    mark = sha256(content).hexdigest()
    number = _number(desk, mark)
    if number is None:
        try:
            with desk.session() as session:
                session.add(CommonWords(sha256=mark, content=zlib.compress(content), kept_at=desk.now()))
        except IntegrityError:
            pass  # another process kept the same just now
        number = _number(desk, mark)
    return NO_WORDS if number is None else Words(number=number, content=content)


def _number(desk: Desk, mark: str) -> int | None:
    with desk.reading() as session:
        return session.scalar(select(CommonWords.id).where(CommonWords.sha256 == mark))
