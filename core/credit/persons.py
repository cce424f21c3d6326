"""Natural persons among our customers: whose score may never decide by itself, and why the law says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from core.desk import credit, identity
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from core.desk.engine import Desk

# A sole trader and the partners of a partnership are people before the law, whatever the register calls their firm.
_FORMS: Final = re.compile(
    r"\b(eenmanszaak|eenpersoonszaak|zzp\w*|v\.?o\.?f\.?|vennootschap onder firma|maatschap|commanditaire vennootschap|c\.?v\.?"
    r"|entreprise individuelle|auto-?entrepreneur|micro-?entrepreneur|personne physique|indépendant|e\.?i\.?"
    r"|einzelunternehm\w*|einzelkaufmann|e\.?k\.?|gbr|freiberufler\w*"
    r"|sole (?:trader|proprietor\w*)|partnership|self.?employed|natural person|natuurlijk persoon)(?:\b|$)",
    re.IGNORECASE,
)
# A name that ends in such a form tells it, too; short forms that are words elsewhere (EI, CV) do not count there.
_NAMES: Final = re.compile(r"\b(v\.?o\.?f\.?|maatschap|eenmanszaak|e\. ?k\.|gbr)$", re.IGNORECASE)
SOURCES: Final = "GDPR art. 22; CJEU C-634/21 (SCHUFA, 7 December 2023); AI Act, annex III, 5(b): sole traders count as natural persons"


def is_personal_form(legal_form: str) -> bool:
    """Return whether a firm of this legal form is, before the law, the person or the people behind it."""
    return bool(_FORMS.search(legal_form))


def natural_persons(customers: pd.DataFrame, forms: Mapping[int, str], said: pd.DataFrame) -> dict[int, str]:
    """Return why each customer that is a natural person is one, by customer key.

    A consumer is one. A business is one when people here said so, or else when a bureau gives it a personal legal form
    (``forms`` by customer key), or its name ends in one; what people said goes first.
    """
    found = {}
    words = {
        (entity, customer_id): (is_natural, why)
        for entity, customer_id, is_natural, why in zip(
            said["entity"], said["customer_id"], said["is_natural"], said["why"], strict=True
        )
    }
    columns = (customers[each].tolist() for each in ("customer_key", "entity", "customer_id", "customer_type", "name"))
    for key, entity, customer_id, customer_type, name in zip(*columns, strict=True):
        spoken = words.get((entity, customer_id))
        named = _NAMES.search(name.strip())
        form = forms.get(key) or (named.group() if named else "")
        if customer_type == CustomerType.CONSUMER:
            found[key] = "consumer"
        elif spoken is not None:
            if spoken[0]:
                found[key] = spoken[1] or "said here"
        elif is_personal_form(form) or (named and key not in forms):
            found[key] = form
    return found


def people_among(desk: Desk, customers: pd.DataFrame) -> dict[int, str]:
    """Return why each of ``customers`` that is a natural person is one, by customer key, as far as the desk knows.

    ``customers`` has customer_key, entity, customer_id, customer_type and name. Legal forms are those that were kept when a
    file of a bureau came (core.credit.keep).
    """
    if customers.empty:
        return {}
    kept = credit.standing(desk)
    kept = kept[kept["field"] == credit.Standing.NATURAL]
    told = dict(zip(zip(kept["entity"], kept["customer_id"], strict=True), kept["value"], strict=True))
    names = zip(customers["customer_key"], customers["entity"], customers["customer_id"], strict=True)
    forms = {int(key): told[entity, each] for key, entity, each in names if (entity, each) in told}
    return natural_persons(customers, forms, identity.natural_persons(desk))
