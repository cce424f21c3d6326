"""Patterns in a reader's words: "pays on the 25th (11 of 12), usually near 20:00, by iDEAL"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from babel.dates import get_day_names, get_month_names

from core.behaviour.patterns.pattern import Pattern, PatternName
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from core.language import Words

METHODS: Final[dict[str, str]] = {
    "transfer": later("bank transfer"),
    "direct_debit": later("direct debit"),
    "ideal": "iDEAL",
    "bancontact": "Bancontact",
    "paypal": "PayPal",
    "card": later("card"),
    "wero": "Wero",
    "cash": later("cash"),
}
CHANNELS: Final[dict[str, str]] = {
    "source": later("a reminder of the ledger's own system"),
    "email": later("an e-mail"),
    "post": later("a letter"),
    "letter": later("a letter"),
    "phone": later("a call"),
    "sms": later("a text message"),
}
SIGNS: Final[dict[str, str]] = {
    "part_payments": later("part payments"),
    "reversed": later("payments taken back"),
    "broken_promises": later("broken promises"),
    "backlog": later("a growing backlog"),
}
_WITHOUT_COUNT: Final = frozenset({PatternName.DAYS_LATE, PatternName.DRIFT, PatternName.TROUBLE})
"""Their numbers are in the sentence, or need one of their own."""
_LAST_DAY: Final = 31
_ROUND_MINUTES: Final = 30
_MINUTES_A_DAY: Final = 24 * 60
_SUFFIXES: Final = {1: "st", 2: "nd", 3: "rd"}


def sentence(pattern: Pattern | Mapping[Any, Any], words: Words) -> str:
    """Return one pattern in words, without a capital and a full stop; ``pattern`` may be a row of ``patterns_of``."""
    row = _row(pattern) if isinstance(pattern, Pattern) else pattern
    name = PatternName(row["pattern"])
    said = _SAID[name](row, words)
    if name in _WITHOUT_COUNT:
        return said
    return words("{said} ({n} of {of})", said=said, n=words.number(row["n"]), of=words.number(row["of"]))


def summary(patterns: Sequence[Pattern], words: Words) -> str:
    """Return when, at what hour and how one customer pays in one line; empty where none of these is a habit."""
    known = {each.name: each for each in patterns}
    day = known.get(PatternName.PAY_DAY) or known.get(PatternName.PAY_WEEKDAY)
    others = [known[name] for name in (PatternName.PAY_HOUR, PatternName.METHOD) if name in known]
    said = [_SAID[each.name](_row(each), words) for each in others]
    return ", ".join([sentence(day, words), *said] if day else said)


def method_label(name: str, words: Words) -> str:
    """Return a method of payment as people call it; one we do not know as the ledger spells it."""
    return words(METHODS.get(name, name))


def day_label(day_of_month: int, words: Words) -> str:
    """Return a day of the month as in "the 25th"; 31 is the last day of any month."""
    if day_of_month >= _LAST_DAY:
        return words("the last day of the month")
    return words("the {day}", day=_ordinal(day_of_month, words))


def weekday_label(weekday: int, words: Words) -> str:
    """Return the name of a weekday, Monday 0."""
    return str(get_day_names("wide", locale=words.locale)[weekday])


def month_label(month: int, words: Words) -> str:
    """Return the name of a month, January 1."""
    return str(get_month_names("wide", locale=words.locale)[month])


def hour_label(minute: int) -> str:
    """Return the half hour nearest to a minute of the day, as in ``20:00``."""
    near = round(minute / _ROUND_MINUTES) * _ROUND_MINUTES % _MINUTES_A_DAY
    return f"{near // 60}:{near % 60:02d}"


def lateness_label(days: float, words: Words) -> str:
    """Return signed days late in words: "4 days late", "2 days early", "on the due date"."""
    whole = round(abs(days))
    if whole == 0:
        return words("on the due date")
    if days > 0:
        return words.count("{n} day late", "{n} days late", whole)
    return words.count("{n} day early", "{n} days early", whole)


def _row(pattern: Pattern) -> Mapping[str, Any]:
    return {
        "pattern": pattern.name,
        "value": pattern.value,
        "low": pattern.low,
        "high": pattern.high,
        "text": pattern.text,
        "n": pattern.n,
        "of": pattern.of,
    }


def _ordinal(day: int, words: Words) -> str:
    if words.language != "en":
        return words("{day}th", day=day)
    suffix = "th" if 10 < day < 14 else _SUFFIXES.get(day % 10, "th")  # noqa: PLR2004 (eleventh, twelfth, thirteenth)
    return f"{day}{suffix}"


def _days_late(row: Mapping[str, Any], words: Words) -> str:
    return words(
        "pays {middle}, half of the time between {low} and {high}",
        middle=lateness_label(row["value"], words),
        low=lateness_label(row["low"], words),
        high=lateness_label(row["high"], words),
    )


def _on_time(row: Mapping[str, Any], words: Words) -> str:
    del row
    return words("paid on time")


def _pay_day(row: Mapping[str, Any], words: Words) -> str:
    return words("pays on {day}", day=day_label(int(row["value"]), words))


def _pay_weekday(row: Mapping[str, Any], words: Words) -> str:
    return words("pays on a {weekday}", weekday=weekday_label(int(row["value"]), words))


def _pay_hour(row: Mapping[str, Any], words: Words) -> str:
    return words("usually near {hour}", hour=hour_label(int(row["value"])))


def _method(row: Mapping[str, Any], words: Words) -> str:
    return words("by {method}", method=method_label(str(row["text"]), words))


def _part_payments(row: Mapping[str, Any], words: Words) -> str:
    del row
    return words("pays in parts")


def _short_payments(row: Mapping[str, Any], words: Words) -> str:
    del row
    return words("pays less than the whole amount")


def _answers(row: Mapping[str, Any], words: Words) -> str:
    channel = words(CHANNELS.get(str(row["text"]), str(row["text"])))
    return words.count(
        "pays {n} day after {channel}", "pays {n} days after {channel}", round(row["value"]), channel=channel
    )


def _disputes(row: Mapping[str, Any], words: Words) -> str:
    del row
    return words("disputes invoices")


def _broken_promises(row: Mapping[str, Any], words: Words) -> str:
    del row
    return words("breaks promises")


def _season(row: Mapping[str, Any], words: Words) -> str:
    month, days = month_label(int(row["low"]), words), round(abs(row["value"]))
    if row["value"] > 0:
        return words.count("pays {n} day later in {month}", "pays {n} days later in {month}", days, month=month)
    return words.count("pays {n} day earlier in {month}", "pays {n} days earlier in {month}", days, month=month)


def _trouble(row: Mapping[str, Any], words: Words) -> str:
    signs = ", ".join(words(SIGNS[name]) for name in str(row["text"]).split(","))
    return words("signs of trouble: {signs}", signs=signs)


def _drift(row: Mapping[str, Any], words: Words) -> str:
    if row["text"] == "pay_day":
        day = day_label(int(row["low"]), words)
        return words.count(
            "no longer pays on {day}: {n} pay day since is another",
            "no longer pays on {day}: the last {n} pay days are others",
            int(row["n"]),
            day=day,
        )
    days = round(abs(row["value"]))
    if row["value"] > 0:
        return words.count("pays {n} day later than before", "pays {n} days later than before", days)
    return words.count("pays {n} day earlier than before", "pays {n} days earlier than before", days)


_SAID: Final[dict[PatternName, Callable[[Mapping[str, Any], Words], str]]] = {
    PatternName.DAYS_LATE: _days_late,
    PatternName.ON_TIME: _on_time,
    PatternName.PAY_DAY: _pay_day,
    PatternName.PAY_WEEKDAY: _pay_weekday,
    PatternName.PAY_HOUR: _pay_hour,
    PatternName.METHOD: _method,
    PatternName.PART_PAYMENTS: _part_payments,
    PatternName.SHORT_PAYMENTS: _short_payments,
    PatternName.ANSWERS_REMINDERS: _answers,
    PatternName.DISPUTES: _disputes,
    PatternName.BROKEN_PROMISES: _broken_promises,
    PatternName.SEASON: _season,
    PatternName.TROUBLE: _trouble,
    PatternName.DRIFT: _drift,
}
