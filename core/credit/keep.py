"""Keeping how customers stand by what others say, so that segments may look at it where the law allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.credit import cover, scores
from core.credit.board import forms
from core.credit.exposure import limits_in_euros
from core.credit.persons import natural_persons
from core.desk import credit, identity
from core.desk.credit import Standing
from core.desk.side_frames import facts
from core.identity.euros import rates
from core.intake.fields import ImportKind
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from datetime import date

    from core.desk.engine import Desk
    from core.identity.euros import Queries


def keep_standing(desk: Desk, book: Queries, *, as_of: date, today: date) -> int:
    """Write down the band, cover and nature of every business customer as they are now; return how many of them changed.

    Asked for after a credit or insurance file, after another ledger, and after somebody said who is a natural person. What a
    bureau says of a natural person is not kept here at all, so that no rule can look at it.
    """
    said = facts(desk, ImportKind.CREDIT, columns=scores.COLUMNS)
    insured = facts(desk, ImportKind.INSURANCE, columns=cover.COLUMNS)
    people = identity.natural_persons(desk)
    is_silent = said.empty and insured.empty and people.empty and credit.standing(desk).empty
    # The ledger's own file may hold scores, too: whoever is a person by name must be known before a rule looks at them.
    if is_silent and book.frame("scored_in_the_ledger").empty:
        return 0
    customers = book.frame("identity_customers", customer_key=None)
    last = scores.latest(scores.scored(said, customers))
    natural = natural_persons(customers, forms(last), people)
    business = customers[customers["customer_type"] == CustomerType.BUSINESS]
    columns = (business[name].tolist() for name in ("customer_key", "entity", "customer_id"))
    names = {key: (entity, customer_id) for key, entity, customer_id in zip(*columns, strict=True)}
    known: dict[tuple[str, str, str], str] = {}
    for key, why in natural.items():
        if key in names:
            known[*names[key], Standing.NATURAL] = why
    best = scores.one_each(last)
    for key, band in zip(best["customer_key"].tolist(), best["band"].tolist(), strict=True):
        if key in names and key not in natural and band:
            known[*names[key], Standing.BAND] = band
    limits = limits_in_euros(cover.in_force(cover.covers(insured, customers), today), rates(book, as_of))
    for key, (limit_cents, share) in limits.items():
        if key in names and key not in natural:
            known[*names[key], Standing.INSURED] = f"{limit_cents / 100:.2f} {share:.4f}"
    return credit.keep_standing(desk, known)
