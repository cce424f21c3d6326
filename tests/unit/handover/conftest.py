"""Fixtures of these tests."""

from __future__ import annotations

from tests.desks import clock, desk

__all__ = ["clock", "desk"]
