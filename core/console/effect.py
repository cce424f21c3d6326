"""Commands of what campaigns did: ``effect`` and ``experiments``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import AsOf, Json, emit, table
from core.experiments import kept
from core.experiments.described import describe, launched_one
from core.experiments.results import results
from core.experiments.said import KINDS, MEASURES, difference, finding, level
from core.experiments.terms import terms
from core.language import Words
from core.wiring import wire

if TYPE_CHECKING:
    from core.experiments.described import Described
    from core.experiments.found import Compared, Results

ENGLISH = Words()


def effect(
    name: Annotated[str, typer.Argument(help="An experiment, or a campaign.")],
    as_of: AsOf = "latest",
    as_json: Json = False,
) -> None:
    """Say what an experiment found, with its intervals; of a campaign, what came in after it."""
    application = wire()
    desk, book, day = application.desk, application.book(), application.as_of(as_of)
    if name in {each.name for each in kept.experiments(desk)}:
        found = results(desk, book, name, as_of=day)
        emit(_found(found), as_json=as_json, lines=_lines(found))
        return
    campaign = launched_one(desk, name)
    told = describe(desk, book, campaign, window_days=terms(desk).window_days, as_of=day)
    emit(_described(told), as_json=as_json, lines=_campaign_lines(told))


def experiments_(as_json: Json = False) -> None:
    """List the holdouts, delays and tests."""
    known = kept.experiments(wire().desk)
    rows = [
        {
            "name": each.name,
            "kind": str(each.design.kind),
            "is_running": each.is_running,
            "campaigns": each.campaigns,
            "customers": each.customers,
            "started_by": each.started_by,
            "why": each.why,
        }
        for each in known
    ]
    lines = table(
        ["experiment", "kind", "state", "campaigns", "customers"],
        [
            [
                each.name,
                ENGLISH(KINDS[each.design.kind]),
                "runs" if each.is_running else "ended",
                each.campaigns,
                each.customers,
            ]
            for each in known
        ],
    )
    emit({"experiments": rows}, as_json=as_json, lines=lines if known else ["No experiment was started yet."])


def _found(found: Results) -> dict[str, Any]:
    return {
        "experiment": found.kept.name,
        "as_of": found.as_of.isoformat(),
        "finding": finding(found),
        "over_on": None if found.over_on is None else found.over_on.isoformat(),
        "arms": [
            {"name": each.name, "share": each.share, "drawn": each.drawn, "compared": each.compared}
            for each in found.arms
        ],
        "measures": [_compared(found, each) for each in (*found.main, *found.beside)],
        "parts": [
            {"by": each.by, "name": each.name, "stands_out": each.stands_out, **_compared(found, each.compared)}
            for each in found.parts
        ],
    }


def _compared(found: Results, compared: Compared) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return None if value != value else value  # noqa: PLR0124 (NaN is no JSON)

    return {
        "measure": str(compared.measure),
        "arm": found.design.arms[compared.arm].name,
        "customers": compared.customers,
        "first_customers": compared.first_customers,
        "level": number(compared.level),
        "first_level": number(compared.first_level),
        "difference": number(compared.difference),
        "low": number(compared.low),
        "high": number(compared.high),
        "finding": str(compared.finding),
        "needed": compared.needed,
    }


def _lines(found: Results) -> list[str]:
    rows = [
        [
            MEASURES[each.measure],
            found.design.arms[each.arm].name,
            level(each.measure, each.level, ENGLISH),
            level(each.measure, each.first_level, ENGLISH),
            difference(each.measure, each.difference, ENGLISH),
            difference(each.measure, each.low, ENGLISH),
            difference(each.measure, each.high, ENGLISH),
            str(each.finding),
        ]
        for each in (*found.main, *found.beside)
    ]
    counted = [
        [each.name, each.drawn, each.compared, each.not_over, each.paid_before, each.vanished] for each in found.arms
    ]
    return [
        finding(found),
        "",
        *table(["group", "drawn", "compared", "not over", "paid before", "vanished"], counted),
        "",
        *table(["measure", "group", "level", found.design.first.name, "difference", "from", "to", "finding"], rows),
    ]


def _described(told: Described) -> dict[str, Any]:
    return {
        "campaign": told.campaign.name,
        "launched_on": told.campaign.start_on.isoformat(),
        "over_on": told.over_on.isoformat(),
        "is_over": told.is_over,
        "experiments": list(told.campaign.experiments),
        "messages": told.messages,
        "customers": told.customers,
        "paid_share": told.paid_share,
        "euros": told.euros,
        "asked_eur": told.asked_eur,
        "cost_eur": told.cost_eur,
        "disputed": told.disputed,
        "complained": told.complained,
    }


def _campaign_lines(told: Described) -> list[str]:
    paid = "not over yet" if told.paid_share is None else ENGLISH.share(told.paid_share, 1)
    under = ", ".join(told.campaign.experiments)
    return [
        f"{told.campaign.name}, launched {told.campaign.start_on.isoformat()}; its window is over on {told.over_on.isoformat()}.",
        *table(
            ["messages", "customers", "paid in full", "cost"],
            [[told.messages, told.customers, paid, ENGLISH.money(round(told.cost_eur * 100), "EUR")]],
        ),
        f"It was under {under}: ask for that by name to see what it did."
        if under
        else "Nobody was left alone: what came in would partly have come anyway, and how much cannot be known.",
    ]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("effect")(effect)
    app.command("experiments")(experiments_)
