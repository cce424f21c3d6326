"""Bytes as letters that fit an address, each in one spelling only."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def letters(content: bytes) -> str:
    """Return ``content`` as letters, digits, ``-`` and ``_``."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def content_of(token: str, most: int) -> bytes | None:
    """Return what ``letters`` made ``token`` of; None for one that is longer than ``most``, or that it would not write so."""
    if len(token) > most or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    return content if letters(content) == token else None
