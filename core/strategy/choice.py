"""What a person chose for a campaign: which segments, companies, countries and steps, and who is left out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


Customer = tuple[str, str]  # entity, customer id
ItemKey = tuple[str, str, int, int]  # document type, number, fiscal year, part


@dataclass(frozen=True, kw_only=True)
class AudienceChoice:
    """An empty set means no restriction; ``excluded`` holds (entity, customer id) pairs.

    ``rungs`` are steps of ladders, where a number alone would name more than is meant. ``only`` makes it a campaign for one customer: nobody else is looked at. ``items`` restricts that to some documents. ``among`` are the customers that it is for,
    where they were named one by one.
    """

    segments: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    steps: frozenset[int] = frozenset()
    rungs: frozenset[tuple[str, int]] = frozenset()
    excluded: frozenset[Customer] = frozenset()
    only: Customer | None = None
    items: frozenset[ItemKey] = frozenset()
    among: frozenset[Customer] = frozenset()


EVERYONE = AudienceChoice()


def to_body(choice: AudienceChoice) -> dict[str, Any]:
    """Return ``choice`` as plain JSON values, sorted so that equal choices give equal text."""
    return {
        "segments": sorted(choice.segments),
        "entities": sorted(choice.entities),
        "countries": sorted(choice.countries),
        "steps": sorted(choice.steps),
        **({"rungs": [list(rung) for rung in sorted(choice.rungs)]} if choice.rungs else {}),
        "excluded": [list(pair) for pair in sorted(choice.excluded)],
        **({"only": list(choice.only)} if choice.only is not None else {}),
        **({"items": [list(name) for name in sorted(choice.items)]} if choice.items else {}),
        **({"among": [list(pair) for pair in sorted(choice.among)]} if choice.among else {}),
    }


def from_body(body: Mapping[str, Any]) -> AudienceChoice:
    """Return the choice that ``to_body`` wrote; a missing part means no restriction."""
    return AudienceChoice(
        segments=frozenset(body.get("segments", ())),
        entities=frozenset(body.get("entities", ())),
        countries=frozenset(body.get("countries", ())),
        steps=frozenset(int(each) for each in body.get("steps", ())),
        rungs=frozenset((str(ladder), int(step)) for ladder, step in body.get("rungs", ())),
        excluded=frozenset((entity, customer_id) for entity, customer_id in body.get("excluded", ())),
        only=(body["only"][0], body["only"][1]) if body.get("only") else None,
        items=frozenset(
            (document_type, number, int(fiscal_year), int(part_no))
            for document_type, number, fiscal_year, part_no in body.get("items", ())
        ),
        among=frozenset((entity, customer_id) for entity, customer_id in body.get("among", ())),
    )
