"""The master key of an installation: it wraps the keys of customers, and lies outside of the desk whose words they lock."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import secret
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

NONCE: Final = 12  # bytes
FEWEST_LETTERS: Final = 32
_IN_SESSION: Final = "master"
_WRAPPED: Final = b"saldo wrapped 1\n"


class MasterKeyError(SaldoError):
    """A master key that is missing, too short, or not the one that locked what is to be read."""

    def __init__(self, why: str, advice: str) -> None:
        super().__init__(
            "Messages cannot be read or written: {why}. {advice}.", why=Sentence(why), advice=Sentence(advice)
        )


@dataclass(frozen=True, kw_only=True)
class Master:
    """Where the master key is kept: a secret by name, or a file that is made at its first use."""

    name: str

    @cached_property
    def _key(self) -> bytes:
        text = secret.read(self.name).reveal()
        if len(text) < FEWEST_LETTERS:
            raise MasterKeyError(
                Sentence(
                    "the master key in {name} has fewer than {fewest_letters} letters",
                    name=self.name,
                    fewest_letters=FEWEST_LETTERS,
                ),
                "Make one with `openssl rand -hex 32`",
            )
        return sha256(b"saldo master key\x00" + text.encode()).digest()

    @cached_property
    def mark(self) -> str:
        """Return by which a key tells which master key wrapped it; it says nothing of the key itself."""
        return sha256(b"mark\x00" + self._key).hexdigest()[:16]

    def wrap(self, plain: bytes, about: bytes) -> bytes:
        """Return ``plain`` wrapped; only the same master key and the same ``about`` unwrap it."""
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """Return what was wrapped; raise ``MasterKeyError`` when it was changed, or wrapped by another key."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], about)
        except InvalidTag:
            raise MasterKeyError(
                "what is kept does not fit the master key", "Restore the desk and the key of one backup"
            ) from None

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._key)


def master_in(home: Path) -> Master:
    """Return the master key in ``home``: a file of this installation's own, made with mode 600 when there is none."""
    place = home.resolve() / "keys" / "master"
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as written:
            written.write(f"{secrets.token_hex(32)}\n")
            written.flush()
            os.fsync(handle)
        try:
            os.link(fresh, place)  # of two processes at once one makes it
        except FileExistsError:
            pass  # the other one's is as good
        finally:
            fresh.unlink()
    return Master(name=f"file:{place}")


def master_at(name: str | None, home: Path) -> Master:
    """Return the master key that is kept under ``name``; without one, that of the installation in ``home``."""
    return Master(name=name) if name else master_in(home)


def master_of(session: Session) -> Master | None:
    """Return the master key of the desk behind ``session``; None on a desk that was opened without one."""
    found: Master | None = session.info.get(_IN_SESSION)
    return found


def conceal(session: Session, plain: bytes, about: bytes) -> bytes:
    """Return ``plain`` as the desk may keep it: wrapped, where there is a master key."""
    master = master_of(session)
    return plain if master is None else _WRAPPED + master.wrap(plain, about)


def reveal(session: Session, kept: bytes, about: bytes) -> bytes:
    """Return what :func:`conceal` was given; what was kept before there was a master key is returned as it is."""
    if not kept.startswith(_WRAPPED):
        return kept
    master = master_of(session)
    if master is None:
        raise MasterKeyError("the desk was opened without its master key", "Set SALDO_MASTER_KEY")
    return master.unwrap(kept[len(_WRAPPED) :], about)


def as_info(master: Master | None) -> dict[object, object]:
    """Return what a session carries along so that :func:`master_of` finds the key."""
    return {_IN_SESSION: master}
