"""Patterns: how each customer pays, with the evidence, from what was known on a day."""

from __future__ import annotations

from core.behaviour.patterns.ask import patterns_for, patterns_of, payment_history
from core.behaviour.patterns.pattern import Dot, History, Pattern, PatternName, Silence

__all__ = [
    "Dot",
    "History",
    "Pattern",
    "PatternName",
    "Silence",
    "patterns_for",
    "patterns_of",
    "payment_history",
]
