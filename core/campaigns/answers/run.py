"""A turn of the answers: what happened since the last one is answered once, by the same road as every campaign."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.acting import by_itself
from core.campaigns.answers.audience import ANSWER, answered
from core.campaigns.answers.occasions import occasions
from core.campaigns.answers.switches import pause, switches
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.plan import keep
from core.campaigns.preview import exclude, write_preview
from core.campaigns.states import cancel, free_name, get
from core.desk.answer_tables import Answer
from core.desk.campaign_tables import Campaign, PreviewMessage
from core.money import to_text
from core.vocabulary import CampaignState, MessageName

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.book.book import Book
    from core.campaigns.answers.audience import Answered
    from core.campaigns.answers.occasions import Occasion
    from core.campaigns.answers.switches import Switch
    from core.desk.engine import Desk

BY: Final = "answers"
PATIENCE: Final = timedelta(hours=1)  # a turn that takes longer died with its worker
ONE_DAY: Final = timedelta(days=1)
NAMES: Final = {
    MessageName.THANK_YOU: "Thank you",
    MessageName.PROMISE_CONFIRMATION: "Promise confirmed",
    MessageName.PLAN_CONFIRMATION: "Plan confirmed",
    MessageName.INSTALMENT_MISSED: "Instalment missed",
    MessageName.DISPUTE_RECEIVED: "Dispute received",
    MessageName.DEBIT_REVERSED: "Debit reversed",
    MessageName.INVOICE_COPY: "Invoice copy",
}
_UNSENT: Final = (CampaignState.DRAFT, CampaignState.PREVIEWED, CampaignState.APPROVED)


@by_itself
def run_answers(desk: Desk, book: Book) -> dict[MessageName, int]:
    """Answer what happened, every kind that is switched on; return how many messages went into the contact ledger.

    Every occasion is taken once, over all workers. More than a kind's most a day pauses that kind, and nothing of it goes.
    """
    _give_back(desk)
    sent = {}
    for message, switch in switches(desk).items():
        if switch.since_at is None or switch.paused_why:
            continue
        found = occasions(desk, book, message, switch.since_at)
        if not found or _is_too_many(desk, message, switch, len(found)):
            continue
        went = _answer(desk, book, message, found)
        if went:
            sent[message] = went
    return sent


def _is_too_many(desk: Desk, message: MessageName, switch: Switch, waiting: int) -> bool:
    """Pause the answer ``message`` when more would go within a day than somebody allowed; return whether it is so."""
    lately = select(func.count()).where(
        Answer.message == message, Answer.campaign.is_not(None), Answer.at > desk.now() - ONE_DAY
    )
    with desk.reading() as session:
        done = session.scalar(lately) or 0
    if done + waiting <= switch.most_a_day:
        return False
    why = f"{waiting} messages would go and {done} went within a day; the most is {switch.most_a_day}."
    pause(desk, message, why=why, by=BY)
    return True


def _answer(desk: Desk, book: Book, message: MessageName, found: Sequence[Occasion]) -> int:
    who = answered(desk, book, found)
    by_key = {each.key: each for each in found}
    for key, why in who.left.items():
        _take(desk, [by_key[key]], campaign=None, why=why)
    why = f"answers of this kind go by themselves: {NAMES[message].lower()}"
    return 0 if not who.keys else send(desk, book, message, who, [by_key[key] for key in who.keys], by=BY, why=why)[1]


def send(
    desk: Desk, book: Book, message: MessageName, who: Answered, going: Sequence[Occasion], *, by: str, why: str
) -> tuple[str, int]:
    """Let the answers to ``going`` (the occasions of ``who``) into the ledger; return their campaign, and how many went in.

    None does where somebody else took them first, and where the law forbids every one.
    """
    name = free_name(desk, f"{NAMES[message]} {desk.now():%Y-%m-%d %H:%M}")
    if not _take(desk, going, campaign=name, why=None):
        return name, 0
    keep(
        desk,
        book,
        name,
        as_of=book.latest_on,
        by=by,
        choice={ANSWER: str(message)},
        items=who.items,
        customers=who.customers,
        totals=_totals(who),
    )
    write_preview(desk, name, by=by)
    if _leave_illegal(desk, name) == len(going):
        cancel(desk, name, by=by, why="the law forbids every message of it")
        return name, 0
    approve(desk, name, by=by, why=why, is_by_rule=True)
    return name, launch(desk, book, name, by=by).queued


def _take(desk: Desk, taken: Sequence[Occasion], *, campaign: str | None, why: str | None) -> bool:
    """Write down that ``taken`` are answered, all or none; return whether nobody was first."""
    rows = [
        {
            "occasion": each.key,
            "message": str(each.message),
            "entity": each.entity,
            "customer_id": each.customer_id,
            "campaign": campaign,
            "why": each.why if why is None else why,
            "at": desk.now(),
        }
        for each in taken
    ]
    try:
        with desk.session() as session:
            session.execute(insert(Answer), rows)
    except IntegrityError:
        return False
    return True


def _give_back(desk: Desk) -> None:
    """Take up again what a worker died over: its campaign never went, so its occasions are answered anew."""
    lost = select(Campaign.name).where(
        Campaign.created_by == BY, Campaign.state.in_(_UNSENT), Campaign.created_at < desk.now() - PATIENCE
    )
    with desk.reading() as session:
        names = list(session.scalars(lost))
    for name in names:
        cancel(desk, name, by=BY, why="the worker that wrote it ended before it went")
        with desk.session() as session:
            session.execute(delete(Answer).where(Answer.campaign == name))


def _leave_illegal(desk: Desk, name: str) -> int:
    """Leave every message that breaks the law to a person, and return how many."""
    with desk.reading() as session:
        campaign = get(session, name)
        rows = session.scalars(select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id))
        illegal = [
            (row.entity, row.customer_id, str(row.breaches[0]["sentence"])) for row in rows.all() if row.breaches
        ]
    for entity, customer_id, sentence in illegal:
        exclude(desk, name, entity, customer_id, by=BY, why=sentence)
        with desk.session() as session:
            of_it = (Answer.campaign == name, Answer.entity == entity, Answer.customer_id == customer_id)
            session.execute(update(Answer).where(*of_it).values(campaign=None, why=sentence))
    return len(illegal)


def _totals(who: Answered) -> dict[str, Any]:
    """Return the reconciliation of a plan in which everybody is in."""
    by_currency: Mapping[Any, Any] = who.items.groupby("currency")["balance_minor"].sum().to_dict()
    amounts = {str(currency): to_text(int(minor), str(currency)) for currency, minor in by_currency.items()}
    told = {"items": len(who.items), "customers": len(who.customers), "amounts": amounts}
    return {"in": told, "out": {}, "portfolio": told}
