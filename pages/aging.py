"""Aging: what is open and how old, by any split, on any day; where it flowed; and every invoice behind a number."""

from __future__ import annotations

from dashboard.aging.explorer import explorer, prepare
from dashboard.empty import edition_or_stop
from dashboard.heading import heading
from dashboard.numbers_nav import numbers_nav
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Aging"))
prepare(of)
asked = heading(_("Aging"), of, _, is_dated=True)
numbers_nav(_)
explorer(of, asked)
