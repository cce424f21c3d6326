"""The desk's fixtures, for what the desk knows of behaviour."""

from __future__ import annotations

from tests.desks import clock, desk

__all__ = ["clock", "desk"]
