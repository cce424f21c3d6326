"""What is wrong with a real list of customers: slips in numbers and addresses, and firms that stand in it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

_SHARE = 0.004  # of the customers, for each kind of slip
_PAIRS_SHARE = 0.006
_COPIED = ("registration_number", "vat_number", "post", "phone")
_FEWEST = 2  # in a circle of the same name


def with_faults(table: pa.Table, rng: np.random.Generator) -> pa.Table:
    """Return the customers' file with some slips, and some firms twice: of two of one name and country, one gets the other's numbers.

    ``rng`` is a stream of its own, so that everything else stays as it was drawn.
    """
    rows = table.to_pydict()
    count = table.num_rows
    slips: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("vat_number", _swapped),
        ("registration_number", _swapped),
        ("post", _without_number),
        ("phone", lambda _text: "0000000000"),
        ("mobile", lambda _text: "+31612345678"),
        ("email", lambda text: f"test@{text.partition('@')[2]}"),
    )
    for name, slip in slips:
        for place in rng.choice(count, max(1, round(count * _SHARE)), replace=False):
            if rows[name][place] is not None:
                rows[name][place] = slip(rows[name][place])
    for one, other in _pairs(rows, rng, most=round(count * _PAIRS_SHARE)):
        for name in _COPIED:
            rows[name][other] = rows[name][one]
    changed = {name for name, _slip in slips} | set(_COPIED)
    for name in changed:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), pa.array(rows[name], table.schema.field(place).type))
    return table


def _pairs(rows: dict[str, list[Any]], rng: np.random.Generator, *, most: int) -> list[tuple[int, int]]:
    """Return places of two firms of one country whose names are the same but for the legal form."""
    circles: dict[tuple[str, str], list[int]] = {}
    columns = (rows["customer_type"], rows["country"], rows["customer_name"])
    for place, (kind, country, name) in enumerate(zip(*columns, strict=True)):
        if kind == "business":
            circles.setdefault((country, name.rpartition(" ")[0]), []).append(place)
    alike = [places[:2] for places in circles.values() if len(places) >= _FEWEST]
    chosen = rng.permutation(len(alike))[:most]
    return [(alike[each][0], alike[each][1]) for each in sorted(chosen)]


def _swapped(text: str) -> str:
    """Return a number with its last two different neighbours exchanged, as fingers do."""
    for place in range(len(text) - 1, 0, -1):
        if text[place].isdigit() and text[place - 1].isdigit() and text[place] != text[place - 1]:
            return f"{text[: place - 1]}{text[place]}{text[place - 1]}{text[place + 1 :]}"
    return text


def _without_number(text: str) -> str:
    street, mark, rest = text.partition("; ")
    return f"{street.rstrip('0123456789 ')}{mark}{rest}"
