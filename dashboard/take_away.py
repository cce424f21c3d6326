"""Take it away: the figures on the screen as a workbook, slides or a board paper, made beside the pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.exports.formats import MIME, Format, file_name, most_items, write
from dashboard import jobs, reads
from dashboard.exports import taken
from dashboard.i18n import LANGUAGES, Words
from dashboard.session import may, reader_token
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from dashboard.filters import Asked
    from dashboard.jobs import Progress

FORMATS: dict[str, str] = {
    Format.XLSX: later("Excel workbook"),
    Format.PPTX: later("Slides"),
    Format.PDF: later("Board paper (PDF)"),
}
MEANINGS: dict[str, str] = {
    Format.XLSX: later("Figures as live formulas over the numbers, with the largest open items and every definition."),
    Format.PPTX: later("One finding and one chart a slide, editable in PowerPoint; the definitions are in the notes."),
    Format.PDF: later("At most six pages, ready to print, with the definitions on the last."),
}
# Asking the book takes longer than writing the file.
MAKING = 0.7
MADE = "take_away_made"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody wants to take away."""

    asked: Asked
    since: date | None
    format_: Format
    language: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that is ready."""

    order: Order
    name: str
    content: bytes


def take_away(asked: Asked, words: Words, *, since: date | None = None) -> None:
    """Draw the menu: format, language, a button that makes the file, and the file once it is there.

    The bridge in the file starts at ``since``, or a year before the day asked.
    """
    _ = words
    key = f"take_away_{reader_token()}"
    with st.popover(_("Take it away"), icon=":material/ios_share:", key="take_away", disabled=not may(Action.EXPORT)):
        order = _choice(asked, since, _)
        jobs.keep(key, MADE)
        made = st.session_state.get(MADE)
        if isinstance(made, Made) and made.order == order:
            _download(made, _)
        elif st.button(
            _("Make the file"),
            type="primary",
            icon=":material/draft:",
            key="take_away_make",
            width="stretch",
            disabled=jobs.is_running(key),
        ):
            jobs.start(key, later("Making your file."), lambda progress: _make(order, progress))
            st.rerun()
        jobs.follow(key, _)


def _choice(asked: Asked, since: date | None, words: Words) -> Order:
    """Draw what can be chosen and return it; the language is the reader's own until another is chosen."""
    _ = words
    chosen = st.segmented_control(
        _("As"),
        list(FORMATS),
        default=Format.XLSX,
        required=True,
        format_func=lambda name: _(FORMATS[name]),
        key="take_away_format",
    )
    format_ = Format(chosen or Format.XLSX)
    st.caption(_(MEANINGS[format_]))
    language = st.segmented_control(
        _("Language of the file"),
        list(LANGUAGES),
        default=_.language,
        required=True,
        format_func=LANGUAGES.__getitem__,
        key=f"take_away_language_{_.language}",
    )
    return Order(asked=asked, since=since, format_=format_, language=language or _.language)


def _make(order: Order, progress: Progress) -> Made:
    """Return the file: this runs beside the pages, so nobody's screen waits for it."""
    asked, target = order.asked, io.BytesIO()
    pack = reads.application().pack(
        asked.as_of,
        scope=asked.scope,
        currency=asked.currency,
        since=order.since,
        most_items=most_items(order.format_),
        progress=lambda share, step: progress(MAKING * share, step),
    )
    write(
        pack,
        order.format_,
        Words(language=order.language),
        target,
        lambda share, step: progress(MAKING + (1 - MAKING) * share, step),
    )
    return Made(order=order, name=file_name(pack, order.format_), content=target.getvalue())


def _download(made: Made, words: Words) -> None:
    _ = words
    st.download_button(
        _("Download {file}", file=made.name),
        taken(made.name, lambda: made.content),
        file_name=made.name,
        mime=MIME[made.order.format_],
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key="take_away_download",
        width="stretch",
    )
