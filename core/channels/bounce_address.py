"""Where a mail returns that cannot be delivered: an address of its own for every message (VERP), on the envelope only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from core.errors import SaldoError
from core.sentence import Sentence

MARK: Final = "<message>"
LONGEST_LOCAL: Final = 64  # RFC 5321
_LONGEST_NAME: Final = 40  # of a message: two numbers and sixteen letters
_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.IGNORECASE)
_NAME: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9a-f]{16}", re.IGNORECASE)
_MESSAGE_ID: Final = re.compile(rb"^Message-ID: <([0-9]+\.[0-9]+\.[0-9a-f]{16})@[^>\r\n]+>\r\n", re.MULTILINE)
OUR_ID: Final = re.compile(r"<([0-9]+\.[0-9]+\.[0-9a-f]{16}@[^<>\s@]{1,255})>")
"""A Message-ID as ``core.campaigns.approve`` makes it: campaign, message, and sixteen letters nobody can guess."""


class BounceAddressError(SaldoError):
    """An address for bounces that cannot be used."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(
            "{text!r} {why}: write it as bounce+{mark}@bounces.example.org.", text=text, why=Sentence(why), mark=MARK
        )


@dataclass(frozen=True, kw_only=True)
class BounceAddress:
    """A pattern such as ``bounce+<message>@bounces.example.org``."""

    before: str
    after: str
    domain: str

    def of(self, name: str) -> str:
        """Return the address of the message called ``name``: the part of its Message-ID before the @."""
        return f"{self.before}{name}{self.after}@{self.domain}"

    def name_in(self, address: str) -> str | None:
        """Return the name of the message that ``address`` is of, None for any other address."""
        local, _, domain = address.strip().strip("<>").rpartition("@")
        if domain.casefold() != self.domain.casefold() or len(local) <= len(self.before) + len(self.after):
            return None
        lowered = local.casefold()  # servers on the way may have changed the case
        if not lowered.startswith(self.before.casefold()) or not lowered.endswith(self.after.casefold()):
            return None
        name = lowered[len(self.before) : len(lowered) - len(self.after)]
        return name if _NAME.fullmatch(name) else None


def parse_bounce_address(text: str) -> BounceAddress:
    """Return the pattern ``text``; raise ``BounceAddressError`` when no server would take what it makes."""
    local, _, domain = text.strip().rpartition("@")
    before, mark, after = local.partition(MARK)
    if not mark or MARK in after:
        raise BounceAddressError(text, Sentence("has no place for the message ({mark})", mark=MARK))
    if not _LOCAL.fullmatch(before) or not _LOCAL.fullmatch(after) or before.startswith(".") or after.endswith("."):
        raise BounceAddressError(text, "has a letter that no address may have")
    if len(before) + len(after) + _LONGEST_NAME > LONGEST_LOCAL:
        raise BounceAddressError(
            text, Sentence("is too long before the @ (at most {given} letters)", given=LONGEST_LOCAL - _LONGEST_NAME)
        )
    if not _DOMAIN.fullmatch(domain):
        raise BounceAddressError(text, "has no domain that mail can be sent to")
    return BounceAddress(before=before, after=after, domain=domain)


def name_of(content: bytes) -> str | None:
    """Return the name of the message in a sealed mail: the part of its Message-ID before the @; None for another mail."""
    found = _MESSAGE_ID.search(content, 0, 1_000)  # it stands among the first lines
    return None if found is None else found[1].decode("ascii")
