"""Fixtures of a desk."""

from tests.desks import clock, desk, desk_url

__all__ = ["clock", "desk", "desk_url"]
