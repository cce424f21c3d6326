"""Fixtures of a desk for the tests of stored models."""

from tests.desks import clock, desk, desk_url

__all__ = ["clock", "desk", "desk_url"]
