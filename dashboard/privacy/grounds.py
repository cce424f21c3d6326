"""What keeps an erasure waiting, in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.privacy.standing import Ground
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.privacy.standing import Reason
    from dashboard.i18n import Words

CASES = {
    "promise": later("a promise to pay is open"),
    "dispute": later("a dispute is open"),
    "plan": later("a payment plan runs"),
    "waiting_on_us": later("the customer waits for us"),
}
PLAIN = {
    Ground.OPEN_CASE: later("an agreement is open"),
    Ground.COURT: later("a court or an insolvency"),
    Ground.ON_ITS_WAY: later("a message is being sent this minute"),
}


def in_words(found: Iterable[Reason], words: Words) -> list[str]:
    """Return each reason as a short clause, without saying one twice."""
    return list(dict.fromkeys(_said(each, words) for each in found))


def _said(reason: Reason, words: Words) -> str:
    _ = words
    if reason.ground is Ground.OPEN_CLAIM:
        return _("{amount} is still to be paid", amount=_.money(reason.amount_minor, reason.currency))
    if reason.ground is Ground.THEIR_MONEY:
        return _("{amount} of theirs is set against nothing", amount=_.money(reason.amount_minor, reason.currency))
    if reason.ground is Ground.AGENCY:
        return _("with {agency}", agency=reason.said)
    if reason.ground is Ground.LEGAL_HOLD and reason.until_on is not None:
        return _(
            "legal hold of {owner} until {day}: {why}", owner=reason.owner, day=_.day(reason.until_on), why=reason.said
        )
    if reason.ground is Ground.OPEN_CASE and reason.said in CASES:
        return _(CASES[reason.said])
    return _(PLAIN.get(reason.ground, PLAIN[Ground.OPEN_CASE]))
