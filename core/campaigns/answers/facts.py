"""What a message says of its occasion, as it is kept with the plan and as templates get it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from core.messages.facts import Dispute, Instalment, Plan, Promise, Reversal

if TYPE_CHECKING:
    from collections.abc import Mapping


def promise(amount_minor: int, currency: str, on: date) -> dict[str, Any]:
    """Return what was promised, to be kept."""
    return {"promise": {"amount_minor": amount_minor, "currency": currency, "on": on.isoformat()}}


def reversal(amount_minor: int, currency: str, on: date) -> dict[str, Any]:
    """Return the debit that went back, to be kept."""
    return {"reversal": {"amount_minor": amount_minor, "currency": currency, "on": on.isoformat()}}


def dispute(amount_minor: int, currency: str, cause: str, deadline_on: date | None) -> dict[str, Any]:
    """Return what is contested and until when we answer, to be kept."""
    kept: dict[str, Any] = {"dispute": {"amount_minor": amount_minor, "currency": currency, "cause": cause}}
    return kept if deadline_on is None else {**kept, "deadline_on": deadline_on.isoformat()}


def plan(parts: list[dict[str, Any]], missed: int | None = None) -> dict[str, Any]:
    """Return a plan by its parts (number, due_on, amount_minor, currency), and the number of the part that was missed."""
    told = [{**part, "due_on": part["due_on"].isoformat()} for part in parts]
    kept: dict[str, Any] = {"plan": told}
    return kept if missed is None else {**kept, "instalment": missed}


def read(kept: str) -> dict[str, Any]:
    """Return the fields of a message's context that ``kept`` (JSON) holds."""
    return dict(_fields(json.loads(kept)))


def _fields(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    fields: list[tuple[str, Any]] = []
    if "promise" in body:
        fields.append(("promise", Promise(**_dated(body["promise"]))))
    if "reversal" in body:
        fields.append(("reversal", Reversal(**_dated(body["reversal"]))))
    if "dispute" in body:
        fields.append(("dispute", Dispute(**body["dispute"])))
    if "deadline_on" in body:
        fields.append(("deadline_on", date.fromisoformat(body["deadline_on"])))
    if "plan" in body:
        parts = tuple(Instalment(**{**part, "due_on": date.fromisoformat(part["due_on"])}) for part in body["plan"])
        fields.append(("plan", Plan(instalments=parts)))
        fields += [("instalment", part) for part in parts if part.number == body.get("instalment")]
    return fields


def _dated(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "on": date.fromisoformat(body["on"])}
