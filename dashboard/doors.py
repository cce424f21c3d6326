"""The pages by name, and the ways to them: a jump after an act, and a link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from core.access import pages
from core.acting import current
from core.errors import SaldoError

if TYPE_CHECKING:
    from core.acting import Actor
    from dashboard.i18n import Words

FOLDER = Path(__file__).resolve().parents[1] / "pages"


class NoSuchPageError(SaldoError):
    """A way to a page that the reader has no role for."""

    def __init__(self) -> None:
        super().__init__("Your role has no page for this: ask an administrator for the role, or a colleague to look.")


def is_for(page: str, actor: Actor) -> bool:
    """Return whether ``page``, as named by its file, is there for ``actor``."""
    return pages.is_for(page, actor.roles)


def doors(words: Words, actor: Actor) -> list[st.Page]:
    """Return the pages of ``actor``: up to seven doors, and the ones reached from them; every other one only says why it is closed.

    A page that is not here cannot run, and Streamlit's own word for it is English.
    """
    return [page if is_for(name, actor) else _closed(name, page.title) for name, page in _all(words)]


def _closed(name: str, title: str) -> st.Page:
    """Return what stands at the address of a page that is not for who asks: the reason, in their language."""

    def say_why() -> None:
        raise NoSuchPageError

    return st.Page(say_why, title=title, url_path=name, visibility="hidden")


def _all(words: Words) -> list[tuple[str, st.Page]]:
    _ = words
    shown = (
        ("today", _("Today"), "wb_sunny"),
        ("customers", _("Customers"), "groups"),
        ("work", _("Work list"), "checklist"),
        ("campaigns", _("Campaigns"), "outgoing_mail"),
        ("strategy", _("Strategy"), "account_tree"),
        ("numbers", _("Numbers"), "monitoring"),
        ("settings", _("Settings"), "tune"),
    )
    behind = (
        ("customer", _("Customer")),
        ("campaign", _("Campaign")),
        ("mailbox", _("Mailbox")),
        ("aging", _("Aging")),
        ("review", _("DSO review")),
        ("reconciliation", _("Reconciliation")),
        ("forecast", _("Cash forecast")),
        ("model", _("Model")),
        ("behaviour", _("Payment behaviour")),
        ("bank", _("Bank")),
        ("mix", _("Channel mix")),
        ("ladders", _("Ladders")),
        ("compare", _("Compare")),
        ("replay", _("Time machine")),
        ("templates", _("Templates")),
        ("health", _("Law and data health")),
        ("sending", _("Ways to send")),
        ("replies", _("Replies")),
        ("effect", _("What it did")),
        ("credit", _("Credit and insurance")),
        ("identity", _("Customer data")),
        ("causes", _("Late because of us")),
        ("agency", _("Agency")),
        ("runs", _("Scheduled runs")),
        ("audit", _("Audit trail")),
        ("people", _("People")),
        ("privacy", _("Privacy")),
    )
    return [
        *(
            (name, st.Page(FOLDER / f"{name}.py", title=title, icon=f":material/{icon}:", default=name == "today"))
            for name, title, icon in shown
        ),
        *(
            (name, st.Page(FOLDER / f"{name}.py", title=title, url_path=name, visibility="hidden"))
            for name, title in behind
        ),
    ]


def go(page: str, **query: str) -> NoReturn:
    """Leave for ``page``, as named by its file, with ``query`` in the URL; what widgets keep there stays.

    Raises :class:`NoSuchPageError` where the reader has no such page.
    """
    if not is_for(page, current()):
        raise NoSuchPageError
    st.switch_page(FOLDER / f"{page}.py", query_params=query)


def link(page: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to ``page``, where the reader has it."""
    if not is_for(page, current()):
        return
    st.page_link(FOLDER / f"{page}.py", label=label, icon=icon, query_params=query)
