"""The guide of reasons, docs/reasons.md, written from the registry."""

from __future__ import annotations

from core.strategy.reasons import REASONS


def markdown() -> str:
    """Return docs/reasons.md: every reason to leave somebody out, in the order in which they are asked."""
    lines = [
        "# Reasons to leave somebody out",
        "",
        "Written by `make docs` from core/strategy/reasons; do not edit by hand. Each open item that is not in a campaign carries",
        "exactly one of these: the first that holds, in this order. A customer is in when any of its items is.",
        "",
        "| code | on screen | meaning |",
        "|---|---|---|",
        *(f"| `{reason.code}` | {reason.label} | {reason.explanation} |" for reason in REASONS),
    ]
    return "\n".join(lines) + "\n"
