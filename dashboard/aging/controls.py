"""The explorer's switches, and the filters that are on as chips that take themselves away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.scope import GroupBy
from core.metrics.traits import traits_known
from dashboard import reads
from dashboard.aging.labels import BY, BY_SAID, CONVENTION_SAID, CONVENTIONS, GROUPS, UNITS, VERSUS, group_label
from dashboard.aging.question import Question, Versus, splits
from dashboard.aging.url import bar_filters, close_cell, drop, keep_only, write
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

WIDEST = 172


def switches(of: Edition, question: Question, words: Words) -> None:
    """Draw what to split by and how to count; each choice goes to the URL."""
    _ = words
    possible = splits(traits_known(reads.book(of)))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="aging_switches"):
        _choice(_("Rows"), "rows", possible, question.rows, lambda name: _(GROUPS[GroupBy(name)]))
        _choice(
            _("Columns"),
            "cols",
            (GroupBy.ALL, *(group for group in possible if group not in (GroupBy.ALL, question.rows))),
            question.columns,
            lambda name: _("Age") if name == GroupBy.ALL else _(GROUPS[GroupBy(name)]),
            first=GroupBy.ALL,
        )
        _choice(_("Set beside"), "vs", tuple(Versus), question.versus, lambda name: _(VERSUS[Versus(name)]))
        _buttons(_("Age"), "by", {str(by): said for by, said in BY.items()}, str(question.by), words)
        _buttons(_("Unit"), "unit", UNITS, "share" if question.is_share else "amount", words)


def menus(of: Edition, question: Question, words: Words) -> None:
    """Draw the menus beside the row of views: filters on what the ledger says of customers, and the convention."""
    _ = words
    with st.popover(_("Filter"), icon=":material/filter_alt:"):
        _trait_boxes(of, question, words)
    with st.popover(_("Convention"), icon=":material/rule:"):
        _conventions(question, words)


def chips(of: Edition, asked: Asked, question: Question, words: Words) -> None:
    """Draw every filter that is on as a button that takes it off."""
    _ = words
    held = [*bar_filters(asked), *question.wanted]
    if not held:
        return
    with st.container(horizontal=True, gap="small", key="aging_chips"):
        for group, name in held:
            st.button(
                f"{_(GROUPS[group])}: {plain(group_label(of, group, name, _))}",
                icon=":material/close:",
                key=f"chip_{group}",
                help=_("Take this filter off"),
                on_click=drop,
                args=(group,),
            )


def _choice(
    label: str,
    param: str,
    options: Sequence[str],
    value: str,
    shown: Callable[[str], str],
    *,
    first: str | None = None,
) -> None:
    """Draw a box of ``options`` that stands at ``value``; the first option is what a URL without it means."""
    key = f"aging_{param}_{value}"
    names = [str(option) for option in options]
    st.selectbox(
        label,
        names,
        index=names.index(str(value)),
        format_func=shown,
        key=key,
        on_change=lambda: write(param, st.session_state[key], default=str(first or names[0])),
        width=WIDEST,
    )


def _buttons(label: str, param: str, options: Mapping[str, str], value: str, words: Words) -> None:
    key = f"aging_{param}_{value}"
    st.segmented_control(
        label,
        [str(option) for option in options],
        default=value,
        required=True,
        format_func=lambda name: words(options[name]),
        key=key,
        on_change=lambda: write(param, st.session_state[key], default=str(next(iter(options)))),
    )


def _trait_boxes(of: Edition, question: Question, words: Words) -> None:
    """Draw a box for every trait the ledger knows of its customers; none chosen is no filter."""
    _ = words
    known, held = traits_known(reads.book(of)), dict(question.wanted)
    if not known:
        st.caption(_("The ledger says nothing of its customers beyond country and type."))
    for group, values in known.items():
        key = f"aging_{group}_{held.get(group, '')}"

        def choose(group: GroupBy = group, key: str = key) -> None:
            if st.session_state[key] is None:
                drop(group)
            else:
                keep_only(group, st.session_state[key])

        st.selectbox(
            _(GROUPS[group]),
            list(values),
            index=values.index(held[group]) if group in held else None,
            placeholder=_("All"),
            format_func=lambda name, group=group: group_label(of, group, name, _),
            key=key,
            on_change=choose,
        )
    st.caption(_("A customer is filtered by a click on its bar under Largest customers."))


def _conventions(question: Question, words: Words) -> None:
    """Say how days are counted here, and let the reader see how others count."""
    _ = words
    key = f"aging_conv_{question.convention}"
    names = [str(convention) for convention in CONVENTIONS]

    def choose() -> None:
        write("conv", st.session_state[key], default=names[0])
        close_cell()

    st.radio(
        _("Where systems disagree"),
        names,
        index=names.index(str(question.convention)),
        format_func=lambda name: _(next(said for convention, said in CONVENTIONS.items() if convention == name)),
        key=key,
        on_change=choose,
    )
    st.markdown(_(CONVENTION_SAID[question.convention]))
    st.caption(_(BY_SAID[question.by]))
