"""The command that explains a change of DSO: ``bridge``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit, table
from core.house import house_dso
from core.metrics.review.bridge import BRIDGED, LABELS
from core.metrics.review.bridge import bridge as bridged
from core.metrics.review.gap import gap
from core.metrics.review.rounded import rounded
from core.metrics.review.summary import bridge_finding
from core.metrics.scope import GroupBy, Scope
from core.metrics.undefined import Why
from core.money import to_text
from core.wiring import wire

if TYPE_CHECKING:
    from core.metrics.review.bridge import Bridge


def bridge(
    *,
    from_on: Annotated[str, typer.Option("--from", help="The earlier date, as 2025-10-31.")],
    to_on: Annotated[str, typer.Option("--to", help="The later date; `latest` is the book's own latest.")] = "latest",
    metric: Annotated[
        str | None, typer.Option(help="Which DSO; default: the house DSO, or plain DSO where that has no bridge.")
    ] = None,
    by: Annotated[str, typer.Option(help="What the mix is of: segment, country, entity, type or all.")] = "segment",
    entity: Annotated[str | None, typer.Option(help="Only this own company.")] = None,
    currency: Annotated[str | None, typer.Option(help="Only this currency.")] = None,
    as_json: Json = False,
) -> None:
    """Say why DSO changed between two dates, in parts that add up to the change."""
    application = wire()
    house = house_dso(application.desk)
    scope, needs_segments = Scope(entity=entity, currency=currency), by == GroupBy.SEGMENT
    found = bridged(
        application.book(),
        application.as_of(from_on),
        application.as_of(to_on),
        metric=metric or (house if house in BRIDGED else "dso"),
        group=by,
        scope=scope,
        segments=application.segments(application.book().latest_on).segments_frame() if needs_segments else None,
    )
    lines = [line for each in found.values() for line in _lines(each)]
    emit(
        {"bridges": [_answer(each) for each in found.values()]},
        as_json=as_json,
        lines=lines or ["Nothing was invoiced or open on either date."],
    )


def _answer(found: Bridge) -> dict[str, Any]:
    """Return one currency's bridge with stable keys; days are unrounded floats, amounts decimal strings."""
    told = gap(found.end)
    return {
        "metric": found.metric,
        "currency": found.currency,
        "from": found.start.as_of.isoformat(),
        "to": found.end.as_of.isoformat(),
        "from_days": None if found.from_days is None else float(found.from_days),
        "to_days": None if found.to_days is None else float(found.to_days),
        "change_days": None if found.change is None else float(found.change),
        "parts": {str(part): float(days) for part, days in found.parts.items()},
        "groups": {
            name: {
                "from_days": float(each.from_days),
                "to_days": float(each.to_days),
                "parts": {str(part): float(days) for part, days in each.parts.items()},
            }
            for name, each in found.groups.items()
        },
        "gap_days": None if told.days is None else float(told.days),
        "gap_cash": to_text(told.cash_minor, found.currency),
        "why": None if found.why is None else found.why.in_english(),
        "finding": bridge_finding(found).in_english(),
    }


def _lines(found: Bridge) -> list[str]:
    """Return one currency's bridge as lines; the rounded parts add up to the rounded change."""
    head = [f"{found.currency}: {bridge_finding(found).in_english()}"]
    if not (found.start.is_comparable and found.end.is_comparable):
        head.append(Why.NO_VAT)
    if found.why is not None:
        return head
    shown = rounded(found.parts)
    rows = [(LABELS[part], f"{days:+.1f}") for part, days in shown.items()]
    return [*head, *table(("part", "days"), [*rows, ("Change", f"{sum(shown.values()):+.1f}")])]


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    app.command("bridge")(bridge)
