"""The tables of the law on screen: what holds today, where it is from, and what has to be looked at again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.law.age import OLD_MONTHS
from core.law.said import KINDS, MARKS, WHOM, entry_said
from core.law.steps import LEGAL_NOTICE_BE, LEGAL_NOTICE_NL
from core.law.tables import Mark, countries
from core.law.wording import rules
from dashboard import reads
from dashboard.plain import plain
from dashboard.sections import section
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from core.law.age import TableAge
    from core.law.tables import Entry
    from dashboard.health.reads import LawHealth
    from dashboard.i18n import Words

UNION = "EU"
NOTICES = {
    LEGAL_NOTICE_NL: later("14-day letter (Netherlands)"),
    LEGAL_NOTICE_BE: later("First reminder (Belgium)"),
}
Colour = Literal["green", "blue", "orange"]
COLOURS: dict[Mark, Colour] = {Mark.SOURCED: "green", Mark.COMPUTED: "blue", Mark.GENERAL: "orange"}


def law(health: LawHealth, words: Words) -> None:
    """Draw what has to be looked at, then the tables of one country at a time."""
    _ = words
    _warnings(health, words)
    # The home market first, then by name; what the Union fixes for all of them last.
    order = ["NL", *(each for each in countries() if each != "NL"), UNION]
    country = section(_("Country"), {each: _country(each, words) for each in order}, param="country")
    for age in health.tables:
        if age.country == country:
            _table(age, words)
    with st.expander(_("What legal messages must say"), icon=":material/gavel:"):
        _wording(words)
    st.caption(
        _("Nothing here is legal advice. The tables are files under core/law/entries; docs/law.md has them all.")
    )


def _warnings(health: LawHealth, words: Words) -> None:
    _ = words
    if health.is_well:
        st.success(
            _("Every table was checked within the last {n} months.", n=OLD_MONTHS), icon=":material/check_circle:"
        )
        return
    for age in health.to_look_at:
        name = f"**{_country(age.country, words)}**: {_(KINDS[age.kind])}, {_whom(age, words)}"
        if age.is_old:
            told = _("Last checked on {day}: look it up again.", day=words.day(age.checked_on))
            st.warning(f"{name}. {told}", icon=":material/update:")
        else:
            since = words.day(age.newest.valid_from)
            told = _("The newest rate is of {day}: this half-year has no row yet.", day=since)
            st.warning(f"{name}. {told}", icon=":material/event_busy:")
    for rule in health.old_rules:
        told = _("Last checked on {day}: look it up again.", day=words.day(rule.checked_on))
        st.warning(f"{plain(_(rule.text, found='…'))} {told}", icon=":material/update:")


def _table(age: TableAge, words: Words) -> None:
    _ = words
    now = age.in_force(reads.today())
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{_(KINDS[age.kind])}** · {_whom(age, words)}", width="stretch")
            if now is not None:
                st.badge(_(MARKS[now.mark]), color=COLOURS[now.mark])
        if now is None:
            st.markdown(_("Nothing is known of today."))
        else:
            st.markdown(plain(entry_said(now, words)))
            told = _("since {day} · {checked}", day=words.day(now.valid_from), checked=_checked(now.checked_on, words))
            st.caption(f"{plain(now.source)}  \n{told}")
        if age.newest.note:
            st.caption(plain(_(age.newest.note)))
        if len(age.entries) > 1:
            with st.expander(_.count("{n} entry over the years", "{n} entries over the years", len(age.entries))):
                _history(age.entries, words)


def _history(entries: tuple[Entry, ...], words: Words) -> None:
    _ = words
    names = (_("from"), _("says"), _("how sure"))
    head = f"| {' | '.join(names)} |"
    rows = [
        f"| {words.short_day(each.valid_from)} | {plain(entry_said(each, words))} | {_(MARKS[each.mark])} |"
        for each in reversed(entries)
    ]
    st.markdown("\n".join([head, "|---|---|---|", *rows]))


def _wording(words: Words) -> None:
    _ = words
    for rule in rules():
        st.markdown(f"**{_(NOTICES[rule.message])}** · {plain(_(rule.text, found='…'))}")
        st.caption(f"{plain(rule.source)} · {_checked(rule.checked_on, words)}")


def _checked(on: date, words: Words) -> str:
    """Return when something was checked and how long ago that is."""
    days = (reads.today() - on).days
    ago = words("today") if days <= 0 else words.count("{n} day ago", "{n} days ago", days)
    return words("checked on {day}, {ago}", day=words.day(on), ago=ago)


def _whom(age: TableAge, words: Words) -> str:
    return ", ".join(words(WHOM[each]) for each in age.customer_types)


def _country(code: str, words: Words) -> str:
    return words("European Union") if code == UNION else words.country(code)
