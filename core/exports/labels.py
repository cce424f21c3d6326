"""Labels and figures of a pack in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.exports.text import plain
from core.exports.words import later
from core.metrics.metric import Unit
from core.metrics.scope import UNASSIGNED, GroupBy
from core.vocabulary import CustomerType, DocumentType

if TYPE_CHECKING:
    from core.exports.pack import Pack
    from core.exports.words import Words

NOT_DEFINED: Final = later("n/a")
SPLITS: Final = {
    GroupBy.SEGMENT: later("Segment"),
    GroupBy.COUNTRY: later("Country"),
    GroupBy.TYPE: later("Customer type"),
    GroupBy.ENTITY: later("Own company"),
}
CUSTOMER_TYPES: Final = {
    CustomerType.BUSINESS: later("Businesses"),
    CustomerType.CONSUMER: later("Consumers"),
    CustomerType.PUBLIC: later("Public bodies"),
}
DOCUMENTS: Final = {
    str(DocumentType.INVOICE): later("invoice"),
    str(DocumentType.CREDIT_NOTE): later("credit note"),
    "cash": later("payment"),
}
NOT_ASSIGNED: Final = later("Not assigned")
NAME: Final = 40
"""Letters of a name on a line that must stay one."""
POINTS: Final = later("{n} pt")
DAYS: Final = later("{n} days")
SHARES: Final = (Unit.SHARE, Unit.PERCENT)
DECIMALS: Final = {Unit.DAYS: 1, Unit.RATIO: 2, Unit.COUNT: 0}


def group_label(pack: Pack, split: GroupBy, name: str, words: Words) -> str:
    """Return what a row of an aging is called."""
    if split is GroupBy.SEGMENT:
        return segment_label(pack, name, words)
    if split is GroupBy.COUNTRY:
        return words.country(name)
    if split is GroupBy.TYPE:
        return words(CUSTOMER_TYPES[CustomerType(name)])
    return name


def bucket_label(label: str, words: Words) -> str:
    """Return what a bucket is called at the head of a row or column, its first letter a capital."""
    said = words(label)
    return said[:1].upper() + said[1:]


def segment_label(pack: Pack, name: str, words: Words) -> str:
    """Return a segment's own label, translated where it is one that Saldo ships."""
    if name == UNASSIGNED:
        return words(NOT_ASSIGNED)
    return words(pack.segment_labels.get(name, name))


def in_words(value: float | None, unit: Unit, currency: str, words: Words) -> str:
    """Return a figure in its unit, short; undefined is n/a, never zero."""
    if value is None:
        return words(NOT_DEFINED)
    if unit is Unit.AMOUNT:
        return words.round_money(int(value), currency)
    if unit in SHARES:
        return words.share(value / 100 if unit is Unit.PERCENT else value)
    text = words.number(value, DECIMALS[unit])
    return words(DAYS, n=text) if unit is Unit.DAYS else text


def change(now: float | None, before: float | None, unit: Unit, words: Words) -> str | None:
    """Return a change with its sign; None when nothing shows or there is nothing to compare."""
    if now is None or before is None or (unit is Unit.AMOUNT and not before):
        return None
    if unit is Unit.AMOUNT:
        size, text = now / before - 1, words.share(abs(now / before - 1))
    elif unit in SHARES:
        size = (now - before) * (1 if unit is Unit.PERCENT else 100)
        text = words(POINTS, n=words.number(abs(size), 1))
    else:
        size, text = now - before, in_words(abs(now - before), unit, currency="", words=words)
    if not any(digit in "123456789" for digit in text):
        return None
    return ("+" if size > 0 else "−") + text


def since(pack: Pack, moved: str | None, words: Words) -> str:
    """Return a change with the month-end it counts from."""
    if pack.before_on is None:
        return ""
    told = moved or words("unchanged")
    return words("{change} since {day}", change=told, day=words.day_of_month(pack.before_on))


def subject(pack: Pack, words: Words) -> str:
    """Return what the pack is about on one line: the day, the currency, and every filter that is on."""
    scope = pack.scope
    parts = [words("As of {day}", day=words.day(pack.as_of)), pack.currency]
    parts.append(plain(scope.entity, NAME) if scope.entity else words("all own companies"))
    if scope.country:
        parts.append(words.country(scope.country))
    if scope.customer_type:
        parts.append(words(CUSTOMER_TYPES[CustomerType(scope.customer_type)]))
    if scope.segment:
        parts.append(plain(segment_label(pack, scope.segment, words), NAME))
    return " · ".join(parts)
