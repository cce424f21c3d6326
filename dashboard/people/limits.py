"""Whose customers somebody sees: in words, and as fields to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import Limits
from dashboard import reads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.i18n import Words


def in_words(limits: Limits, words: Words) -> str:
    """Return whose customers ``limits`` let through."""
    _ = words
    parts = [
        _("companies {names}", names=_listed(limits.entities)) if limits.entities is not None else "",
        _("countries {names}", names=_listed(limits.countries)) if limits.countries is not None else "",
        _("account manager {names}", names=_listed(limits.account_managers))
        if limits.account_managers is not None
        else "",
    ]
    return "; ".join(part for part in parts if part) or _("all customers")


def choose(known: Limits, key: str, words: Words) -> Limits:
    """Draw the fields and return what they say; an empty field limits nothing."""
    _ = words
    entities, countries = _choices()
    everybody = _("all")
    chosen = {
        "entities": _field(_("Only companies"), known.entities, entities, f"{key}_entities", everybody),
        "countries": _field(_("Only countries"), known.countries, countries, f"{key}_countries", everybody),
        "account_managers": _field(
            _("Only customers of account manager"), known.account_managers, (), f"{key}_managers", everybody
        ),
    }
    return Limits(**chosen)


def _field(
    label: str, known: frozenset[str] | None, options: Iterable[str], key: str, everybody: str
) -> frozenset[str] | None:
    picked = st.multiselect(
        label,
        sorted({*options, *(known or ())}),
        default=sorted(known or ()),
        key=key,
        placeholder=everybody,
        accept_new_options=True,
    )
    return frozenset(picked) or None


def _choices() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the companies and countries of the book, none where there is no ledger yet."""
    of = reads.edition()
    if of is None:
        return (), ()
    known = reads.choices(of)
    return known.entities, known.countries


def _listed(names: frozenset[str] | None) -> str:
    return ", ".join(sorted(names or ()))
