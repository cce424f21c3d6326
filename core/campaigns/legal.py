"""The law before a message goes: what it may claim, what is wrong with it, and that nothing illegal is approved or launched."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, cast, func, or_, select

from core.campaigns.hours import SHIPPED, Moments, moments_of
from core.campaigns.letter_words import letter_words
from core.campaigns.notices import EURO, notice_letters, notices, of_source
from core.campaigns.plan import kept_items
from core.desk.campaign_tables import CampaignEvent, PreviewMessage
from core.desk.tables import Setting
from core.errors import SaldoError
from core.law.breach import Breach, breach_of
from core.law.check import MessageFacts, breaches, next_legal_on
from core.law.choices import SAFE, Choices
from core.law.claim import Claim, ClaimItem, Notice, claim
from core.law.costs import charged_before
from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES
from core.messages import facts
from core.sentence import Sentence, counted, together
from core.strategy.law_choices import SETTING, choices_of
from core.vocabulary import POSTED, SHORT, SPOKEN, CampaignState, ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.campaigns.notices import Customer, ItemName
    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk
    from core.messages.context import Item, MessageContext
    from core.messages.render import Rendered

MOST_NAMED = 3


class IllegalCampaignError(SaldoError):
    """A campaign with messages that the law forbids."""

    def __init__(self, name: str, found: Sequence[tuple[str, Breach]], messages: int) -> None:
        told = [
            Sentence(
                "{customer}: {sentence} ({rule}; {source})",
                customer=customer,
                sentence=Sentence(breach.sentence),
                rule=breach.rule,
                source=breach.source,
            )
            for customer, breach in found
        ]
        more = messages - len(found)
        if more > 0:
            told.append(counted("{n} more breaks it too.", "{n} more break it too.", more))
        super().__init__(
            "Campaign {name!r} cannot go: {count} the law. {told} Correct each, or leave it out.",
            name=name,
            count=counted("one of its messages breaks", "{n} of its messages break", messages),
            told=together(told),
        )
        self.found, self.messages = tuple(found), messages


class OlderThanChoicesError(SaldoError):
    """A preview that was checked under other choices about the law."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The choices about the law changed after the preview of campaign {name!r} was written: write it again, "
            "and read what changed.",
            name=name,
        )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the law says of one message: its breaches, and the first day on which the next step may go."""

    breaches: tuple[Breach, ...]
    next_legal_on: date | None

    def row(self) -> dict[str, Any]:
        """Return the columns of the preview."""
        return {"breaches": [each.to_dict() for each in self.breaches], "next_legal_on": self.next_legal_on}


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that the check of many messages needs beside themselves: choices, the instant they may go, legal messages before.

    ``letters`` are day and principal of those messages per customer, in order of time, where instalments count together.
    """

    at: datetime
    choices: Choices = SAFE
    notices: dict[ItemName, Notice] | None = None
    letters: Mapping[Customer, Sequence[tuple[date, int]]] = field(default_factory=dict)
    moments: Moments = SHIPPED
    _days: dict[str, date] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sent_on(self, country: str) -> date:
        """Return the local day on which a message to ``country`` can go at the earliest: in contact hours."""
        found = self._days.get(country)
        if found is None:
            opens = self.moments.next_opening(self.at, country)
            found = self._days[country] = opens.astimezone(ZoneInfo(self.moments.hours(country).zone)).date()
        return found

    def items(self, who: Customer, items: Iterable[Item]) -> tuple[ClaimItem, ...]:
        """Return the items a message is about, each with the legal message that went before; not those only listed beside."""
        notices = self.notices or {}
        return tuple(
            ClaimItem(
                number=each.number,
                issued_on=each.issued_on,
                due_on=each.due_on,
                balance_minor=each.balance_minor,
                currency=each.currency,
                notice=notices.get((*who, each.number, each.due_on)),
                is_recurring=self.choices.has_instalments,
            )
            for each in items
            if not each.is_beside
        )


def known(session: Session, desk: Desk, campaign: Campaign, *, only: Customer | None = None) -> Known:
    """Return what the check of the messages of ``campaign`` needs; of one customer, when ``only`` says so."""
    now, choices = desk.now(), choices_of(desk)
    at = now if campaign.send_at is None else max(now, campaign.send_at)
    went = notices(session, only=only)
    if choices.source_reminders_are_notices:
        went = {**of_source(kept_items(session, campaign)), **went}
    letters = notice_letters(session, only=only) if choices.has_instalments and choices.cumulates else {}
    return Known(at=at, choices=choices, notices=went, letters=letters, moments=moments_of(desk))


def claim_of(message: str, context: MessageContext, who: Customer, known: Known) -> Claim:
    """Return what ``message`` with ``context`` may say of costs and interest; ``context.claim`` does not count here."""
    return claim(
        message,
        country=context.country,
        customer_type=context.customer_type,
        items=known.items(who, context.items),
        sent_on=known.sent_on(context.country),
        is_post=context.channel in POSTED,
        earlier=charged_before(
            known.letters.get(who, ()),
            currency=EURO,
            country=context.country,
            customer_type=context.customer_type,
            choices=known.choices,
        ),
        choices=known.choices,
    )


def with_law(message: str, context: MessageContext, who: Customer, known: Known) -> MessageContext:
    """Return ``context`` with the day on which the message can go, and with the costs and interest it may say."""
    dated = replace(context, sent_on=known.sent_on(context.country))
    if message not in LEGAL_MESSAGES | HARSH_MESSAGES:
        return dated
    return replace(dated, claim=said(claim_of(message, dated, who, known), message))


def said(found: Claim, message: str) -> facts.Claim | None:
    """Return a claim as a message's templates say it, None where there is nothing to say."""
    if message not in LEGAL_MESSAGES and not found.is_due:
        return None
    return facts.Claim(
        principal_minor=found.principal_minor,
        currency=found.currency,
        costs_minor=found.costs_minor,
        vat_minor=found.vat_minor,
        interest_minor=found.interest_minor,
        interest_percent=found.interest_percent,
        is_due=found.is_due,
    )


def judge(message: str, context: MessageContext, who: Customer, rendered: Rendered, known: Known) -> Judged:
    """Return what the law says of ``message`` as it is written in ``rendered``, in the form of its channel."""
    told = MessageFacts(
        message=message,
        country=context.country,
        customer_type=context.customer_type,
        language=rendered.language,
        sent_on=known.sent_on(context.country),
        is_post=context.channel in POSTED,
        text=words_of(rendered, context.channel),
        items=known.items(who, context.items),
        claim=claim_of(message, context, who, known),
        other_minor=frozenset(_others(context)),
        product=context.sender.product,
        enterprise_number=context.sender.enterprise_number,
        is_spoken=context.channel in SPOKEN,
    )
    return Judged(
        breaches=breaches(told, choices=known.choices), next_legal_on=next_legal_on(told, choices=known.choices)
    )


def words_of(rendered: Rendered, channel: ChannelName) -> str:
    """Return all that the customer reads or hears, as plain text."""
    if channel in SHORT or channel is ChannelName.VOICE:
        return rendered.sms
    if channel in SPOKEN:
        return rendered.call
    if channel in POSTED:
        return letter_words(rendered.letter)
    return f"{rendered.subject}\n\n{rendered.text}"


def _others(context: MessageContext) -> Iterable[int]:
    """Yield the amounts a message names besides what it asks: invoices as issued, and what was agreed."""
    for item in context.items:
        yield from (item.amount_minor, item.balance_minor, item.paid_minor)
    for agreed in (context.promise, context.instalment, context.dispute, context.reversal):
        if agreed is not None:
            yield agreed.amount_minor
    if context.plan is not None:
        yield context.plan.total_minor
        yield from (each.amount_minor for each in context.plan.instalments)


def refuse_illegal(session: Session, campaign: Campaign) -> None:
    """Raise :class:`IllegalCampaignError` when a message of ``campaign`` that nobody left out breaks the law.

    :class:`OlderThanChoicesError` when it is not approved yet and was checked under other choices than those in force.
    """
    if campaign.state == CampaignState.PREVIEWED and _is_older_than_choices(session, campaign):
        raise OlderThanChoicesError(campaign.name)
    rows = session.execute(
        select(PreviewMessage.name, PreviewMessage.breaches).where(
            PreviewMessage.campaign_id == campaign.id,
            ~PreviewMessage.is_excluded,
            func.length(cast(PreviewMessage.breaches, Text)) > len("[]"),
        )
    )
    illegal = [(row.name, breach_of(row.breaches[0])) for row in rows]
    if illegal:
        raise IllegalCampaignError(campaign.name, illegal[:MOST_NAMED], len(illegal))


def _is_older_than_choices(session: Session, campaign: Campaign) -> bool:
    """Return whether somebody changed the choices after the preview was last written."""
    changed_at = session.scalar(select(Setting.changed_at).where(Setting.name == SETTING))
    written_at = session.scalar(
        select(func.max(CampaignEvent.acted_at)).where(
            CampaignEvent.campaign_id == campaign.id,
            or_(CampaignEvent.to_state == CampaignState.PREVIEWED, CampaignEvent.act == "previewed again"),
        )
    )
    return changed_at is not None and written_at is not None and changed_at > written_at
