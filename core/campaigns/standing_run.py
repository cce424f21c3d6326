"""Runs of standing approvals: once per version of the ledger, within the caps, and paused by itself on anything unusual."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.campaigns import standing
from core.campaigns.approve import approve
from core.campaigns.plan import plan
from core.campaigns.preview import exclude, write_preview
from core.campaigns.proposal import euro_cents
from core.campaigns.staleness import most_banking_days, said
from core.campaigns.standing import Outcome, StandingMovedError
from core.campaigns.states import free_name, get
from core.campaigns.unusual import Delivered, Volume, unusual
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.revisions import Topic, changed
from core.desk.standing_tables import StandingRun
from core.desk.statements import rows_changed
from core.errors import SaldoError
from core.strategy import strategy_versions
from core.strategy.choice import AudienceChoice
from core.strategy.judging import ledger_days
from core.vocabulary import MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.book.book import Book
    from core.campaigns.launch import Launched
    from core.campaigns.staleness import Freshness
    from core.campaigns.standing import Run, Standing
    from core.desk.engine import Desk

BY: Final = "standing approval"
PATIENCE: Final = timedelta(hours=1)  # a run that takes longer died with its worker
RUNS_COMPARED: Final = 10

NOT_GENTLE: Final = (
    "These steps are not there any more, or not gentle: end this approval and give another one without them:"
)
LEFT_OUT: Final = "Companies left out:"
STOPPED: Final = "Somebody paused or ended this approval while its messages were being written."

Launch = Callable[[str], "Launched"]


@dataclass(frozen=True, kw_only=True)
class _Written:
    """The messages of a run that may go by themselves, in the campaign of that name, and how many were left to a person."""

    campaign: str | None = None
    messages: int = 0
    asked_minor: int = 0
    cost_minor: int = 0
    left_out: int = 0


def run_standing(desk: Desk, book: Book, *, launch: Launch, stale: Sequence[Freshness] = ()) -> list[Run]:
    """Run every standing approval that has not seen this version of the ledger; return what became of each.

    The steps that are due now are taken, whatever day they fell due: days without a run are caught up, and what was sent
    is a step done. ``launch`` puts an approved campaign into the ledger of messages. The companies of ``stale``, whose facts are
    too old, are left out, and the run says so; an approval that is for none but those pauses.
    """
    _end_lost(desk)
    ran = []
    for approval in standing.standing(desk):
        if approval.paused_at is None and _take(desk, approval, book):
            _Turn(desk=desk, book=book, approval=approval, stale=_of(approval, stale)).run(launch)
            ran.append(standing.runs(desk, limit=1, approval_id=approval.id)[0])
    return ran


def _take(desk: Desk, approval: Standing, book: Book) -> bool:
    """Return whether this run is ours: nobody ran, or runs, this approval on this version of the ledger."""
    key = StandingRun.approval_id == approval.id, StandingRun.book_version == book.version
    with desk.session() as session:
        again = update(StandingRun).where(*key, StandingRun.outcome == Outcome.RESUMED)
        if rows_changed(session, again.values(outcome=Outcome.RUNNING, began_at=desk.now(), ended_at=None)):
            return True
        if session.scalar(select(StandingRun.id).where(*key)) is not None:
            return False
    row = StandingRun(
        approval_id=approval.id,
        book_version=book.version,
        ledger_on=book.latest_on,
        began_at=desk.now(),
        outcome=Outcome.RUNNING,
        messages=0,
        asked_minor=0,
        cost_minor=0,
        left_out=0,
        why="",
    )
    try:
        with desk.session() as session:
            session.add(row)
    except IntegrityError:  # another worker was first
        return False
    return True


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """One standing approval on one version of the ledger."""

    desk: Desk
    book: Book
    approval: Standing
    stale: Sequence[Freshness] = ()

    def run(self, launch: Launch) -> None:
        """Send what may go by itself, or pause and say why."""
        try:
            entities = self._entities()
            if self.stale and not entities:
                self.stop(Outcome.PAUSED, self._left_out())
            else:
                self._send(launch, entities)
        except SaldoError as error:
            self.stop(Outcome.FAILED, str(error))

    def _entities(self) -> frozenset[str]:
        """Return the companies it is for, without those whose facts are too old; empty where it is for all."""
        if not self.stale:
            return frozenset(self.approval.entities)
        every = self.approval.entities or ledger_days(self.book, self.book.latest_on)
        return frozenset(every) - {each.entity for each in self.stale}

    def _left_out(self) -> str:
        """Return whose facts are too old, empty where nobody's are."""
        most = most_banking_days(self.desk)
        return said(list(self.stale), most) if self.stale and most is not None else ""

    def note(self, outcome: Outcome, written: _Written | None = None, why: str = "") -> None:
        """Write down what became of the run."""
        written = written or _Written()
        key = StandingRun.approval_id == self.approval.id, StandingRun.book_version == self.book.version
        left_out = self._left_out()
        if left_out and left_out not in why:
            why = f"{why} {LEFT_OUT} {left_out}".strip()
        values = {
            "outcome": outcome,
            "why": why,
            "ended_at": self.desk.now(),
            "campaign": written.campaign,
            "messages": written.messages,
            "asked_minor": written.asked_minor,
            "cost_minor": written.cost_minor,
            "left_out": written.left_out,
        }
        with self.desk.session() as session:
            changed(session, Topic.STANDING)
            session.execute(update(StandingRun).where(*key).values(**values))

    def stop(self, outcome: Outcome, why: str, written: _Written | None = None) -> None:
        """Note why nothing went, and pause the approval until a person resumes it."""
        self.note(outcome, written, why)
        with suppress(StandingMovedError):  # a person paused or ended it meanwhile
            standing.pause(self.desk, self.approval.id, by=BY, why=why)

    def _send(self, launch: Launch, entities: frozenset[str]) -> None:
        desk, book, approval = self.desk, self.book, self.approval
        strict = sorted(set(approval.rungs) - set(standing.gentle(strategy_versions.strategy_of(desk))))
        if strict:  # the ladders changed since it was given
            listed = ", ".join(f"{each.ladder} {each.step}" for each in strict)
            self.stop(Outcome.PAUSED, f"{NOT_GENTLE} {listed}.")
            return
        name, by = free_name(desk, f"{approval.name} {book.latest_on.isoformat()}"), f"{BY} of {approval.approved_by}"
        choice = AudienceChoice(
            segments=frozenset(approval.segments),
            entities=entities,
            rungs=frozenset((each.ladder, each.step) for each in approval.rungs),
        )
        planned = plan(desk, book, name, as_of=book.latest_on, by=by, choice=choice)
        if not planned.totals["in"]["customers"]:
            self.note(Outcome.NOTHING, _Written(campaign=name))
            return
        write_preview(desk, name, by=by)
        written = self._leave_to_a_person(name, by=by)
        if not written.messages:
            self.note(Outcome.NOTHING, written)
            return
        strange = self._unusual(written)
        if strange is not None:
            self.stop(Outcome.PAUSED, strange, written)
            return
        if not standing.is_going(desk, approval.id):
            self.note(Outcome.PAUSED, written, STOPPED)
            return
        approve(desk, name, by=by, why=approval.why, is_by_rule=True)
        done = launch(name)
        self.note(Outcome.SENT, written, done.paused_why or "")

    def _unusual(self, written: _Written) -> str | None:
        known = standing.runs(self.desk, approval_id=self.approval.id, limit=RUNS_COMPARED + 1)
        sent = [each for each in known if each.outcome is Outcome.SENT]
        looked = [each for each in takewhile(lambda run: run.outcome is not Outcome.SENT, known) if _was_read(each)]
        return unusual(
            Volume(messages=written.messages, asked_minor=written.asked_minor),
            self.approval.caps,
            [each.messages for each in sent],
            _delivered(self.desk, sent[0].campaign) if sent and not looked else None,
            read=max((each.messages for each in looked if each.outcome is Outcome.RUNNING), default=0),
        )

    def _leave_to_a_person(self, name: str, *, by: str) -> _Written:
        """Take out of the preview what may not go by itself: large amounts, a currency without rate, a breach of law."""
        rates = {
            str(row["currency"]): float(row["rate"]) for row in self.book.rows("euro_rates", as_of=self.book.latest_on)
        }
        with self.desk.reading() as session:
            campaign = get(session, name)
            chosen = select(PreviewMessage).where(
                PreviewMessage.campaign_id == campaign.id, ~PreviewMessage.is_excluded
            )
            messages = list(session.scalars(chosen))
        kept, asked, cost = 0, 0, 0
        for message in messages:
            euros = euro_cents(message.amounts, rates)
            why = _too_much(self.approval, message, euros)
            if why is not None:
                exclude(self.desk, name, message.entity, message.customer_id, by=by, why=why)
                continue
            kept, asked, cost = kept + 1, asked + (euros or 0), cost + message.cost_minor
        return _Written(campaign=name, messages=kept, asked_minor=asked, cost_minor=cost, left_out=len(messages) - kept)


def _of(approval: Standing, stale: Sequence[Freshness]) -> list[Freshness]:
    """Return those of ``stale`` that the approval is for."""
    return [each for each in stale if not approval.entities or each.entity in approval.entities]


def _too_much(approval: Standing, message: PreviewMessage, euros: int | None) -> str | None:
    if message.breaches:
        return f"Left to a person: {message.breaches[0]['sentence']}"
    if euros is None:
        return "Left to a person: there is no rate for a currency of this message"
    if euros > approval.caps.each_minor:
        return f"Left to a person: more than {approval.caps.each_minor / 100:,.2f} EUR"
    return None


def _was_read(run: Run) -> bool:
    """Return whether ``run`` had paused with its messages before a person, who let it go on."""
    return run.messages > 0 and run.outcome in {Outcome.RESUMED, Outcome.RUNNING}


def _delivered(desk: Desk, name: str | None) -> Delivered | None:
    """Return what became of the messages of the campaign called ``name``."""
    with desk.reading() as session:
        states = session.execute(
            select(Message.state, func.count())
            .join(Campaign, Campaign.id == Message.campaign_id)
            .where(Campaign.name == name, Message.state.in_((MessageState.SENT, MessageState.FAILED)))
            .group_by(Message.state)
        )
        counts = {str(state): int(number) for state, number in states}
    if not counts:
        return None
    return Delivered(settled=sum(counts.values()), failed=counts.get(MessageState.FAILED, 0))


def _end_lost(desk: Desk) -> None:
    """Pause what was running when its worker died: a person looks whether its campaign went."""
    limit = desk.now() - PATIENCE
    lost = StandingRun.outcome == Outcome.RUNNING, StandingRun.began_at < limit
    with desk.reading() as session:
        left = list(session.scalars(select(StandingRun.approval_id).where(*lost)))
    why = "The last run did not end. Look at its campaign before you resume."
    for approval_id in left:
        with desk.session() as session:
            changed(session, Topic.STANDING)
            dead = update(StandingRun).where(*lost, StandingRun.approval_id == approval_id)
            session.execute(dead.values(outcome=Outcome.FAILED, why=why, ended_at=desk.now()))
        if standing.is_going(desk, approval_id):
            standing.pause(desk, approval_id, by=BY, why=why)
