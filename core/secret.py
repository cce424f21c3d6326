"""Secrets by name: a setting says where one is kept, an environment variable or a file, and never what it is."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from core.errors import SaldoError
from core.hidden import remember
from core.sentence import Sentence

FORM: Final = "env:NAME or file:/path/to/it"
LARGEST: Final = 16_384  # bytes: a private key has some 3,000
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class SecretError(SaldoError):
    """A secret that is not where the setting says; the sentence never holds the secret."""

    def __init__(self, name: str, why: str, advice: str) -> None:
        super().__init__("The secret {name} {why}: {advice}.", name=name, why=Sentence(why), advice=Sentence(advice))


class Secret:
    """A secret that was read; only :meth:`reveal` gives it."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self._value = value
        remember(name, value)

    def reveal(self) -> str:
        """Return the secret itself."""
        return self._value

    def __repr__(self) -> str:
        """Return the name only."""
        return f"Secret({self.name!r})"

    __str__ = __repr__


def checked(name: str) -> str:
    """Return ``name`` without blanks around it; raise ``SecretError`` unless it is of the form :data:`FORM`.

    Somebody who pastes the secret itself is told so without repeating it.

    >>> checked(" env:SALDO_SMS_TOKEN ")
    'env:SALDO_SMS_TOKEN'
    """
    kind, _, rest = name.strip().partition(":")
    is_variable = kind == "env" and _VARIABLE.fullmatch(rest) is not None
    if is_variable or (kind == "file" and Path(rest).is_absolute() and rest.isprintable()):
        return f"{kind}:{rest}"
    raise SecretError("of this setting", "is not named", Sentence("write {form}, never the secret itself", form=FORM))


def read(name: str) -> Secret:
    """Return the secret called ``name``; raise ``SecretError`` when it is not there, is empty, or others may read its file."""
    place = checked(name)
    kind, _, rest = place.partition(":")
    value = (os.environ.get(rest, "") if kind == "env" else _content(place, Path(rest))).strip()
    if not value:
        raise SecretError(place, "is empty or not set", "set it where Saldo starts")
    return Secret(place, value)


def _content(place: str, path: Path) -> str:
    try:
        # Opened first and looked at then: between a look and an opening somebody could put another file there.
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise SecretError(place, "is no ordinary file", "name a file that holds nothing else")
            if mode & _OTHERS:
                raise SecretError(place, "can be read by others", Sentence("run chmod 600 {path}", path=path))
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise SecretError(
            place, Sentence("cannot be read ({why})", why=error.strerror), "name a file that Saldo may read"
        ) from error
    if len(content) > LARGEST:
        raise SecretError(
            place, Sentence("is larger than {largest:,} bytes", largest=LARGEST), "name a file that holds nothing else"
        )
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise SecretError(place, "is no text", "name a file that holds the secret as text") from None
