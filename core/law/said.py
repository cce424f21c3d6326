"""The law's tables in words: what each kind is called, and what an entry says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from core.language import later
from core.law.tables import EVERYBODY, Kind, Mark
from core.money import to_minor
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.language import Words
    from core.law.tables import Entry

KINDS: Final = {
    Kind.REFERENCE_RATE: later("Reference rate"),
    Kind.BASE_RATE: later("Base rate"),
    Kind.INTEREST_POINTS: later("Points over the base rate"),
    Kind.INTEREST_RATE: later("Interest on late payment"),
    Kind.AGREED_RATE_FLOOR: later("Least rate one may agree on"),
    Kind.LEGAL_RATE: later("Legal interest rate"),
    Kind.COMPOUNDS: later("Interest on interest"),
    Kind.COST_SCALE: later("Collection costs"),
    Kind.COST_STEPS: later("Costs by size of the claim"),
    Kind.REMINDER_FEE: later("Most for a later reminder"),
    Kind.FREE_REMINDERS: later("Free reminders"),
    Kind.VAT_RATE: later("VAT on costs"),
    Kind.NOTICE_TERM: later("Time after the legal notice"),
    Kind.PAYMENT_DAYS: later("Time to pay"),
    Kind.CUMULATION_MONTHS: later("Instalments that count together"),
    Kind.CONTACT_HOURS: later("Contact hours"),
    Kind.HOLIDAYS: later("Public holidays"),
    Kind.DECREE_DAYS: later("Days made holidays by decree"),
    Kind.HELP: later("Free help with debts"),
}
WHOM: Final = {
    CustomerType.CONSUMER: later("Consumers"),
    CustomerType.BUSINESS: later("Businesses"),
    CustomerType.PUBLIC: later("Public bodies"),
    EVERYBODY: later("Everybody"),
}
MARKS: Final = {
    Mark.SOURCED: later("read in the source"),
    Mark.COMPUTED: later("computed and compared"),
    Mark.GENERAL: later("general knowledge, to be checked"),
}

LISTS: Final = {"public": later("public holidays"), "optional": later("holidays that few have off")}


def entry_said(entry: Entry, words: Words) -> str:
    """Return in one phrase what ``entry`` says."""
    return _SAID[entry.kind](entry.value, words)


def _percent(value: Decimal, words: Words) -> str:
    return f"{words.number(float(value), 2)} %"


def _points(value: int, words: Words) -> str:
    return words("the base rate and {points} points", points=value)


def _times(value: int, words: Words) -> str:
    return words("{times} times the legal rate", times=value)


def _compounds(value: object, words: Words) -> str:
    return words("each full year's interest joins the claim") if value else words("simple interest")


def _amount(value: Decimal | int, currency: str, words: Words) -> str:
    return words.money(to_minor(Decimal(value), currency), currency)


def _scale(value: dict[str, Any], words: Words) -> str:
    currency = value["currency"]
    parts = [_part(part, currency, words, is_first=not place) for place, part in enumerate(value["parts"])]
    bounds = words(
        "at least {least}, at most {most}",
        least=_amount(value["minimum"], currency, words),
        most=_amount(value["maximum"], currency, words),
    )
    return "; ".join([*parts, bounds])


def _part(part: dict[str, Any], currency: str, words: Words, *, is_first: bool) -> str:
    percent = _plain_percent(part["percent"], words)
    if "size" not in part:
        return words("{percent} above", percent=percent)
    amount = _amount(part["size"], currency, words)
    if is_first:
        return words("{percent} of the first {amount}", percent=percent, amount=amount)
    return words("{percent} of the next {amount}", percent=percent, amount=amount)


def _plain_percent(value: Decimal | int, words: Words) -> str:
    return f"{words.number(float(value), 0 if value == int(value) else 1)} %"


def _steps(value: dict[str, Any], words: Words) -> str:
    currency = value["currency"]
    said = []
    for step in value["steps"]:
        amount = _amount(step["amount"], currency, words)
        if "percent" in step:
            above = _amount(step["above"], currency, words)
            amount = words(
                "{amount} and {percent} of what is above {above}",
                amount=amount,
                percent=_plain_percent(step["percent"], words),
                above=above,
            )
        if "up_to" in step:
            said.append(words("up to {bound}: {amount}", bound=_amount(step["up_to"], currency, words), amount=amount))
        else:
            said.append(words("above that: {amount}", amount=amount) if said else amount)
    if "maximum" in value:
        said.append(words("at most {most}", most=_amount(value["maximum"], currency, words)))
    if value.get("per_invoice"):
        said.append(words("for each invoice"))
    if value.get("needs_clause"):
        said.append(words("with a valid clause"))
    return "; ".join(said)


def _fee(value: dict[str, Any], words: Words) -> str:
    return words("{amount} and the postage", amount=_amount(value["amount"], value["currency"], words))


def _free(value: dict[str, Any], words: Words) -> str:
    return words("the first; of regular deliveries {n} a year", n=value["regular_deliveries"])


def _term(value: dict[str, Any], words: Words) -> str:
    post = value["post"]
    days = words.count("{n} day", "{n} days", value["days"])
    if post["counts"] == "delivery_days":
        return words(
            "{days} from the day after receipt; a letter is received on delivery day {n}", days=days, n=post["number"]
        )
    return words(
        "{days}; by post from working day {n} after sending, by mail from the day after", days=days, n=post["number"]
    )


def _payment_days(value: dict[str, Any], words: Words) -> str:
    usual = words.count("{n} day", "{n} days", value["usual"])
    if "most_to_small" in value:
        return words(
            "{usual}; a large firm no more than {n} days to a small one", usual=usual, n=value["most_to_small"]
        )
    return usual


def _months(value: int, words: Words) -> str:
    return words.count("{n} month", "{n} months", value)


def _hours(value: dict[str, Any], words: Words) -> str:
    return words(
        "{opens} to {closes}, {zone}; not on Sundays and holidays",
        opens=value["opens"],
        closes=value["closes"],
        zone=value["zone"],
    )


def _holidays(value: dict[str, Any], words: Words) -> str:
    lists = ", ".join(words(LISTS[each]) for each in value["categories"])
    return words("lists of the holidays library: {lists}", lists=lists)


def _days(value: list[Any], words: Words) -> str:
    return ", ".join(words.short_day(day) for day in value)


def _help(value: list[dict[str, Any]], _: Words) -> str:
    return "; ".join(" ".join(filter(None, (each["name"], each["phone"], each["url"]))) for each in value)


_SAID: Final[dict[Kind, Callable[[Any, Words], str]]] = {
    Kind.REFERENCE_RATE: _percent,
    Kind.BASE_RATE: _percent,
    Kind.INTEREST_POINTS: _points,
    Kind.INTEREST_RATE: _percent,
    Kind.AGREED_RATE_FLOOR: _times,
    Kind.LEGAL_RATE: _percent,
    Kind.COMPOUNDS: _compounds,
    Kind.COST_SCALE: _scale,
    Kind.COST_STEPS: _steps,
    Kind.REMINDER_FEE: _fee,
    Kind.FREE_REMINDERS: _free,
    Kind.VAT_RATE: _percent,
    Kind.NOTICE_TERM: _term,
    Kind.PAYMENT_DAYS: _payment_days,
    Kind.CUMULATION_MONTHS: _months,
    Kind.CONTACT_HOURS: _hours,
    Kind.HOLIDAYS: _holidays,
    Kind.DECREE_DAYS: _days,
    Kind.HELP: _help,
}
