"""What is known of customers beside the ledger: what people know better, what files of others come to, and who objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from core.desk.credit import STANDING_COLUMNS, standing
from core.desk.customers import overrides
from core.desk.objections import as_known

if TYPE_CHECKING:
    from core.desk.engine import Desk


def known_better(desk: Desk, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return overrides, standing by credit files, and objections to profiling: entity, customer_id, field, value, source_value.

    Fields that a reader does not know are none of its business: the ledger's word is overridden by name.
    """
    people = overrides(desk, entity=entity, customer_id=customer_id)[list(STANDING_COLUMNS)]
    said = beside(people, standing(desk, entity=entity, customer_id=customer_id))
    return beside(said, as_known(desk, entity=entity, customer_id=customer_id))


def beside(people: pd.DataFrame, files: pd.DataFrame) -> pd.DataFrame:
    """Return both together; an empty one would make pandas guess at types."""
    if files.empty:
        return people
    return files if people.empty else pd.concat([people, files], ignore_index=True)
