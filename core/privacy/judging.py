"""How a customer is judged, in sentences: its segment with the reason, and what is expected of each open invoice and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.behaviour.prediction.explained import explained, in_words
from core.desk.known_better import known_better
from core.segments import versions
from core.segments.assign import assign
from core.segments.features import features
from core.strategy.overrides import customer_key

if TYPE_CHECKING:
    from core.behaviour.prediction.model import Model
    from core.language import Words
    from core.privacy.called import Customer
    from core.privacy.erasing import Places


def judged(places: Places, model: Model | None, customer: Customer, words: Words) -> list[str]:
    """Return how ``customer`` is judged by the present ledger and rules; nothing for nobody the ledger knows."""
    _, book = words, places.book()
    key = None if book is None else customer_key(book, *customer)
    if book is None or key is None:
        return []
    as_of = book.latest_on
    known = features(book, as_of, known_better(places.desk), customer_key=key)
    found = assign(known, versions.active(places.desk).policy)
    told = []
    if len(found.features):
        label = found.policy.segments[int(found.codes[0])].label
        told.append(_("Segment {segment}: {reason}.", segment=_(label), reason=found.reason(0, words)))
    if found.objecting:
        return [*told, _("The customer objects to profiling: nothing is foretold of them.")]
    for each in explained(book, model, as_of, key, segments=found.segments_frame()):
        told += in_words(each, words)
    return told
