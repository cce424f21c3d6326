"""Customers: who owes what, and a way to each of them."""

from __future__ import annotations

from dashboard.customer_list import listing
from dashboard.doors import link
from dashboard.empty import edition_or_stop
from dashboard.heading import heading
from dashboard.session import words

_ = words()
of = edition_or_stop(_("Customers"))
asked = heading(_("Customers"), of, _)
link("behaviour", _("How they pay"), icon=":material/fingerprint:")
listing(of, asked)
