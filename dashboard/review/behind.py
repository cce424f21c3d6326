"""What is behind a part of a bridge: its groups, or its items at both ends; the part, the date and the page are in the URL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.metrics.review.bridge import LABELS, MEANINGS
from core.metrics.review.items import WITH_ITEMS
from dashboard import tables
from dashboard.doors import go
from dashboard.drill import MOST_EXPORTED, PAGE_ROWS, item_columns, readable
from dashboard.exports import export_menu
from dashboard.i18n import SOURCE_LANGUAGE, Words
from dashboard.plain import plain
from dashboard.review import reads
from dashboard.review.names import group_name
from dashboard.session import words

if TYPE_CHECKING:
    from core.metrics.review.bridge import Bridge, Part
    from dashboard.reads import Edition
    from dashboard.review.ask import Review

PART: Final = "part"
END: Final = "at"
PAGE: Final = "rows"
GROUP: Final = "in"
"""The group clicked under whose days they are."""


def open_part(part: str) -> None:
    """Open what is behind a part, from its first page."""
    st.query_params[PART] = part
    st.query_params.pop(PAGE, None)


def behind(of: Edition, review: Review, found: Bridge) -> None:
    """Draw what the open part means, its groups, and its items at both ends where it is a balance."""
    _ = words()
    part = next((each for each in found.parts if str(each) == st.query_params.get(PART)), None)
    if part is None:
        return
    with st.container(border=True, gap="small", key="review_behind"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_(LABELS[part]), anchor=False, width="stretch")
            st.button(_("Close"), icon=":material/close:", type="tertiary", on_click=_close, key="review_behind_close")
        st.caption(_(MEANINGS[part]))
        if part not in WITH_ITEMS:
            _by_group(of, found, part)
            return
        end = st.segmented_control(
            _("On which date"),
            ["to", "from"],
            default="from" if st.query_params.get(END) == "from" else "to",
            required=True,
            format_func=lambda name: _.day(review.to_on if name == "to" else review.from_on),
            key="review_behind_end",
            on_change=_turn,
            label_visibility="collapsed",
        )
        clicked = st.query_params.get(GROUP)
        _items(of, review, part, clicked if clicked in found.groups else None, is_start=end == "from")


def _by_group(of: Edition, found: Bridge, part: Part) -> None:
    """Draw what each group adds to a part that is no balance: its sales at both ends, and its days of the part."""
    _ = words()
    currency = found.currency
    rows = pd.DataFrame(
        [
            {
                "group": group_name(found.group, name, of, _),
                "from": found.start.sold.get(name, 0),
                "to": found.end.sold.get(name, 0),
                "days": round(float(each.parts[part]), 2),
            }
            for name, each in sorted(found.groups.items(), key=lambda one: -abs(one[1].parts[part]))
        ],
        columns=["group", "from", "to", "days"],
    )
    code = pd.Series([currency] * len(rows), dtype="str")
    tables.table(
        rows.assign(**{name: tables.in_units(rows[name], code) for name in ("from", "to")}),
        {
            "group": st.column_config.TextColumn(_("Group")),
            "from": tables.money_column(_("Sales up to {day}", day=_.short_day(found.start.as_of)), currency, _),
            "to": tables.money_column(_("Sales up to {day}", day=_.short_day(found.end.as_of)), currency, _),
            "days": days_column(_("Days of this part"), _, is_change=True, decimals=2),
        },
        alt=_("Groups behind this part"),
    )


def _items(of: Edition, review: Review, part: Part, group: str | None, *, is_start: bool) -> None:
    """Draw the items behind a part at one end, a page at a time; their sum is the balance the part is made of.

    With a group clicked below, only that group's: together they are its own balance in the part.
    """
    _ = words()
    as_of = review.from_on if is_start else review.to_on
    scope = replace(review.asked.scope, currency=review.asked.currency)
    if group is not None:
        scope = scope.narrowed(review.group, group)
        name = group_name(review.group, group, of, _)
        st.caption(_("Only {group}, the group chosen below.", group=plain(name)))
    key = f"review_items_page_{part}_{as_of}_{group}"
    place = st.session_state.get(key) or _place()
    page = reads.items(of, as_of, part, scope, size=PAGE_ROWS, start=(place - 1) * PAGE_ROWS)
    if not page.cell.count and place > 1:  # a link to a page that is no more
        place = 1
        page = reads.items(of, as_of, part, scope, size=PAGE_ROWS, start=(place - 1) * PAGE_ROWS)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(
            _.count(
                "{n} item, together {amount}",
                "{n} items, together {amount}",
                page.cell.count,
                amount=_.money(page.cell.minor, review.asked.currency),
            ),
            width="stretch",
        )
        export_menu(
            lambda: readable(reads.items(of, as_of, part, scope, size=MOST_EXPORTED, start=0).rows, _),
            name="items",
            words=_,
            key="review_items",
        )
    row = tables.table(
        readable(page.rows, _, is_raw=True),
        item_columns(review.asked.currency, _),
        alt=_("Items"),
        key=f"review_items_{part}_{as_of}",
    )
    if page.total_rows > PAGE_ROWS:
        pages = -(-page.total_rows // PAGE_ROWS)
        st.pagination(pages, default=min(place, pages), key=key, on_change=_remember, args=(key,))
    if row is not None:
        go("customer", id=str(page.rows["customer_key"].iloc[row]))


def _place() -> int:
    """Return the page that the URL names, the first when it names none."""
    asked = st.query_params.get(PAGE, "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() else 1


def _remember(key: str) -> None:
    st.query_params[PAGE] = str(st.session_state[key])


def _turn() -> None:
    st.query_params[END] = st.session_state["review_behind_end"]
    st.query_params.pop(PAGE, None)


def _close() -> None:
    for name in (PART, END, PAGE):
        st.query_params.pop(name, None)


def days_column(label: str, words: Words, *, is_change: bool = False, decimals: int = 1) -> object:
    """Return a column of days rounded before; a change carries its sign where the browser can write one."""
    shown = f"%{'+' if is_change else ''}.{decimals}f" if words.language == SOURCE_LANGUAGE else "localized"
    return st.column_config.NumberColumn(label, format=shown, step=10.0**-decimals)
