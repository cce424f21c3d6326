"""What every page with versions says alike: which one is in force, what one changed, and who was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import streamlit as st

from core.desk import policies
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dashboard.i18n import Words
    from dashboard.reads import Edition


class Version(Protocol):
    """What a saved version of any kind tells of itself."""

    @property
    def number(self) -> int: ...  # noqa: D102 - as it is called

    @property
    def comment(self) -> str: ...  # noqa: D102 - as it is called

    @property
    def created_by(self) -> str | None: ...  # noqa: D102 - as it is called

    @property
    def created_at(self) -> datetime | None: ...  # noqa: D102 - as it is called

    @property
    def is_active(self) -> bool: ...  # noqa: D102 - as it is called


def in_force(number: int, kind: str, of: Edition, words: Words) -> None:
    """Draw one line about the version ``number`` of ``kind`` that is in force, and one for each that is planned."""
    _ = words
    told = _("Version {n} is in force; figures of {day}.", n=number, day=_.day(reads.latest_on(of)))
    coming = [
        _(
            "Version {n} begins on {day}, by {who}.",
            n=each.number,
            day=_.day(each.begins_on),
            who=plain(each.activated_by),
        )
        for each in policies.planned(reads.application().desk, kind)
    ]
    st.caption(" ".join([told, *coming]))


def told_version(version: Version, changes: Sequence[str] | None, words: Words) -> None:
    """Draw what a version is called, who saved it and why, and its ``changes``; None where there is none before it."""
    _ = words
    name, now = _("Version {n}", n=version.number), _("in force")
    badge = f" :green-badge[{now}]" if version.is_active else ""
    st.markdown(f"**{name}**{badge} {plain(_(version.comment))}")
    if version.created_by and version.created_at:
        st.caption(f"{plain(version.created_by)}, {words.moment(version.created_at)}")
    if changes is not None:
        st.caption("  \n".join(plain(each) for each in changes) or _("Nothing changed against the version before."))


def overtaken_by(kind: str, seen: int, words: Words) -> None:
    """Draw who made other versions of ``kind`` the one in force since the reader's proposal began."""
    _ = words
    acts = [each for each in policies.activations(reads.application().desk, kind) if each.turn > seen]
    for act in reversed(acts):
        when = (
            _("from {day}", day=_.day(act.from_on))
            if act.from_on is not None
            else _("since {when}", when=_.moment(act.activated_at))
        )
        st.warning(
            _(
                "{who} made version {n} the one in force, {when}: {why}. Your proposal is still here.",
                who=plain(act.activated_by),
                n=act.number,
                when=when,
                why=plain(act.why) or "–",
            ),
            icon=":material/group:",
        )
