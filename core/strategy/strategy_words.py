"""Parts of a strategy in words: a step's day, the channels, who a rule is for, a cap, a quiet period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.language import later
from core.strategy.contact_policy import ANYWHERE
from core.strategy.ladder import Escalation, Tone
from core.strategy.mix_words import CHANNELS
from core.strategy.reason import days
from core.strategy.strategy import LateEntry, MixedAges
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from datetime import date

    from core.language import Words
    from core.strategy.contact_policy import Cap, Hours, QuietPeriod
    from core.strategy.ladder import Step
    from core.strategy.strategy import LadderRule

TONES: Final = {
    Tone.FRIENDLY: later("friendly"),
    Tone.NEUTRAL: later("neutral"),
    Tone.FIRM: later("firm"),
    Tone.LEGAL: later("legal"),
}
ESCALATIONS: Final = {
    Escalation.ACCOUNT_MANAGER: later("account manager calls positive customers"),
    Escalation.PHONE_LARGE: later("large claims get a call"),
    Escalation.FACE_TO_FACE: later("visit"),
    Escalation.DELIVERY_STOP: later("advise to stop deliveries"),
    Escalation.AGENCY: later("then the agency"),
}
ENTRIES: Final = {
    LateEntry.FIRST: later("at the first step, one step at a time"),
    LateEntry.HIGHEST: later("at the highest step whose day has come"),
}
MIXTURES: Final = {
    MixedAges.PARTS: later("in parts: the firm words for the oldest items, younger ones listed beside"),
    MixedAges.WHOLE: later("in one list and one tone"),
}
TYPES: Final = {
    CustomerType.BUSINESS: later("business"),
    CustomerType.CONSUMER: later("consumer"),
    CustomerType.PUBLIC: later("public body"),
}


def past_due(number: int, words: Words) -> str:
    """Return days past due in words, before the due date or after it."""
    if number < 0:
        return words("{days} before the due date", days=days(-number, words))
    return words("{days} past due", days=days(number, words))


def channels_in_words(step: Step, words: Words) -> str:
    """Return the channels of a step: the usual one, then what is used when that is closed."""
    first, *others = (words(CHANNELS[each]) for each in step.channels)
    return words("{first}, else {others}", first=first, others=", ".join(others)) if others else first


def escalations_in_words(step: Step, words: Words) -> str:
    """Return what people do at a step; "-" for nothing."""
    return ", ".join(words(ESCALATIONS[each]) for each in step.escalations) or "-"


def who(rule: LadderRule, words: Words) -> str:
    """Return who a rule is for."""
    parts = [
        ", ".join(words(TYPES[each]) for each in rule.customer_types),
        ", ".join(rule.countries),
        ", ".join(words("segment {name}", name=each) for each in rule.segments),
    ]
    if rule.below_minor is not None:
        parts.append(words("all that is open was below {amount}", amount=words.money(rule.below_minor, "EUR")))
    return "; ".join(each for each in parts if each) or words("everybody")


def cap_in_words(cap: Cap, words: Words) -> str:
    """Return a cap in words."""
    return words(
        "at most {messages} in {days}",
        messages=words.count("{n} message", "{n} messages", cap.messages),
        days=days(cap.days, words),
    )


def hours_in_words(country: str, hours: Hours, words: Words) -> str:
    """Return the contact hours of a country, or of all countries without their own."""
    told = words(
        "{country}: {opens} to {closes}",
        country=words("all countries") if country == ANYWHERE else country,
        opens=f"{hours.opens:%H:%M}",
        closes=f"{hours.closes:%H:%M}",
    )
    return told if hours.is_saturday_open else words("{hours}, not on Saturdays", hours=told)


def quiet_in_words(period: QuietPeriod, words: Words) -> str:
    """Return a quiet period in words."""
    told = words(
        "“{label}”, {first} to {last}",
        label=period.label,
        first=_day(period.first_on, period, words),
        last=_day(period.last_on, period, words),
    )
    if period.is_yearly:
        told = words("{period}, every year", period=told)
    return f"{told} ({', '.join(period.countries)})" if period.countries else told


def _day(day: date, period: QuietPeriod, words: Words) -> str:
    return f"{day:%d-%m}" if period.is_yearly else words.day(day)
