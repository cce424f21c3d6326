"""The command that explains a figure: its definition, its inputs, the rows behind them, and the SQL that ran."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.console.close import in_words
from core.console.output import AsOf, Json, emit, table
from core.desk.case_frames import promises
from core.house import house
from core.metrics.explain import explain, prove
from core.metrics.explain.explanation import Counts
from core.metrics.metric import Unit
from core.metrics.scope import Scope
from core.money import to_text
from core.wiring import wire

if TYPE_CHECKING:
    from core.metrics.explain import Explanation


def explain_(
    slug: Annotated[str, typer.Argument(help="A metric, as `metrics` names it.")],
    *,
    as_of: AsOf = "latest",
    currency: Annotated[str, typer.Option(help="The currency to explain.")] = "EUR",
    entity: Annotated[str | None, typer.Option("--entity", help="Only one of our companies.")] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Show the statements as they ran.")] = False,
    as_json: Json = False,
) -> None:
    """Explain a figure: its definition, its inputs, and that the rows behind each add up to it."""
    application = wire()
    book = application.book()
    told = explain(
        book,
        slug,
        application.as_of(as_of),
        currency=currency,
        scope=Scope(entity=entity),
        promises=promises(application.desk),
        lost_share=house(application.desk).lost_share,
    )
    proofs = {each.name: each for each in prove(book, told)}
    inputs = [
        {
            "name": each.name,
            "label": each.label,
            "value": _input(each.value, each.counts, currency),
            "rows": proofs[each.name].rows if each.name in proofs else None,
            "rows_add_up": proofs[each.name].holds if each.name in proofs else None,
        }
        for each in told.inputs
    ]
    value = _value(told.value, told)
    answer = {
        "slug": told.slug,
        "as_of": told.as_of.isoformat(),
        "currency": told.currency,
        "value": value,
        "unit": told.unit.value,
        "why": told.figure.why,
        "definition": told.definition,
        "formula": told.formula,
        "is_recomputed": told.recomputed() == told.value,
        "inputs": inputs,
        "queries": {each.name: each.text for each in told.queries},
    }
    rows = [
        (
            each.label,
            in_words(_input(each.value, each.counts, currency)),
            proofs[each.name].rows if each.name in proofs else "",
            ("yes" if proofs[each.name].holds else "NO") if each.name in proofs else "",
        )
        for each in told.inputs
    ]
    lines = [
        f"{told.label} on {told.as_of.isoformat()} in {currency}: {in_words(value)} {told.unit}",
        *([told.figure.why] if told.figure.why else []),
        told.definition,
        f"Formula: {told.formula}",
        "",
        *table(("input", "value", "rows", "add up"), rows),
    ]
    lines += [line for each in told.queries for line in ("", f"-- {each.name}", each.text)] if sql else []
    emit(answer, as_json=as_json, lines=lines)


def _value(value: float | None, told: Explanation) -> str | float | None:
    if value is None or told.unit is not Unit.AMOUNT:
        return value
    return to_text(int(value), told.currency)


def _input(value: float | None, counts: Counts, currency: str) -> str | float | None:
    if value is None or counts is not Counts.AMOUNT:
        return value
    return to_text(int(value), currency)


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command("explain")(explain_)
