"""The legal check of one message: step, day, wording, costs, interest and last day, each breach with its rule and source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.language import later
from core.law import wording
from core.law.amounts import amounts, dates, days_to_come, percentages
from core.law.breach import Breach
from core.law.choices import SAFE, Choices
from core.law.claim import is_ripe, term_of
from core.law.costs import reminder_fee
from core.law.errors import BeforeTableError, NoEntryError, UnknownCountryError
from core.law.interest import rate
from core.law.steps import HARSH_MESSAGES, HOME_OF, LEGAL_MESSAGES, LEGAL_NOTICE_BE, missing_notice, notice_entry
from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from core.law.claim import Claim, ClaimItem

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_CUE_LETTERS: Final = 30


@dataclass(frozen=True, kw_only=True)
class MessageFacts:
    """One message as it would go: to whom, when and how, what it says, and what the law lets it claim.

    ``text`` is the plain text with its subject; ``other_minor`` are amounts that it may name besides (parts of a plan, a promise);
    ``product`` is what the creditor sells and ``enterprise_number`` his number in the trade register, as the message should have them.
    """

    message: str
    country: str
    customer_type: str
    language: str
    sent_on: date
    is_post: bool
    text: str
    items: tuple[ClaimItem, ...]
    claim: Claim
    other_minor: frozenset[int] = frozenset()
    product: str = ""
    enterprise_number: str = ""
    is_spoken: bool = False


def breaches(facts: MessageFacts, *, choices: Choices = SAFE) -> tuple[Breach, ...]:
    """Return everything that the law forbids of a message, in the order in which it is asked; empty when it may go."""
    text = wording.straight(facts.text)
    return (
        *_step(facts, choices),
        *_wording(facts, text),
        *_content(facts, text),
        *_last_day(facts, text),
        *_costs(facts, text, choices),
        *_interest(facts, text),
    )


def next_legal_on(facts: MessageFacts, *, choices: Choices = SAFE) -> date | None:
    """Return the first day on which the law allows the next step after this message, None where it gives no term.

    It is the end of the term that this message starts, or of one that an earlier message started and that is still running.
    """
    days = [] if facts.claim.term is None else [facts.claim.term.next_step_on]
    for item in facts.items:
        term = term_of(item, facts.country, facts.customer_type, choices)
        if term is not None and term.next_step_on > facts.sent_on:
            days.append(term.next_step_on)
    return max(days, default=None)


def _step(facts: MessageFacts, choices: Choices) -> Iterator[Breach]:
    """Yield a legal message of another country, and a harsh one without or within the term of the legal one."""
    home = HOME_OF.get(facts.message)
    if home is not None and home != facts.country:
        yield Breach(
            rule="wrong_notice",
            text=later(
                "This legal notice is the one of {home}, and the customer is in {country}: choose another step."
            ),
            values={"home": home, "country": facts.country or "?"},
            source="core/law/entries",
        )
    known = notice_entry(facts.country, facts.customer_type, facts.sent_on)
    if home == facts.country and known is None:
        yield Breach(
            rule="wrong_notice",
            text=later("This legal notice is for consumers, and the customer is none: choose another step."),
            source="core/law/entries",
        )
    if known is None or facts.message not in HARSH_MESSAGES:
        return
    owed = [each for each in facts.items if each.balance_minor > 0]
    terms = [term_of(each, facts.country, facts.customer_type, choices) for each in owed]
    if any(each is None for each in terms):
        yield missing_notice(facts.message, facts.country, facts.customer_type, facts.sent_on)
    running = [each for each in terms if each is not None and each.costs_from_on > facts.sent_on]
    if running:
        last = max(each.last_on for each in running)
        yield Breach(
            rule="term_running",
            text=later(
                "The customer has until {day} by the legal notice: this message may go on {next} at the earliest."
            ),
            values={"day": last.isoformat(), "next": (last + timedelta(days=1)).isoformat()},
            source=running[0].source,
        )


def _wording(facts: MessageFacts, text: str) -> Iterator[Breach]:
    """Yield what a legal message lacks or may not say; one that is spoken proves nothing, whatever it says."""
    if facts.is_spoken and facts.message in LEGAL_MESSAGES:
        yield Breach(
            rule="notice_spoken",
            text=later(
                "A legal notice must be in writing, on something that the customer can keep: choose mail or a letter."
            ),
            source="Art. 6:96(6) BW (NL); Code of Economic Law, Book XIX: a durable medium (BE)",
        )
        return
    given = {"notice_product": facts.product, "notice_enterprise": facts.enterprise_number}
    named = {rule for rule, words in given.items() if words and words.casefold() in text.casefold()}
    for breach in wording.broken(facts.message, text, facts.language, is_post=facts.is_post):
        if breach.rule not in named:
            yield breach


def _content(facts: MessageFacts, text: str) -> Iterator[Breach]:
    """Yield the amounts and days that a legal message must name and does not."""
    term = facts.claim.term
    if facts.message not in LEGAL_MESSAGES or term is None or facts.is_spoken:
        return
    claim, named = facts.claim, set(amounts(text))
    wanted = {later("what is to be paid"): claim.principal_minor, later("the exact costs"): claim.costs_total_minor}
    if facts.message != LEGAL_NOTICE_BE:
        wanted[later("what it becomes with the costs")] = claim.principal_minor + claim.costs_total_minor
    if not claim.costs_minor and facts.message != LEGAL_NOTICE_BE:
        yield Breach(
            rule="costs_unknown",
            text=later(
                "No costs may be named here, and a 14-day letter without its exact costs says nothing: choose under Law and data health how instalments count, or leave this customer out."
            ),
            source=term.source,
        )
    for what, minor in wanted.items():
        if minor and (claim.currency, minor) not in named:
            yield Breach(
                rule="amount_missing",
                text=later("The legal notice must name {what}: {amount}."),
                values={"what": what, "amount": f"{to_text(minor, claim.currency)} {claim.currency}"},
                source=term.source,
            )
    if facts.message == LEGAL_NOTICE_BE:
        said = {day for _, day in dates(text)}
        missing = sorted({each.due_on for each in facts.items if each.balance_minor > 0} - said)
        if missing:
            yield Breach(
                rule="due_date_missing",
                text=later("The first reminder must name the day each debt became due; missing: {days}."),
                values={"days": ", ".join(day.isoformat() for day in missing)},
                source=term.source,
            )


def _last_day(facts: MessageFacts, text: str) -> Iterator[Breach]:
    """Yield a last day named in a legal message that is earlier than the law's; days that are past are due dates."""
    term, known = facts.claim.term, wording.cues(facts.language)
    if facts.message not in LEGAL_MESSAGES or term is None or known is None:
        return
    for place, day in (*dates(text), *days_to_come(text, facts.sent_on)):
        is_last = known.deadline.search(text[max(0, place - _CUE_LETTERS) : place]) is not None
        if is_last and facts.sent_on <= day < term.last_on:
            yield Breach(
                rule="deadline_too_early",
                text=later("It asks to pay by {day}, and the law gives until {last}: leave the date out."),
                values={"day": day.isoformat(), "last": term.last_on.isoformat()},
                source=term.source,
            )


def _costs(facts: MessageFacts, text: str, choices: Choices) -> Iterator[Breach]:
    """Yield the amounts that stand in a sentence about costs and are none that the law allows."""
    known, claim = wording.cues(facts.language), facts.claim
    if known is None or known.costs.search(text) is None:
        return
    allowed, fee = _allowed(facts), _fee(facts, choices)
    for sentence in _SENTENCE.split(text):
        if known.costs.search(sentence) is None:
            continue
        for currency, minor in amounts(sentence):
            if minor > fee and (currency, minor) not in allowed:
                yield _cost_breach(facts, currency, minor, claim)


def _fee(facts: MessageFacts, choices: Choices) -> int:
    """Return what this reminder itself may cost: nothing before the free one has run out for every item."""
    ripe = all(is_ripe(each, facts.country, facts.customer_type, facts.sent_on, choices) for each in facts.items)
    if facts.message in LEGAL_MESSAGES or not facts.items:
        return 0
    return reminder_fee(facts.country, facts.customer_type, facts.sent_on, free_ones=int(ripe), choices=choices)


def _cost_breach(facts: MessageFacts, currency: str, minor: int, claim: Claim) -> Breach:
    amount = f"{to_text(minor, currency)} {currency}"
    if facts.message in HARSH_MESSAGES | LEGAL_MESSAGES and claim.costs_minor:
        most = f"{to_text(claim.costs_total_minor, claim.currency)} {claim.currency}"
        text = later("It speaks of costs of {amount}, and the law gives {most} here: name that amount or none.")
        return Breach(rule="costs_wrong", text=text, values={"amount": amount, "most": most}, source=claim.source)
    known = notice_entry(facts.country, facts.customer_type, facts.sent_on)
    text = later("It asks costs of {amount}, and none may be asked here: take them out.")
    source = known.source if known is not None else f"core/law/entries, {facts.country or '?'}"
    return Breach(rule="costs_not_allowed", text=text, values={"amount": amount}, source=source)


def _allowed(facts: MessageFacts) -> set[tuple[str, int]]:
    """Return every amount that a sentence about costs may name: those of the claim, of the items and their sums."""
    claim = facts.claim
    sums: dict[str, int] = {}
    for item in facts.items:
        sums[item.currency] = sums.get(item.currency, 0) + item.balance_minor
    mine = {
        claim.principal_minor,
        claim.costs_minor,
        claim.costs_total_minor,
        claim.interest_minor,
        claim.principal_minor + claim.costs_total_minor,
        claim.total_minor,
        *(minor + claim.total_minor - claim.principal_minor for minor in sums.values()),
        *facts.other_minor,
    }
    if claim.vat_minor:
        mine.add(claim.vat_minor)
    of_items = {(each.currency, each.balance_minor) for each in facts.items}
    return {(claim.currency, minor) for minor in mine} | of_items | set(sums.items())


def _interest(facts: MessageFacts, text: str) -> Iterator[Breach]:
    """Yield a percentage over the law's, or an amount of interest that is none of the claim."""
    known = wording.cues(facts.language)
    if known is None or known.interest.search(text) is None:
        return
    most, source = _most_percent(facts)
    allowed = _allowed(facts)
    for sentence in _SENTENCE.split(text):
        if known.interest.search(sentence) is None:
            continue
        for percent in percentages(sentence):
            if most is None or percent > most:
                yield Breach(
                    rule="interest_too_high",
                    text=later("It asks {percent} per cent interest, and the law gives {most}."),
                    values={"percent": f"{percent.normalize():f}", "most": "0" if most is None else f"{most:f}"},
                    source=source,
                )
        for currency, minor in amounts(sentence):
            if minor and (currency, minor) not in allowed:
                yield Breach(
                    rule="interest_not_allowed",
                    text=later("It asks interest of {amount}, which is not what the law gives here: take it out."),
                    values={"amount": f"{to_text(minor, currency)} {currency}"},
                    source=source,
                )


def _most_percent(facts: MessageFacts) -> tuple[Decimal | None, str]:
    try:
        found = rate(facts.country, facts.customer_type, facts.sent_on)
    except (UnknownCountryError, NoEntryError, BeforeTableError) as error:
        return None, str(error)
    return found.percent, found.entries[0].source
